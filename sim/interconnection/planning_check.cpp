#include "sim/interconnection/planning_check.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

#include "topology/islanded_part.hpp"
#include "sim/interconnection/study_model.hpp"
#include "sim/operations/dispatch.hpp"

namespace gridrush {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double negligible_mw = 1e-6;  ///< of load

void add(std::span<StudyLoad const> loads, int year, std::vector<double>& mw) {
    for (StudyLoad const& load : loads) {
        mw[load.bus.index()] += mw_in_year(load, year);
    }
}

/// What a dispatch injects into the network, MW per bus.
std::vector<double> injection_mw(Grid const& grid, std::span<double const> load_mw,
                                 DispatchResult const& result) {
    std::vector<double> injection(load_mw.size());
    std::ranges::transform(result.shed_mw, load_mw, injection.begin(), std::minus{});
    for (std::size_t g = 0; g < result.generator_mw.size(); ++g) {
        injection[grid.generators().bus[g].index()] += result.generator_mw[g];
    }
    auto const& lines = grid.dc_lines();
    for (std::size_t d = 0; d < lines.size(); ++d) {
        double const mw = result.dc_line_mw[d], received = 1.0 - lines.loss_fraction[d];
        double const constant = lines.in_service[d] != 0 ? lines.loss_constant_mw[d] : 0.0;
        injection[lines.from[d].index()] -= mw > 0.0 ? mw : mw * received;
        injection[lines.to[d].index()] += (mw > 0.0 ? mw * received : mw) - constant;
    }
    return injection;
}

double above_mw(std::span<double const> flow_mw, FlowLimits const& limits,
                std::span<char const> counts) {
    double highest = 0.0;
    for (std::size_t l = 0; l < flow_mw.size(); ++l) {
        double const above = std::max(flow_mw[l] - limits.max_mw[l], limits.min_mw[l] - flow_mw[l]);
        highest = counts[l] != 0 ? std::max(highest, above) : highest;
    }
    return highest;
}

FlowLimits emergency_limits(Grid const& grid) {
    auto const rating_mw = ratings_of(grid, RatingKind::long_term);
    FlowLimits limits{{}, {rating_mw.begin(), rating_mw.end()}};
    std::ranges::transform(rating_mw, std::back_inserter(limits.min_mw), std::negate{});
    return limits;
}

/// The group with what it got.
std::vector<StudyLoad> granted(StudyQuestion const& question, std::vector<double> const& mw) {
    std::vector<StudyLoad> loads(question.group.begin(), question.group.end());
    for (std::size_t i = 0; i < loads.size(); ++i) {
        auto const first = mw.begin() + static_cast<std::ptrdiff_t>(i) * question.years;
        loads[i].mw.assign(first, first + question.years);
    }
    return loads;
}

}  // namespace

PlanningCheck::PlanningCheck(Grid const& grid, Experiment const& experiment)
    : grid_{grid}, experiment_{experiment}, snapshots_{grid, experiment} {}

double PlanningCheck::worsening_mw(Dispatched const& made, UpgradedEquipment const& equipment,
                                   PlanningSnapshot const& snapshot,
                                   std::span<double const> alone_mw,
                                   std::span<double const> all_mw) {
    StudyNetwork network{grid_, experiment_.convention, made.in_service, made.reactance_factor};
    JointLp lp{network, grid_, {}, 1, JointLp::Slack::priced};
    lp.set_criterion(experiment_.study.security == Security::n_1 ? Criterion::secure
                                                                 : Criterion::intact);
    lp.set_added(equipment.added_mw);
    auto const given_up_mw = [&](std::span<double const> load_mw) {
        lp.set_cases({{{load_mw.begin(), load_mw.end()},
                       snapshot.generator_min_mw,
                       snapshot.generator_max_mw}});
        return lp.solve() == SolveStatus::optimal ? lp.given_up_mw() : infinity;
    };
    double const alone = given_up_mw(alone_mw);
    return std::isinf(alone) ? infinity : given_up_mw(all_mw) - alone;
}

bool PlanningCheck::dispatch(Year const& year, std::vector<Dispatched>& all) {
    UpgradedEquipment equipment{grid_};
    TimePoint const from = add_years(year.now, year.number);
    equipment.add_standing(year.upgrades, from);
    auto const grid =
        std::make_shared<Grid const>(upgraded_grid(grid_, equipment, GridParts::network_and_units));
    auto in_service = grid->branches_in_service(from);
    auto const at_end = grid->branches_in_service(end_of_study_year(from));
    std::ranges::transform(in_service, at_end, in_service.begin(),
                           [](char a, char b) { return static_cast<char>(a != 0 && b != 0); });
    DcNetwork const network{*grid, experiment_.convention, in_service};
    DispatchSpec spec = experiment_.dispatch;
    spec.security = experiment_.study.security;
    spec.security_rating = RatingKind::long_term;
    Dispatch solver{network, spec};
    for (PlanningSnapshot const& snapshot : snapshots_.of(year.now, year.number)) {
        Dispatched& made = all.emplace_back();
        std::vector<double> alone_mw = snapshot.native_mw;
        add(year.ahead, year.number, alone_mw);
        std::vector<double> load_mw = alone_mw;
        add(year.granted, year.number, load_mw);
        auto const shed_mw = [&](std::span<double const> mw) {
            auto const& result =
                solver.solve({mw, snapshot.generator_min_mw, snapshot.generator_max_mw, {}});
            made.injection_mw = injection_mw(*grid, mw, result);
            return std::reduce(result.shed_mw.begin(), result.shed_mw.end());
        };
        double const alone_shed_mw = year.ahead.empty() ? 0.0 : shed_mw(alone_mw);
        double const all_shed_mw = shed_mw(load_mw);
        if (std::isnan(alone_shed_mw + all_shed_mw)) {
            return false;
        }
        made = {grid,
                in_service,
                equipment.reactance_factor,
                flow_limits(network),
                emergency_limits(*grid),
                std::move(made.injection_mw)};
        if (all_shed_mw - alone_shed_mw > negligible_mw) {
            made.worse_mw = worsening_mw(made, equipment, snapshot, alone_mw, load_mw);
        }
    }
    return true;
}

