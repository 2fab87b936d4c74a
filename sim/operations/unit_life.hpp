#pragma once

#include "topology/grid.hpp"
#include "topology/random.hpp"
#include "sim/engine.hpp"

namespace gridrush {

/// Mean times of a two-state unit, h; both 0: it never fails.
struct OutageTimes {
    double mttf_h = 0.0;  ///< to failure
    double mttr_h = 0.0;  ///< to repair

    [[nodiscard]] bool fails() const { return mttr_h > 0.0; }
    /// Share of the time that it is out in the long run.
    [[nodiscard]] double forced_outage_rate() const {
        return fails() ? mttr_h / (mttf_h + mttr_h) : 0.0;
    }
};

/// A generator's mttf_h and mttr_h; where one of them is not given, it follows from the forced
/// outage rate: FOR = mttr / (mttf + mttr).
[[nodiscard]] OutageTimes outage_times(GeneratorColumns const& generators, std::size_t row);
/// outages_per_year per 8760 h in service, each of outage_hours.
[[nodiscard]] OutageTimes outage_times(BranchColumns const& branches, std::size_t row);

/// Generators with a forced outage rate but neither mttf_h nor mttr_h: nobody can tell how long
/// their outages last.
[[nodiscard]] Issues find_outages_without_times(Grid const& grid);

/// When a unit stands in the grid.
struct Lifetime {
    TimePoint from = always_since;
    TimePoint until = for_ever;
};

/// The life of a unit that fails and is repaired, both after exponential times (whole seconds, at
/// least one), from the later of now and `lifetime.from` on. Whether it is up then is drawn with
/// its long-run share, so that no hour of a run is more or less reliable than another. Reads from
/// top to bottom; tells the operator `fail` and `repair`.
void live_as_unit(Life& life, Sender unit, OutageTimes times, Lifetime lifetime, Rng rng);

}  // namespace gridrush
