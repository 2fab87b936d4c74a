#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace gridrush {

/// The whole text of a file that may be gzip-compressed, whatever its name; nullopt where there is
/// none or its compressed data is damaged.
[[nodiscard]] std::optional<std::string> read_gzip_file(std::filesystem::path const& file);

}  // namespace gridrush
