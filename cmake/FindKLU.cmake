# KLU from SuiteSparse, which Debian ships without a CMake package. Gives the target KLU::KLU.

find_path(KLU_INCLUDE_DIR klu.h PATH_SUFFIXES suitesparse)
set(KLU_PARTS klu btf amd colamd suitesparseconfig)
set(KLU_REQUIRED KLU_INCLUDE_DIR)
foreach(part IN LISTS KLU_PARTS)
  find_library(KLU_${part}_LIBRARY ${part})
  list(APPEND KLU_REQUIRED KLU_${part}_LIBRARY)
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(KLU REQUIRED_VARS ${KLU_REQUIRED})
mark_as_advanced(${KLU_REQUIRED})

if(KLU_FOUND AND NOT TARGET KLU::KLU)
  add_library(KLU::KLU INTERFACE IMPORTED)
  target_include_directories(KLU::KLU INTERFACE "${KLU_INCLUDE_DIR}")
  foreach(part IN LISTS KLU_PARTS)
    target_link_libraries(KLU::KLU INTERFACE "${KLU_${part}_LIBRARY}")
  endforeach()
endif()
