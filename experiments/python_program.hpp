#pragma once

#include <string>
#include <vector>

namespace gridrush {

/// Runs `python3 -m gridrush ARGUMENTS...` with our package to its end. Returns exit_done,
/// exit_bad_input or exit_failed. The package is where GRIDRUSH_PYTHON_PATH says, else in the
/// source tree, else beside the program; throws std::runtime_error when there is none.
[[nodiscard]] int run_python(std::vector<std::string> const& arguments);

}  // namespace gridrush
