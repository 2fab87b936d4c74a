#include "sim/operations/hosting_screen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace gridrush {

namespace {

constexpr auto none = std::numeric_limits<std::size_t>::max();
constexpr double tolerance = 1e-9;  ///< relative
constexpr double tolerance_mw = 1e-8;

}  // namespace

HostingScreen::HostingScreen(ContingencyScreen const* outages, HostingRatings ratings)
    : outages_{outages},
      ratings_{std::move(ratings)},
      base_mw_(ratings_.intact.max_mw.size()),
      overloaded_(outages == nullptr ? 0 : outages->outages().size(), 0),
      after_mw_(base_mw_.size()),
      base_after_mw_(base_mw_.size()),
      found_of_branch_(base_mw_.size(), none) {}

void HostingScreen::set_hour(std::span<double const> flow_mw) {
    std::ranges::copy(flow_mw, base_mw_.begin());
    if (outages_ != nullptr) {
        outages_->screen(base_mw_, 1, best_simd_level(), results_);
        for (std::size_t k = 0; k < overloaded_.size(); ++k) {
            overloaded_[k] = results_.overloads[k] > 0 ? 1 : 0;
        }
    }
}

void HostingScreen::screen(std::span<double const> flow_mw) {
    flow_mw_ = flow_mw;
    if (outages_ != nullptr) {
        outages_->screen(flow_mw, 1, best_simd_level(), results_);
    }
}

BranchId HostingScreen::branch_of(std::size_t outage) const {
    return outage == intact ? BranchId{} : outages_->outages()[outage].branch;
}

void HostingScreen::note(BranchId branch, std::size_t outage, double flow_mw, double limit_mw,
                         HostingRows const& known) {
    double const above = std::abs(flow_mw) - limit_mw;
    if (!(above > tolerance_mw + tolerance * limit_mw)) {
        return;
    }
    // Of equal ones the first, which for the intact network comes before all outages.
    double const excess = above / std::max(limit_mw, 1.0);
    auto& place = found_of_branch_[branch.index()];
    if (place != none && found_[place].excess >= excess - tolerance) {
        return;
    }
    if (known.has(branch, branch_of(outage))) {
        known_above_mw_ = std::max(known_above_mw_, above);
        return;
    }
    if (place == none) {
        place = found_.size();
        found_.emplace_back();
    }
    found_[place] = {excess, branch, outage};
}

void HostingScreen::look_at_intact(std::span<double const> flow_mw, HostingRows const& known) {
    auto const& [least, most] = ratings_.intact;
    for (std::size_t l = 0; l < flow_mw.size(); ++l) {
        double const limit = flow_mw[l] < 0.0 ? -least[l] : most[l];
        note(BranchId{l}, intact, flow_mw[l], std::max(limit, std::abs(base_mw_[l])), known);
    }
}

void HostingScreen::look_at(std::size_t outage, std::span<double const> flow_mw,
                            HostingRows const& known) {
    outages_->write_flows_after(outage, flow_mw, after_mw_);
    if (overloaded_[outage] != 0) {
        outages_->write_flows_after(outage, base_mw_, base_after_mw_);
    }
    for (std::size_t l = 0; l < after_mw_.size(); ++l) {
        double const base = overloaded_[outage] != 0 ? std::abs(base_after_mw_[l]) : 0.0;
        double const limit = std::max(ratings_.emergency[l], base);
        if (std::abs(after_mw_[l]) > limit) {
            note(BranchId{l}, outage, after_mw_[l], limit, known);
        }
    }
}

double HostingScreen::write_violated(std::size_t snapshot, HostingRows const& known,
                                     std::size_t most, std::vector<MonitoredFlow>& violated) {
    std::size_t const branches = base_mw_.size();
    auto const flow_mw = flow_mw_.subspan(snapshot * branches, branches);
    found_.clear();
    known_above_mw_ = 0.0;
    look_at_intact(flow_mw, known);
    for (std::size_t k = 0; k < overloaded_.size(); ++k) {
        if (results_.overloads[results_.row(snapshot, k)] > 0) {
            look_at(k, flow_mw, known);
        }
    }
    std::ranges::stable_sort(found_, std::ranges::greater{}, &Violation::excess);
    violated.clear();
    for (auto const& [excess, branch, outage] : found_) {
        found_of_branch_[branch.index()] = none;
        if (violated.size() < most) {
            violated.push_back(outage == intact
                                   ? MonitoredFlow{branch}
                                   : row_after_outage(*outages_, outage, branch, branches));
        }
    }
    return known_above_mw_;
}

}  // namespace gridrush
