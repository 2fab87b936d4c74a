#pragma once

#include <string>

namespace gridrush {

/// Tells other programs that a file is being written: an advisory lock that the system drops when
/// its process ends, however it ends. Where the file system knows no such locks nothing is locked.
/// Held on a byte far beyond any file's end, so that it is in nobody's way.
class WriterLock {
public:
    /// Takes the lock unless another process has it: see held().
    explicit WriterLock(std::string const& path);
    ~WriterLock();
    WriterLock(WriterLock const&) = delete;
    WriterLock& operator=(WriterLock const&) = delete;

    /// False when another process holds it.
    [[nodiscard]] bool held() const { return held_; }

private:
    int descriptor_ = -1;
    bool held_ = true;
};

/// Whether a process has the file's WriterLock now.
[[nodiscard]] bool is_being_written(std::string const& path);

}  // namespace gridrush
