# gridrush_embed(TARGET <target> ROOT <dir> FILES <file>...)
#
# Puts the text of every file into <target> and generates embedded_default.hpp, which declares
#   std::span<EmbeddedFile const> gridrush::embedded_default_files();
# with each path relative to ROOT. The assembler reads the bytes (.incbin), so megabytes cost nothing
# at compile time, and the object is made again when a file changes. No files: an empty span.
function(gridrush_embed)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET;ROOT" "FILES")
  list(SORT arg_FILES)

  set(assembly "    .section .rodata\n")
  set(declarations "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS arg_FILES)
    file(RELATIVE_PATH path "${arg_ROOT}" "${file}")
    set(symbol "gridrush_embedded_${index}")
    string(APPEND assembly
      "    .global ${symbol}\n    .global ${symbol}_end\n"
      "${symbol}:\n    .incbin \"${file}\"\n${symbol}_end:\n    .byte 0\n")
    string(APPEND declarations
      "extern char const ${symbol}[];\nextern char const ${symbol}_end[];\n")
    string(APPEND rows
      "        {\"${path}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly "    .section .note.GNU-stack,\"\",%progbits\n")

  if(arg_FILES)
    set(body "    static EmbeddedFile const files[] = {\n${rows}    };\n    return files;\n")
  else()
    set(body "    return {};\n")
  endif()

  set(directory "${CMAKE_CURRENT_BINARY_DIR}/embedded")
  file(CONFIGURE OUTPUT "${directory}/embedded_default.hpp" @ONLY CONTENT
"#pragma once

#include <span>
#include <string_view>

namespace gridrush {

/// A file of experiments/default as it was when the program was built.
struct EmbeddedFile {
    std::string_view path;  ///< relative to experiments/default, for instance `grid/buses.csv`
    std::string_view text;
};

/// The whole default experiment, sorted by path. Valid for the life of the program.
[[nodiscard]] std::span<EmbeddedFile const> embedded_default_files();

}  // namespace gridrush
")
  file(CONFIGURE OUTPUT "${directory}/embedded_default.cpp" @ONLY CONTENT
"#include \"embedded_default.hpp\"

#include <cstddef>

extern \"C\" {
${declarations}}

namespace gridrush {

std::span<EmbeddedFile const> embedded_default_files() {
${body}}

}  // namespace gridrush
")
  file(CONFIGURE OUTPUT "${directory}/embedded_default.S" @ONLY CONTENT "${assembly}")
  set_source_files_properties("${directory}/embedded_default.S" PROPERTIES
    OBJECT_DEPENDS "${arg_FILES}")

  target_sources(${arg_TARGET} PRIVATE
    "${directory}/embedded_default.cpp" "${directory}/embedded_default.S")
  target_include_directories(${arg_TARGET} PUBLIC "${directory}")
endfunction()
