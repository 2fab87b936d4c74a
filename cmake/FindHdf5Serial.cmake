# The serial HDF5 C library with its high-level part, even where an MPI build is installed beside it.
# Gives the target Hdf5Serial::Hdf5Serial.

pkg_search_module(HDF5_SERIAL QUIET IMPORTED_TARGET hdf5-serial hdf5)
find_library(HDF5_SERIAL_HL_LIBRARY NAMES hdf5_serial_hl hdf5_hl HINTS ${HDF5_SERIAL_LIBRARY_DIRS})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hdf5Serial
  REQUIRED_VARS HDF5_SERIAL_HL_LIBRARY HDF5_SERIAL_LINK_LIBRARIES
  VERSION_VAR HDF5_SERIAL_VERSION)
mark_as_advanced(HDF5_SERIAL_HL_LIBRARY)

if(Hdf5Serial_FOUND AND NOT TARGET Hdf5Serial::Hdf5Serial)
  add_library(Hdf5Serial::Hdf5Serial INTERFACE IMPORTED)
  target_link_libraries(Hdf5Serial::Hdf5Serial
    INTERFACE "${HDF5_SERIAL_HL_LIBRARY}" PkgConfig::HDF5_SERIAL)
endif()
