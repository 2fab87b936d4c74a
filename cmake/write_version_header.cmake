# cmake -DSOURCE_DIR=... -DVERSION=... -DOUTPUT=... -P write_version_header.cmake
# Writes the header only when its text changed, so that an unchanged commit compiles nothing again.

set(commit "unknown")
find_program(git git)
if(git AND EXISTS "${SOURCE_DIR}/.git")
  execute_process(COMMAND "${git}" rev-parse --verify --short=12 HEAD
    WORKING_DIRECTORY "${SOURCE_DIR}" OUTPUT_VARIABLE head ERROR_QUIET
    OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit "${head}")
    execute_process(COMMAND "${git}" --no-optional-locks status --porcelain --untracked-files=no
      WORKING_DIRECTORY "${SOURCE_DIR}" OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes)
      string(APPEND commit "-dirty")
    endif()
  endif()
endif()

file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT
"#pragma once

#include <string_view>

namespace gridrush {

inline constexpr std::string_view build_version = \"${VERSION}\";
/// Commit that was built; `-dirty` when tracked files differed from it, `unknown` outside git.
inline constexpr std::string_view build_commit = \"${commit}\";
/// Folder of the Python package, in the tree that was built.
inline constexpr std::string_view build_python_dir = \"${SOURCE_DIR}/results/python\";

}  // namespace gridrush
")
