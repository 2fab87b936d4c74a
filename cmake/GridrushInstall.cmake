# What `cmake --install` puts under its prefix: the program, its Python package, and what it takes to
# build a policy against it. The same package can be found in the build tree.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(cmake_folder "${CMAKE_INSTALL_LIBDIR}/cmake/gridrush")

install(TARGETS gridrush RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(TARGETS gridrush_policy EXPORT gridrushTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}/gridrush")
if(TARGET gridrush_python)
  # The program looks in ../lib/gridrush, whatever the system calls its library folder.
  install(TARGETS gridrush_python LIBRARY DESTINATION lib/gridrush)
endif()

install(DIRECTORY "${CMAKE_SOURCE_DIR}/policies/" DESTINATION "include/gridrush/policies"
  FILES_MATCHING PATTERN "*.hpp" PATTERN "python" EXCLUDE)
foreach(header IN ITEMS ids issue random time)
  install(FILES "${CMAKE_SOURCE_DIR}/topology/${header}.hpp" DESTINATION "include/gridrush/topology")
endforeach()
install(DIRECTORY "${CMAKE_SOURCE_DIR}/results/python/gridrush" DESTINATION share/gridrush/python
  FILES_MATCHING PATTERN "*.py" PATTERN "__pycache__" EXCLUDE)

configure_package_config_file("${CMAKE_SOURCE_DIR}/cmake/gridrushConfig.cmake.in"
  "${CMAKE_BINARY_DIR}/gridrushConfig.cmake" INSTALL_DESTINATION "${cmake_folder}")
write_basic_package_version_file("${CMAKE_BINARY_DIR}/gridrushConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
configure_file("${CMAKE_SOURCE_DIR}/cmake/GridrushPolicy.cmake"
  "${CMAKE_BINARY_DIR}/GridrushPolicy.cmake" COPYONLY)
install(EXPORT gridrushTargets NAMESPACE gridrush:: DESTINATION "${cmake_folder}")
export(EXPORT gridrushTargets NAMESPACE gridrush:: FILE "${CMAKE_BINARY_DIR}/gridrushTargets.cmake")
install(FILES
  "${CMAKE_BINARY_DIR}/gridrushConfig.cmake"
  "${CMAKE_BINARY_DIR}/gridrushConfigVersion.cmake"
  "${CMAKE_SOURCE_DIR}/cmake/GridrushPolicy.cmake"
  DESTINATION "${cmake_folder}")
