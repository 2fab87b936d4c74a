# What all our targets share, and the one way a code folder becomes a library.

add_library(gridrush_options INTERFACE)
target_compile_options(gridrush_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror>
  $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)
if(GRIDRUSH_SANITIZE)
  target_compile_options(gridrush_options INTERFACE
    -fsanitize=${GRIDRUSH_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(gridrush_options INTERFACE -fsanitize=${GRIDRUSH_SANITIZE})
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR GRIDRUSH_SANITIZE)
  target_compile_definitions(gridrush_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()

# gridrush_add_library(<folder> [EXCEPT <subfolder>]): static library gridrush_<folder> from every .cpp below
# the calling folder except main.cpp. A folder without sources yet still gives a library that can be linked.
function(gridrush_add_library folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXCEPT" "")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  list(REMOVE_ITEM sources "${CMAKE_CURRENT_SOURCE_DIR}/main.cpp")
  if(arg_EXCEPT)
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${arg_EXCEPT}/")
  endif()
  if(NOT sources)
    set(sources "${CMAKE_CURRENT_BINARY_DIR}/empty.cpp")
    file(CONFIGURE OUTPUT "${sources}" CONTENT "// No sources in this folder yet.\n")
  endif()
  add_library(gridrush_${folder} STATIC ${sources})
  target_include_directories(gridrush_${folder} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(gridrush_${folder} PUBLIC gridrush_options)
endfunction()
