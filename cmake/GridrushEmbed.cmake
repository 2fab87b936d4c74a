# gridrush_embed(TARGET <target> NAME <name> ROOT <dir> FILES <file>...)
#
# Puts the text of every file into <target> and generates embedded_<name>.hpp, which declares
#   std::span<EmbeddedFile const> gridrush::embedded_<name>_files();
# with each path relative to ROOT. The assembler reads the bytes (.incbin), so megabytes cost nothing
# at compile time, and the object is made again when a file changes. No files: an empty span.
function(gridrush_embed)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET;NAME;ROOT" "FILES")
  list(SORT arg_FILES)

  set(assembly "    .section .rodata\n")
  set(declarations "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS arg_FILES)
    file(RELATIVE_PATH path "${arg_ROOT}" "${file}")
    set(symbol "gridrush_embedded_${arg_NAME}_${index}")
    string(APPEND assembly
      "    .global ${symbol}\n    .global ${symbol}_end\n"
      "    .hidden ${symbol}\n    .hidden ${symbol}_end\n"
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
  file(CONFIGURE OUTPUT "${directory}/embedded_file.hpp" @ONLY CONTENT
"#pragma once

#include <string_view>

namespace gridrush {

/// A file of the source tree as it was when the program was built.
struct EmbeddedFile {
    std::string_view path;  ///< relative to its folder, for instance `grid/buses.csv`
    std::string_view text;
};

}  // namespace gridrush
")
  file(CONFIGURE OUTPUT "${directory}/embedded_${arg_NAME}.hpp" @ONLY CONTENT
"#pragma once

#include <span>

#include \"embedded_file.hpp\"

namespace gridrush {

/// Sorted by path. Valid for the life of the program.
[[nodiscard]] std::span<EmbeddedFile const> embedded_${arg_NAME}_files();

}  // namespace gridrush
")
  file(CONFIGURE OUTPUT "${directory}/embedded_${arg_NAME}.cpp" @ONLY CONTENT
"#include \"embedded_${arg_NAME}.hpp\"

#include <cstddef>

extern \"C\" {
${declarations}}

namespace gridrush {

std::span<EmbeddedFile const> embedded_${arg_NAME}_files() {
${body}}

}  // namespace gridrush
")
  file(CONFIGURE OUTPUT "${directory}/embedded_${arg_NAME}.S" @ONLY CONTENT "${assembly}")
  set_source_files_properties("${directory}/embedded_${arg_NAME}.S" PROPERTIES
    OBJECT_DEPENDS "${arg_FILES}")

  target_sources(${arg_TARGET} PRIVATE
    "${directory}/embedded_${arg_NAME}.cpp" "${directory}/embedded_${arg_NAME}.S")
  target_include_directories(${arg_TARGET} PUBLIC "${directory}")
endfunction()
