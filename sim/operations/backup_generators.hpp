#pragma once

#include <vector>

#include "sim/world.hpp"

namespace gridrush {

/// The generators of sites whose contract has some: what they can carry in an interval, and their
/// fuel, permits and starts. Fuel is counted in hours at full output; a tank that was drawn from is
/// full again `refuel_hours` after the first use.
class BackupGenerators {
public:
    /// Both must outlive this object.
    BackupGenerators(World const& world, Experiment const& experiment);

    /// An interval begins: fuel that is due arrives, a new year starts the permit hours anew.
    void begin(TimePoint now, double length_h);
    /// Mean MW over the interval that they could carry; 0 for a site without any. A start takes its
    /// minutes from the first interval, as far as no notice covered them.
    [[nodiscard]] double available_mw(std::size_t site) const {
        return set_of_[site] < 0 ? 0.0
                                 : sets_[static_cast<std::size_t>(set_of_[site])].available_mw;
    }
    /// They carried this much in the interval; 0 = they stand still.
    void run(std::size_t site, double mw, TimePoint now);
    /// Whether any of them ran in the last interval.
    [[nodiscard]] bool runs() const { return running_ > 0; }

    /// Sites that have some.
    [[nodiscard]] std::vector<std::size_t> const& sites() const { return sites_; }

    [[nodiscard]] double energy_mwh() const { return energy_mwh_; }
    [[nodiscard]] double cost_usd() const { return cost_usd_; }
    /// Full output at a site of so many contracted MW.
    [[nodiscard]] static double capacity_mw(BackupSpec const& spec, double contracted_mw);

private:
    struct Set {
        BackupSpec const* spec = nullptr;
        double fuel_h = 0.0;
        TimePoint refuelled_at = TimePoint::max();
        double year_hours = 0.0;
        bool runs = false;
        double start_h = 0.0;       ///< of a start, what is longer than whole intervals
        double available_mw = 0.0;  ///< in this interval
    };

    [[nodiscard]] double available_mw(Set const& set, double limit_mw) const;

    World const& world_;
    std::vector<Set> sets_;
    std::vector<std::size_t> sites_;
    std::vector<std::int32_t> set_of_;  ///< by site, -1 = none
    int year_ = 0;
    int running_ = 0;
    double length_h_ = 0.0;
    double energy_mwh_ = 0.0, cost_usd_ = 0.0;
};

}  // namespace gridrush
