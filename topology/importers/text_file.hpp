#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace gridrush {

/// The whole text of a regular file; nullopt when there is none or it cannot be read.
[[nodiscard]] std::optional<std::string> read_text_file(std::filesystem::path const& file);

}  // namespace gridrush
