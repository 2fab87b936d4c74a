# gridrush_add_policy(<name> <file.cpp>...)
#
# Target <name>: the shared object <name>.so with one policy (GRIDRUSH_POLICY in policies/write_policy.hpp)
# that an experiment names by `file: <name>.so`. Whatever it uses of gridrush is inside it.
function(gridrush_add_policy name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE gridrush::policy)
  target_link_options(${name} PRIVATE "LINKER:--no-undefined" "LINKER:--exclude-libs,ALL")
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
endfunction()
