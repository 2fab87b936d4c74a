#pragma once

#include <string>

#include "topology/grid_spec.hpp"

namespace gridrush {

inline BusSpec make_bus(std::string id, double load_mw = 0.0) {
    BusSpec bus;
    bus.id = std::move(id);
    bus.area = "north";
    bus.load_mw = load_mw;
    return bus;
}

inline BranchSpec make_branch(std::string id, std::string from, std::string to, double x_pu) {
    BranchSpec branch;
    branch.id = std::move(id);
    branch.from = std::move(from);
    branch.to = std::move(to);
    branch.x_pu = x_pu;
    return branch;
}

/// Triangle a-b-c with equal reactances and a spur c-d; a is the reference, 30 MW load at d and 90
/// at c.
inline GridSpec make_triangle_with_spur() {
    GridSpec spec;
    spec.name = "triangle";
    spec.areas.push_back({});
    spec.areas.back().id = "north";
    spec.buses = {make_bus("a"), make_bus("b"), make_bus("c", 90.0), make_bus("d", 30.0)};
    spec.buses[0].reference = true;
    spec.branches = {make_branch("ab", "a", "b", 0.1), make_branch("bc", "b", "c", 0.1),
                     make_branch("ac", "a", "c", 0.1), make_branch("cd", "c", "d", 0.2)};
    GeneratorSpec unit;
    unit.id = "g1";
    unit.bus = "a";
    unit.max_mw = 200.0;
    spec.generators.push_back(unit);
    return spec;
}

}  // namespace gridrush
