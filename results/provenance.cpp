#include "results/provenance.hpp"

#include <array>
#include <chrono>
#include <unistd.h>

#include <fmt/chrono.h>

#include "gridrush_version.hpp"

namespace gridrush {

Provenance provenance_of_build() {
    Provenance provenance;
    provenance.version = build_version;
    provenance.commit = build_commit;
    return provenance;
}

std::string wall_clock_text() {
    auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::string host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace gridrush
