#include "experiments/grid_snapshot.hpp"

#include <utility>
#include <vector>

#include "sim/operations/supply.hpp"

namespace gridrush {
namespace {

bool there(TimePoint from, TimePoint until, TimePoint time) {
    return from <= time && time < until;
}

void set_loads(Supply const& supply, TimePoint time, GridSpec& spec) {
    std::vector<double> load_mw(spec.buses.size());
    supply.native_load(time, load_mw);
    for (std::size_t row = 0; row < spec.buses.size(); ++row) {
        spec.buses[row].load_mw = load_mw[row] - spec.buses[row].shunt_mw;
    }
    for (auto& area : spec.areas) {
        area = {area.at, area.id, "", 0.0, std::nullopt};
    }
}

void set_units(Supply const& supply, TimePoint time, GridSpec& spec) {
    std::vector<double> least(spec.generators.size()), most(spec.generators.size());
    supply.generator_limits(time, least, most);
    for (std::size_t row = 0; row < spec.generators.size(); ++row) {
        auto& unit = spec.generators[row];
        unit.in_service = unit.in_service && there(unit.from_date, unit.until_date, time);
        unit.from_date = always_since;
        unit.until_date = for_ever;
        unit.availability_series.clear();
        if (unit.in_service) {
            unit.min_mw = least[row];
            unit.max_mw = most[row];
            unit.set_point_mw = unit.output == Output::fixed ? most[row] : unit.set_point_mw;
        }
    }
}

}  // namespace

GridSpec snapshot_at(GridSpec spec, TimePoint time) {
    Grid const grid{spec};
    Experiment experiment;
    experiment.start = time;
    Supply const supply{grid, experiment};
    set_loads(supply, time, spec);
    set_units(supply, time, spec);
    for (auto& branch : spec.branches) {
        branch.in_service = branch.in_service && there(branch.from_date, branch.until_date, time);
        branch.from_date = always_since;
        branch.until_date = for_ever;
    }
    for (auto& station : spec.substations) {
        station.ambient_series.clear();
    }
    spec.series.clear();
    spec.storages.clear();
    spec.maintenance.clear();
    return spec;
}

}  // namespace gridrush
