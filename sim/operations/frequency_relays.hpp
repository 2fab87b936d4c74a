#pragma once

#include <span>
#include <vector>

#include "topology/grid.hpp"
#include "sim/operations/curtailment_contract.hpp"

namespace gridrush {

/// Under-frequency relays, as energy over intervals sees them: units that fail between two
/// intervals take the MW with them that they produced. What the reserve of the units still there,
/// times `responsive_share`, does not make good is shed at once, of all load alike, by the first
/// stage that covers it, or by all of them; the relays' load is back in the next interval.
class FrequencyRelays {
public:
    /// Both must outlive this object.
    FrequencyRelays(Grid const& grid, UnderFrequencySpec const& spec);

    /// Share of all load that is shed in an interval with these reasons to be out per generator and
    /// `load_mw` in all. Counts what has failed since the last call of remember().
    [[nodiscard]] double shed_share(std::span<int const> out, double load_mw);
    /// What generators produced in the interval, and could have; NaN where it failed.
    void remember(std::span<int const> out, std::span<double const> produced_mw,
                  std::span<double const> available_mw);
    /// Stage that acted in the last call of shed_share(), from 1; 0 = none.
    [[nodiscard]] int stage() const { return stage_; }

private:
    UnderFrequencySpec const& spec_;
    std::vector<char> was_out_;
    std::vector<double> produced_mw_, available_mw_;
    int stage_ = 0;
};

}  // namespace gridrush
