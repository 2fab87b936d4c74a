# gridrush_add_version(<target>): generates gridrush_version.hpp (build_version, build_commit,
# build_python_dir) and puts it on the include path of <target> and of whatever links it. The commit is
# looked up at every build; the header is rewritten only when it changed.
function(gridrush_add_version target)
  set(directory "${CMAKE_CURRENT_BINARY_DIR}/version")
  set(write_header "${CMAKE_COMMAND}"
    "-DSOURCE_DIR=${CMAKE_SOURCE_DIR}"
    "-DVERSION=${PROJECT_VERSION}"
    "-DOUTPUT=${directory}/gridrush_version.hpp"
    -P "${CMAKE_SOURCE_DIR}/cmake/write_version_header.cmake")
  execute_process(COMMAND ${write_header} COMMAND_ERROR_IS_FATAL ANY)
  add_custom_target(gridrush_version
    COMMAND ${write_header}
    BYPRODUCTS "${directory}/gridrush_version.hpp"
    COMMENT "Looking up the commit"
    VERBATIM)
  target_include_directories(${target} PUBLIC "${directory}")
  add_dependencies(${target} gridrush_version)
endfunction()
