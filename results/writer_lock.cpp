#include "results/writer_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <unistd.h>

namespace gridrush {
namespace {

struct flock far_byte() {
    struct flock range{};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    range.l_start = std::numeric_limits<off_t>::max() - 1;
    range.l_len = 1;
    return range;
}

}  // namespace

WriterLock::WriterLock(std::string const& path)
    : descriptor_{open(path.c_str(), O_RDWR | O_CLOEXEC)} {
    if (descriptor_ < 0) {
        return;
    }
    struct flock range = far_byte();
    if (fcntl(descriptor_, F_OFD_SETLK, &range) != 0) {
        held_ = errno != EAGAIN && errno != EACCES;
    }
}

WriterLock::~WriterLock() {
    if (descriptor_ >= 0) {
        close(descriptor_);
    }
}

bool is_being_written(std::string const& path) {
    int const descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    struct flock range = far_byte();
    bool const locked = fcntl(descriptor, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
    close(descriptor);
    return locked;
}

}  // namespace gridrush
