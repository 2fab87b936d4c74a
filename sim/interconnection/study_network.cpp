#include "sim/interconnection/study_network.hpp"

#include <algorithm>
#include <cmath>

namespace gridrush {

namespace {

constexpr double tolerance_mw = 1e-7;  ///< above a limit

bool all_ones(std::span<double const> factors) {
    return std::ranges::all_of(factors, [](double factor) { return factor == 1.0; });
}

UpgradedEquipment reactances(Grid const& grid, std::vector<double> const& factor) {
    UpgradedEquipment equipment{grid};
    equipment.reactance_factor = factor;
    return equipment;
}

}  // namespace

StudyNetwork::StudyNetwork(Grid const& grid, Convention convention, std::vector<char> in_service,
                           std::vector<double> reactance_factor)
    : grid_{grid},
      in_service_{std::move(in_service)},
      reactance_factor_{std::move(reactance_factor)},
      after_mw_(grid.branches().size()),
      worst_(grid.branches().size()) {
    if (!all_ones(reactance_factor_)) {
        changed_.emplace(
            upgraded_grid(grid, reactances(grid, reactance_factor_), GridParts::network));
    }
    network_ = std::make_unique<DcNetwork>(changed_ ? *changed_ : grid_, convention, in_service_);
    limits_ = flow_limits(*network_);
}

bool StudyNetwork::is_of(std::span<char const> in_service,
                         std::span<double const> reactance_factor) const {
    return std::ranges::equal(in_service, in_service_) &&
           std::ranges::equal(reactance_factor, reactance_factor_);
}

ContingencyScreen const& StudyNetwork::screen() {
    if (!screen_) {
        screen_.emplace(*network_, RatingKind::long_term);
    }
    return *screen_;
}

StudyNetwork::Sensitivity const& StudyNetwork::sensitivity(FlowLimitKey const& key) {
    auto const [place, is_new] = sensitivities_.try_emplace(key);
    Sensitivity& made = place->second;
    if (!is_new) {
        return made;
    }
    made.flow = {key.branch};
    if (auto const row = key.outage.valid() ? screen().row_of(key.outage) : std::nullopt) {
        made.flow = row_after_outage(screen(), *row, key.branch, after_mw_.size());
    }
    made.sign = key.direction == FlowDirection::forward ? 1.0 : -1.0;
    made.per_bus.resize(grid_.buses().size());
    write_sensitivity(*network_, made.flow, made.per_bus);
    made.at_zero_mw = made.sign * flow_at_zero_injection(*network_, made.flow);
    for (double& mw : made.per_bus) {
        mw *= made.sign;
    }
    return made;
}

double StudyNetwork::limit_per_added_mw(FlowLimitKey const& key) const {
    return key.outage.valid()
               ? emergency_ratio(grid_.branches(), key.branch.index(), RatingKind::long_term)
               : 1.0;
}

double StudyNetwork::limit_mw(FlowLimitKey const& key, double added_mw) const {
    auto const l = key.branch.index();
    double const forward = limits_.max_mw[l], backward = -limits_.min_mw[l];
    double const of_grid = key.outage.valid() ? grid_.branches().rating_long_term_mw[l]
                           : key.direction == FlowDirection::forward ? forward
                                                                     : backward;
    return of_grid + added_mw * limit_per_added_mw(key);
}

void StudyNetwork::note(FlowLimitKey const& key, double flow_mw, std::span<double const> added_mw,
                        Known const& known) {
    double const limit = limit_mw(key, added_mw[key.branch.index()]);
    double const above = std::abs(flow_mw) - limit;
    if (!(above > tolerance_mw)) {
        return;
    }
    double const excess = above / std::max(limit, 1.0);
    Violation& worst = worst_[key.branch.index()];
    if (excess > worst.excess && !known.contains(key)) {
        worst = {excess, key};
    }
}

void StudyNetwork::find_violated(std::span<double const> flow_mw, std::span<double const> added_mw,
                                 Criterion criterion, Known const& known, std::size_t most,
                                 std::vector<FlowLimitKey>& violated) {
    std::ranges::fill(worst_, Violation{});
    auto const look = [&](std::span<double const> flows, BranchId outage) {
        for (std::size_t l = 0; l < flows.size(); ++l) {
            auto const direction =
                flows[l] < 0.0 ? FlowDirection::backward : FlowDirection::forward;
            note({BranchId{l}, outage, direction}, flows[l], added_mw, known);
        }
    };
    violated.clear();
    if (criterion == Criterion::supply) {
        return;
    }
    look(flow_mw, {});
    if (criterion == Criterion::secure) {
        screen().find_overloading(flow_mw, overloading_);
        for (std::size_t const outage : overloading_) {
            screen().write_flows_after(outage, flow_mw, after_mw_);
            look(after_mw_, screen().outages()[outage].branch);
        }
    }
    std::vector<Violation> found;
    std::ranges::copy_if(worst_, std::back_inserter(found),
                         [](Violation const& violation) { return violation.excess > 0.0; });
    std::ranges::stable_sort(found, std::ranges::greater{}, &Violation::excess);
    found.resize(std::min(found.size(), most));
    for (Violation const& violation : found) {
        violated.push_back(violation.key);
    }
}

}  // namespace gridrush
