#include "experiments/gzip_file.hpp"

#include <array>
#include <memory>

#include <zlib.h>

namespace gridrush {
namespace {

struct Close {
    void operator()(gzFile_s* file) const { gzclose(file); }
};

}  // namespace

std::optional<std::string> read_gzip_file(std::filesystem::path const& file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return std::nullopt;
    }
    std::unique_ptr<gzFile_s, Close> const opened{gzopen(file.c_str(), "rb")};
    if (!opened) {
        return std::nullopt;
    }
    std::string text;
    std::array<char, 1 << 16> chunk{};
    int count = 0;
    while ((count = gzread(opened.get(), chunk.data(), chunk.size())) > 0) {
        text.append(chunk.data(), static_cast<std::size_t>(count));
    }
    // A file that ends too early reads like one that ends, but leaves an error behind.
    int error = Z_OK;
    gzerror(opened.get(), &error);
    return count < 0 || error != Z_OK ? std::nullopt : std::optional{std::move(text)};
}

}  // namespace gridrush
