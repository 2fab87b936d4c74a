#pragma once

#include <string>
#include <vector>

#include "topology/grid.hpp"
#include "topology/time.hpp"
#include "sim/engine.hpp"

namespace gridrush {

inline TimePoint const test_start = make_time(2025, 1, 1);

/// One bus that carries `substations` substations S0, S1, … with WAN links of 100 Gb/s and 5 ms.
inline Grid one_bus_grid(std::size_t substations = 0) {
    GridSpec spec;
    spec.name = "one bus";
    AreaSpec area;
    area.id = "A";
    spec.areas.push_back(area);
    BusSpec bus;
    bus.id = "B";
    bus.area = "A";
    bus.base_kv = 230.0;
    bus.reference = true;
    spec.buses.push_back(bus);
    for (std::size_t s = 0; s < substations; ++s) {
        SubstationSpec substation;
        substation.id = "S" + std::to_string(s);
        substation.bus = "B";
        substation.wan_gbps = 100.0;
        substation.wan_latency_ms = 5.0;
        spec.substations.push_back(substation);
    }
    return Grid{spec};
}

/// One site per substation, named site0, site1, …
inline std::vector<SitePlace> site_each(std::size_t substations) {
    std::vector<SitePlace> sites;
    for (std::size_t s = 0; s < substations; ++s) {
        sites.push_back({"site" + std::to_string(s), SubstationId{s}});
    }
    return sites;
}

/// An engine over one_bus_grid(substations) with a site at each substation.
class EngineCase {
public:
    explicit EngineCase(std::size_t substations = 0)
        : grid_{one_bus_grid(substations)}, engine{grid_, site_each(substations), test_start} {}

private:
    Grid grid_;

public:
    Engine engine;
};

}  // namespace gridrush
