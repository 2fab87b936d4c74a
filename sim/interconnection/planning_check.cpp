#include "sim/interconnection/planning_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "sim/interconnection/study_model.hpp"
#include "sim/interconnection/upgraded_grid.hpp"
#include "sim/operations/dispatch.hpp"
#include "sim/operations/lp_network.hpp"

namespace gridrush {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Highest flow above a limit, intact and (with a screen) after every outage.
double highest_excess_mw(DcNetwork const& network, ContingencyScreen const* screen,
                         std::span<double const> flow_mw) {
    auto const limits = flow_limits(network);
    double highest = 0.0;
    for (std::size_t l = 0; l < flow_mw.size(); ++l) {
        highest = std::max({highest, flow_mw[l] - limits.max_mw[l], limits.min_mw[l] - flow_mw[l]});
    }
    auto const emergency = ratings_of(network.grid(), RatingKind::long_term);
    for (std::size_t k = 0; screen != nullptr && k < screen->outages().size(); ++k) {
        for (Overload const& over : screen->overloads(k, flow_mw)) {
            highest = std::max(highest, std::abs(over.flow_mw) - emergency[over.branch.index()]);
        }
    }
    return highest;
}

struct Outcome {
    double shed_mw = nan, excess_mw = nan;
};

Outcome dispatch(Dispatch& dispatch, DcNetwork const& network, ContingencyScreen const* screen,
                 PlanningSnapshot const& snapshot, std::span<double const> load_mw) {
    auto const& result =
        dispatch.solve({load_mw, snapshot.generator_min_mw, snapshot.generator_max_mw, {}});
    if (result.status != SolveStatus::optimal) {
        return {};
    }
    return {std::reduce(result.shed_mw.begin(), result.shed_mw.end()),
            highest_excess_mw(network, screen, result.flow_mw)};
}

}  // namespace

PlanningCheck::PlanningCheck(Grid const& grid, Experiment const& experiment)
    : grid_{grid}, experiment_{experiment}, snapshots_{grid, experiment} {}

double PlanningCheck::largest_violation_mw(TimePoint now, int year,
                                           std::span<StudyLoad const> loads,
                                           std::span<UpgradeRow const> upgrades) {
    TimePoint const from = add_years(now, year), until = end_of_study_year(from);
    UpgradedEquipment equipment{grid_};
    equipment.add_standing(upgrades, from);
    Grid const grid = upgraded_grid(grid_, equipment, GridParts::network_and_units);
    auto in_service = grid.branches_in_service(from);
    auto const at_end = grid.branches_in_service(until);
    std::ranges::transform(in_service, at_end, in_service.begin(),
                           [](char a, char b) { return static_cast<char>(a != 0 && b != 0); });
    DcNetwork const network{grid, experiment_.convention, in_service};
    bool const secure = experiment_.study.security == Security::n_1;
    std::optional<ContingencyScreen> screen;
    DispatchSpec spec = experiment_.dispatch;
    spec.security = experiment_.study.security;
    spec.security_rating = RatingKind::long_term;
    if (secure) {
        screen.emplace(network, RatingKind::long_term);
    }
    double largest = 0.0;
    for (PlanningSnapshot const& snapshot : snapshots_.of(now, year)) {
        std::vector<double> with = snapshot.native_mw;
        for (StudyLoad const& load : loads) {
            with[load.bus.index()] += mw_in_year(load, year);
        }
        Dispatch solver{network, spec};
        auto const* after = screen ? &*screen : nullptr;
        auto const alone = dispatch(solver, network, after, snapshot, snapshot.native_mw);
        auto const all = dispatch(solver, network, after, snapshot, with);
        double const worse = std::max(all.shed_mw - alone.shed_mw, all.excess_mw - alone.excess_mw);
        if (std::isnan(worse)) {
            return nan;
        }
        largest = std::max(largest, worse);
    }
    std::vector<double> behind(grid_.substations().size(), 0.0);
    for (StudyLoad const& load : loads) {
        behind[load.substation.index()] += mw_in_year(load, year);
    }
    for (std::size_t k = 0; k < behind.size(); ++k) {
        double const firm_mw = experiment_.power_factor *
                               bank_capacity_mva(grid_, SubstationId{k}, from, until,
                                                 equipment.bank_mva[k], experiment_.spare_banks);
        largest = std::max(largest, behind[k] - firm_mw);
    }
    return largest;
}

}  // namespace gridrush
