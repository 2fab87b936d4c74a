#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "source_folder.hpp"

namespace gridrush {

/// Path of a file or folder of the reference data: below $GRIDRUSH_REFERENCE_DATA where that is
/// set, else beside the source tree. Empty where it does not exist, as on most users' machines.
[[nodiscard]] inline std::optional<std::filesystem::path> reference_data(
    std::string const& relative) {
    char const* const root = std::getenv("GRIDRUSH_REFERENCE_DATA");
    auto const folder = root != nullptr
                            ? std::filesystem::path{root}
                            : std::filesystem::path{GRIDRUSH_SOURCE_DIR} / ".." / "shared" / "data";
    auto path = (folder / relative).lexically_normal();
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        return std::nullopt;
    }
    return path;
}

}  // namespace gridrush

// NOLINTBEGIN(bugprone-macro-parentheses): `var` is a name.
/// Declares `var` as the path of `relative` in the reference data, or skips the test where it is
/// absent.
#define GRIDRUSH_SKIP_WITHOUT_REFERENCE(var, relative)                                \
    auto const var##_or_nothing = ::gridrush::reference_data(relative);               \
    if (!var##_or_nothing) {                                                          \
        GTEST_SKIP() << "no reference data '" << (relative)                           \
                     << "': set GRIDRUSH_REFERENCE_DATA to the folder that holds it"; \
    }                                                                                 \
    std::filesystem::path const& var = *var##_or_nothing
// NOLINTEND(bugprone-macro-parentheses)