/// Flows above limits of those with the network of the first, which are taken out.
double PlanningCheck::take_excess_mw(std::vector<Dispatched>& all) const {
    auto const in_service = all.front().in_service;
    auto const reactance_factor = all.front().reactance_factor;
    auto const others = std::ranges::stable_partition(all, [&](Dispatched const& other) {
        return other.in_service == in_service && other.reactance_factor == reactance_factor;
    });
    std::vector<Dispatched> const same(std::make_move_iterator(all.begin()),
                                       std::make_move_iterator(others.begin()));
    all.erase(all.begin(), others.begin());
    auto const& grid = *same.front().grid;
    DcNetwork const network{grid, experiment_.convention, in_service};
    std::vector<double> flow_mw(in_service.size());
    double highest = 0.0;
    for (Dispatched const& made : same) {
        network.solve_flows(made.injection_mw, flow_mw);
        highest = std::max({highest, made.worse_mw, above_mw(flow_mw, made.intact, in_service)});
    }
    bool const secure = experiment_.study.security == Security::n_1;
    for (std::size_t outage = 0; secure && outage < in_service.size(); ++outage) {
        std::vector<char> stays = in_service;
        if (std::exchange(stays[outage], '\0') == 0) {
            continue;
        }
        DcNetwork const after{grid, experiment_.convention, stays};
        if (after.islands().count > network.islands().count) {
            for (BranchId const lost : find_islanded_part(network, BranchId{outage}).branches) {
                stays[lost.index()] = 0;
            }
        }
        for (Dispatched const& made : same) {
            after.solve_flows(made.injection_mw, flow_mw);
            highest = std::max(highest, above_mw(flow_mw, made.emergency, stays));
        }
    }
    return highest;
}

double PlanningCheck::of_banks_mw(Year const& year) const {
    TimePoint const from = add_years(year.now, year.number);
    UpgradedEquipment equipment{grid_};
    equipment.add_standing(year.upgrades, from);
    std::vector<double> ahead_mw(grid_.substations().size(), 0.0), granted_mw = ahead_mw;
    for (StudyLoad const& load : year.ahead) {
        ahead_mw[load.substation.index()] += mw_in_year(load, year.number);
    }
    for (StudyLoad const& load : year.granted) {
        granted_mw[load.substation.index()] += mw_in_year(load, year.number);
    }
    double largest = 0.0;
    for (std::size_t k = 0; k < granted_mw.size(); ++k) {
        double const firm_mw =
            experiment_.power_factor *
            bank_capacity_mva(grid_, SubstationId{k}, from, end_of_study_year(from),
                              equipment.bank_mva[k], experiment_.spare_banks);
        double const room_mw = std::max(firm_mw - ahead_mw[k], 0.0);
        largest = std::max(largest, granted_mw[k] - room_mw);
    }
    return largest;
}

double PlanningCheck::violation_mw(std::span<Year const> years) {
    std::vector<Dispatched> all;
    double largest = 0.0;
    for (Year const& year : years) {
        if (!dispatch(year, all)) {
            return nan;
        }
        largest = std::max(largest, of_banks_mw(year));
    }
    while (!all.empty()) {
        largest = std::max(largest, take_excess_mw(all));
    }
    return largest;
}

double PlanningCheck::largest_violation_mw(TimePoint now, int year,
                                           std::span<StudyLoad const> loads,
                                           std::span<UpgradeRow const> upgrades) {
    Year const only{now, year, {}, loads, upgrades};
    return violation_mw({&only, 1});
}

double PlanningCheck::largest_violation_mw(StudyQuestion const& question,
                                           StudyAnswer const& answer) {
    if (answer.status != SolveStatus::optimal) {
        return nan;
    }
    auto const unaided = granted(question, answer.unaided_mw);
    auto const firm = granted(question, answer.firm_mw);
    std::vector<UpgradeRow> upgrades(question.upgrades.begin(), question.upgrades.end());
    for (Upgrade const& upgrade : answer.upgrades) {
        UpgradeRow& row = upgrades.emplace_back();
        row.what = upgrade;
        row.due_at = question.now + upgrade.lead_time;
    }
    std::vector<Year> years;
    for (int year = 0; year < question.years; ++year) {
        years.push_back({question.now, year, question.ahead, firm, upgrades});
        if (answer.unaided_mw != answer.firm_mw) {
            years.push_back({question.now, year, question.ahead, unaided, question.upgrades});
        }
    }
    return violation_mw(years);
}

}  // namespace gridrush
