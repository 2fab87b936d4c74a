#pragma once

#include <string>
#include <vector>

#include "topology/grid.hpp"

namespace gridrush::testing {

/// Builds small grids for tests: buses "0", "1", ... in one area, the first the reference.
struct SmallGrid {
    explicit SmallGrid(int buses) {
        spec.name = "small";
        spec.areas.emplace_back().id = "a";
        for (int b = 0; b < buses; ++b) {
            BusSpec bus;
            bus.id = std::to_string(b);
            bus.area = "a";
            bus.reference = b == 0;
            spec.buses.push_back(bus);
        }
    }

    SmallGrid& line(int from, int to, double x_pu, double rating_mw = unlimited) {
        BranchSpec branch;
        branch.id = "l" + std::to_string(spec.branches.size());
        branch.from = std::to_string(from);
        branch.to = std::to_string(to);
        branch.x_pu = x_pu;
        branch.rating_mw = rating_mw;
        spec.branches.push_back(branch);
        return *this;
    }

    SmallGrid& generator(int bus, double max_mw, CostCurve cost, double min_mw = 0.0) {
        GeneratorSpec unit;
        unit.id = "g" + std::to_string(spec.generators.size());
        unit.bus = std::to_string(bus);
        unit.min_mw = min_mw;
        unit.max_mw = max_mw;
        unit.cost = std::move(cost);
        spec.generators.push_back(unit);
        return *this;
    }

    SmallGrid& generator(int bus, double max_mw, double usd_per_mwh) {
        return generator(bus, max_mw, CostCurve{{}, {0.0, usd_per_mwh}});
    }

    SmallGrid& dc_line(int from, int to, double min_mw, double max_mw, double loss_fraction = 0.0) {
        DcLineSpec line;
        line.id = "d" + std::to_string(spec.dc_lines.size());
        line.from = std::to_string(from);
        line.to = std::to_string(to);
        line.min_mw = min_mw;
        line.max_mw = max_mw;
        line.loss_fraction = loss_fraction;
        spec.dc_lines.push_back(line);
        return *this;
    }

    SmallGrid& load(int bus, double mw) {
        spec.buses[static_cast<std::size_t>(bus)].load_mw = mw;
        return *this;
    }

    /// The bus is another island's reference.
    SmallGrid& reference(int bus) {
        spec.buses[static_cast<std::size_t>(bus)].reference = true;
        return *this;
    }

    [[nodiscard]] Grid build() const { return Grid{spec}; }

    GridSpec spec;
};

}  // namespace gridrush::testing
