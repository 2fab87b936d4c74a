#include "sim/interconnection/upgraded_grid.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace gridrush {

UpgradedEquipment::UpgradedEquipment(Grid const& grid)
    : reactance_factor(grid.branches().size(), 1.0),
      added_mw(grid.branches().size(), 0.0),
      bank_mva(grid.substations().size()) {}

void UpgradedEquipment::add(Upgrade const& upgrade) {
    if (upgrade.branch.valid()) {
        reactance_factor[upgrade.branch.index()] *= upgrade.reactance_factor;
        added_mw[upgrade.branch.index()] += upgrade.mw;
    } else {
        bank_mva[upgrade.substation.index()].push_back(upgrade.mw);
    }
}

void UpgradedEquipment::add_standing(std::span<UpgradeRow const> rows, TimePoint time) {
    for (UpgradeRow const& row : rows) {
        if (row.state != UpgradeState::cancelled && row.due_at <= time) {
            add(row.what);
        }
    }
}

double emergency_ratio(BranchColumns const& branches, std::size_t branch, RatingKind rating) {
    auto const& emergency = rating == RatingKind::long_term    ? branches.rating_long_term_mw
                            : rating == RatingKind::short_term ? branches.rating_short_term_mw
                                                               : branches.rating_mw;
    double const continuous = branches.rating_mw[branch];
    return std::isfinite(continuous) && std::isfinite(emergency[branch]) && continuous > 0.0
               ? emergency[branch] / continuous
               : 1.0;
}

namespace {

/// No series: what follows one is given by whoever asks.
void drop_series(GridSpec& spec) {
    spec.series.clear();
    for (auto& area : spec.areas) {
        area.load_series.clear();
    }
    for (auto& unit : spec.generators) {
        unit.availability_series.clear();
    }
}

GridSpec network_of(GridSpec const& full, GridParts parts) {
    GridSpec spec;
    spec.name = full.name;
    spec.base_mva = full.base_mva;
    spec.areas = full.areas;
    spec.buses = full.buses;
    spec.branches = full.branches;
    spec.dc_lines = full.dc_lines;
    if (parts == GridParts::network_and_units) {
        spec.generators = full.generators;
    }
    drop_series(spec);
    return spec;
}

}  // namespace

Grid upgraded_grid(Grid const& grid, UpgradedEquipment const& equipment, GridParts parts) {
    GridSpec spec = network_of(grid.spec(), parts);
    for (std::size_t l = 0; l < spec.branches.size(); ++l) {
        auto& branch = spec.branches[l];
        double const added = equipment.added_mw[l];
        branch.r_pu *= equipment.reactance_factor[l];
        branch.x_pu *= equipment.reactance_factor[l];
        branch.rating_long_term_mw +=
            added * emergency_ratio(grid.branches(), l, RatingKind::long_term);
        branch.rating_short_term_mw +=
            added * emergency_ratio(grid.branches(), l, RatingKind::short_term);
        branch.rating_mw += added;
    }
    return Grid{std::move(spec)};
}

double bank_capacity_mva(Grid const& grid, SubstationId substation, TimePoint from, TimePoint until,
                         std::span<double const> new_mva, int spare_count) {
    auto const& banks = grid.banks();
    std::vector<double> mva(new_mva.begin(), new_mva.end());
    for (BankId const bank : grid.substations().banks[substation.index()]) {
        if (banks.from_date[bank.index()] <= from && until < banks.until_date[bank.index()]) {
            mva.push_back(banks.mva[bank.index()]);
        }
    }
    std::ranges::sort(mva, std::ranges::greater{});
    double sum = 0.0;
    for (auto k = static_cast<std::size_t>(std::max(spare_count, 0)); k < mva.size(); ++k) {
        sum += mva[k];
    }
    return sum;
}

}  // namespace gridrush
