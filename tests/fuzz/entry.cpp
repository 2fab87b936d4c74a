// The entry point of libFuzzer for the target that the build names; empty in any other build.
#ifdef GRIDRUSH_FUZZ_TARGET

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as text.
    gridrush::fuzz::GRIDRUSH_FUZZ_TARGET({reinterpret_cast<char const*>(data), size});
    return 0;
}

#endif
