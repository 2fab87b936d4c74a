#include "sim/interconnection/upgrade_impact.hpp"

#include <algorithm>

namespace gridrush {

namespace {

constexpr double negligible_mw = 1e-6;

/// Sensitivity of the flow to a MW that all units of each island feed in together.
std::vector<double> of_units(Grid const& grid, SnapshotCase const& snapshot,
                             StudyNetwork::Sensitivity const& flow, Islands const& islands) {
    std::vector<double> width(static_cast<std::size_t>(islands.count), 0.0), sum = width;
    for (std::size_t g = 0; g < grid.generators().size(); ++g) {
        auto const bus = grid.generators().bus[g].index();
        auto const island = static_cast<std::size_t>(islands.island_of_bus[bus]);
        double const mw =
            std::min(snapshot.generator_max_mw[g], 1e6) - snapshot.generator_min_mw[g];
        width[island] += mw;
        sum[island] += mw * flow.per_bus[bus];
    }
    for (std::size_t k = 0; k < width.size(); ++k) {
        sum[k] = width[k] > 0.0 ? sum[k] / width[k] : 0.0;
    }
    return sum;
}

/// The first with which `base_mw` and all before it are above the limit, else the one that adds
/// most.
int tipping_of(std::vector<double> const& added_mw, double base_mw, double limit_mw) {
    double sum = base_mw;
    for (std::size_t i = 0; i < added_mw.size(); ++i) {
        sum += added_mw[i];
        if (added_mw[i] > negligible_mw && sum > limit_mw + negligible_mw) {
            return static_cast<int>(i);
        }
    }
    return static_cast<int>(std::ranges::max_element(added_mw) - added_mw.begin());
}

}  // namespace

ElementImpact branch_impact(StudyModel& model, int year, JointLp& lp, CriticalFlow const& flow) {
    auto const& sensitivity = lp.network().sensitivity(flow.key);
    auto const& islands = lp.network().dc().islands();
    auto const from =
        of_units(model.grid(), model.cases(year)[flow.snapshot], sensitivity, islands);
    auto const group = model.question().group;
    std::vector<double> added(group.size());
    double base = flow.flow_mw;
    for (std::size_t i = 0; i < group.size(); ++i) {
        auto const bus = group[i].bus.index();
        auto const island = static_cast<std::size_t>(islands.island_of_bus[bus]);
        added[i] = (from[island] - sensitivity.per_bus[bus]) * lp.group_mw(i);
        base -= added[i];
    }
    ElementImpact impact{{}, tipping_of(added, base, flow.limit_mw)};
    for (double const mw : added) {
        impact.mw.push_back(std::max(mw, 0.0));
    }
    return impact;
}

SubstationLoad substation_load(StudyModel const& model, std::size_t substation_row,
                               std::vector<double> const& mw) {
    SubstationLoad load{std::vector<double>(mw.size(), 0.0), 0.0};
    for (std::size_t i = 0; i < mw.size(); ++i) {
        if (model.substation_row(i) == substation_row) {
            load.mw[i] = mw[i];
            load.total_mw += mw[i];
        }
    }
    return load;
}

ElementImpact bank_impact(SubstationLoad const& load, double there_mw) {
    return {load.mw, tipping_of(load.mw, 0.0, there_mw)};
}

}  // namespace gridrush
