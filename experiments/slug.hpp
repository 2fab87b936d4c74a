#pragma once

#include <string>

namespace gridrush {

/// `name` as the name of a folder: lower-case letters and digits, everything else one dash; short
/// enough for every file system. `otherwise` when nothing is left.
[[nodiscard]] std::string slug(std::string const& name, std::string const& otherwise);

}  // namespace gridrush
