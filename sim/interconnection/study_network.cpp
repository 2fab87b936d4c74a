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
      worst_(grid.branches().size()),
      forward_mw_(worst_.size()),
      backward_mw_(worst_.size()),
      emergency_mw_(worst_.size()) {
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

void StudyNetwork::set_limits(std::span<double const> added_mw) {
    for (std::size_t l = 0; l < worst_.size(); ++l) {
        BranchId const branch{l};
        forward_mw_[l] = limit_mw({branch, {}, FlowDirection::forward}, added_mw[l]);
        backward_mw_[l] = limit_mw({branch, {}, FlowDirection::backward}, added_mw[l]);
        emergency_mw_[l] = limit_mw({branch, branch, FlowDirection::forward}, added_mw[l]);
    }
}

void StudyNetwork::look(std::span<double const> flow_mw, BranchId outage, Known const& known) {
    bool const intact = !outage.valid();
    for (std::size_t l = 0; l < flow_mw.size(); ++l) {
        bool const backward = flow_mw[l] < 0.0;
        double const limit = !intact    ? emergency_mw_[l]
                             : backward ? backward_mw_[l]
                                        : forward_mw_[l];
        double const above = std::abs(flow_mw[l]) - limit;
        double const excess = above / std::max(limit, 1.0);
        if (above > tolerance_mw && excess > worst_[l].excess) {
            FlowLimitKey const key{BranchId{l}, outage,
                                   backward ? FlowDirection::backward : FlowDirection::forward};
            if (!known.contains(key)) {
                worst_[l] = {excess, key};
            }
        }
    }
}

void StudyNetwork::find_violated(std::span<double const> flow_mw, std::span<double const> added_mw,
                                 Criterion criterion, Known const& known, std::size_t most,
                                 std::vector<FlowLimitKey>& violated) {
    std::ranges::fill(worst_, Violation{});
    violated.clear();
    if (criterion == Criterion::supply) {
        return;
    }
    set_limits(added_mw);
    look(flow_mw, {}, known);
    if (criterion == Criterion::secure) {
        screen().find_overloading(flow_mw, overloading_);
        for (std::size_t const outage : overloading_) {
            screen().write_flows_after(outage, flow_mw, after_mw_);
            look(after_mw_, screen().outages()[outage].branch, known);
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
