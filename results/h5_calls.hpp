#pragma once

#include <cstdint>
#include <string>

#include "results/h5.hpp"

namespace gridrush::h5 {

/// What all objects of one open file share.
struct FileState {
    std::string path;
    std::int64_t id = -1;
    bool open = true;  ///< false once closed or abandoned: no call may touch it any more
};

/// Makes the library silent and idle at exit; call before the first use. Cheap to repeat.
void prepare_library();

/// Throws H5Error with the library's innermost reason.
[[noreturn]] void fail(std::string const& file, std::string const& action);

/// `result` of a call of the HDF5 library, which is negative on failure.
template <class Result>
Result checked(FileState const& file, Result result, char const* action,
               std::string const& object) {
    if (result < 0) {
        fail(file.path, std::string{action} + " '" + object + "'");
    }
    return result;
}

/// An identifier that its own function closes.
class Id {
public:
    Id(std::int64_t id, int (*close)(std::int64_t)) : id_{id}, close_{close} {}
    Id(Id const&) = delete;
    Id& operator=(Id const&) = delete;
    ~Id() { close_(id_); }
    [[nodiscard]] std::int64_t get() const { return id_; }

private:
    std::int64_t id_;
    int (*close_)(std::int64_t);
};

/// Variable-length UTF-8: the only text type that every netCDF-4 reader takes.
[[nodiscard]] Id text_type();

}  // namespace gridrush::h5
