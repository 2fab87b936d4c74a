# Every third-party package, found once. The folders link what they need; see README.md for the reasons.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

# topology
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost 1.74 REQUIRED CONFIG)
find_package(KLU REQUIRED)
find_package(Random123 REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()

# policies/python
if(NOT DEFINED Python3_EXECUTABLE)
  set(Python3_EXECUTABLE /usr/bin/python3)  # the system's, for which Debian packages numpy
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter Development.Embed)
set(PYBIND11_NOPYTHON TRUE)  # its headers only: it would look for a Python of its own
find_package(pybind11 REQUIRED CONFIG)

# sim
pkg_check_modules(SIMGRID REQUIRED IMPORTED_TARGET simgrid)
pkg_check_modules(CLP REQUIRED IMPORTED_TARGET clp)

# results
find_package(Hdf5Serial REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)

# experiments
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(ZLIB REQUIRED)

# tests
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  if(GRIDRUSH_BENCHMARKS)
    find_package(benchmark QUIET)
  endif()
endif()
