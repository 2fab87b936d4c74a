#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "topology/contingency.hpp"

namespace gridrush {
namespace {

/// More than rounding does to a bound.
constexpr double bound_precision = 1e-12;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double largest(std::span<double const> values) {
    double most = 0.0;
    for (double const value : values) {
        most = std::max(most, std::abs(value));
    }
    return most;
}

}  // namespace

void ContingencyScreen::set_peaks() {
    for (std::size_t outage = 0; outage < outages_.size(); ++outage) {
        auto const factors = factors_.row(outage);
        for (std::size_t first = 0; first < factors.size(); first += block) {
            auto const length = std::min(block, factors.size() - first);
            peaks_.row(outage)[first / block] = largest(factors.subspan(first, length));
        }
    }
}

bool ContingencyScreen::overloads_any(std::size_t outage, double outage_flow_mw,
                                      std::span<double const> loading,
                                      std::span<double const> most_before) const {
    auto const factors = factors_.row(outage);
    auto const peaks = peaks_.row(outage);
    double const most_flow_mw = std::abs(outage_flow_mw) * (1.0 + bound_precision);
    for (std::size_t number = 0; number < most_before.size(); ++number) {
        if (most_before[number] + peaks[number] * most_flow_mw <= 1.0) {
            continue;
        }
        std::size_t const first = number * block;
        auto const stretch = factors.subspan(first, std::min(block, factors.size() - first));
        if (count_kernel_of(best_simd_level())(stretch, &loading[first], outage_flow_mw,
                                               overload_limit) > 0) {
            return true;
        }
    }
    return false;
}

void ContingencyScreen::find_overloading(std::span<double const> flow_mw,
                                         std::vector<std::size_t>& rows) const {
    rows.clear();
    if (!std::ranges::all_of(flow_mw, [](double mw) { return std::isfinite(mw); })) {
        return;
    }
    AlignedRows scaled{1, flow_mw.size()};
    auto const loading = scaled.row(0);
    std::ranges::transform(flow_mw, per_rating_, loading.begin(), std::multiplies{});
    std::vector<double> most_before;
    for (std::size_t first = 0; first < loading.size(); first += block) {
        most_before.push_back(
            largest(loading.subspan(first, std::min(block, loading.size() - first))));
    }
    for (std::size_t outage = 0; outage < outages_.size(); ++outage) {
        auto const dropped = dropped_branches(outage);
        for (BranchId const branch : dropped) {
            loading[branch.index()] = 0.0;
        }
        if (outages_[outage].kind != OutageKind::singular &&
            overloads_any(outage, flow_mw[outages_[outage].branch.index()], loading, most_before)) {
            rows.push_back(outage);
        }
        for (BranchId const branch : dropped) {
            loading[branch.index()] = flow_mw[branch.index()] * per_rating_[branch.index()];
        }
    }
}

std::optional<std::size_t> ContingencyScreen::row_of(BranchId outage) const {
    auto const at = std::ranges::lower_bound(outages_, outage, {}, &Outage::branch);
    if (at == outages_.end() || at->branch != outage) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(at - outages_.begin());
}

std::optional<double> ContingencyScreen::factor(std::size_t outage, BranchId branch) const {
    bool const stays =
        std::ranges::find(dropped_branches(outage), branch) == dropped_branches(outage).end();
    if (!stays || outages_[outage].kind == OutageKind::singular) {
        return std::nullopt;
    }
    return factors_.row(outage)[branch.index()] * rating_mw_[branch.index()];
}

double ContingencyScreen::signed_loading(std::size_t outage, std::size_t branch,
                                         std::span<double const> flow_mw) const {
    return flow_mw[branch] * per_rating_[branch] +
           factors_.row(outage)[branch] * flow_mw[outages_[outage].branch.index()];
}

void ContingencyScreen::write_flows_after(std::size_t outage, std::span<double const> flow_mw,
                                          std::span<double> after_mw) const {
    if (outages_[outage].kind == OutageKind::singular) {
        std::ranges::fill(after_mw, nan);
        return;
    }
    for (std::size_t l = 0; l < after_mw.size(); ++l) {
        after_mw[l] = rating_mw_[l] * signed_loading(outage, l, flow_mw);
    }
    for (BranchId const branch : dropped_branches(outage)) {
        after_mw[branch.index()] = 0.0;
    }
    after_mw[outages_[outage].branch.index()] = 0.0;
}

std::vector<Overload> ContingencyScreen::overloads(std::size_t outage,
                                                   std::span<double const> flow_mw) const {
    if (outages_[outage].kind == OutageKind::singular) {
        return {};
    }
    auto const dropped = dropped_branches(outage);
    auto const factors = factors_.row(outage);
    double const outage_flow_mw = flow_mw[outages_[outage].branch.index()];
    std::vector<Overload> found;
    for (std::size_t l = 0; l < flow_mw.size(); ++l) {
        double const loading = flow_mw[l] * per_rating_[l] + factors[l] * outage_flow_mw;
        if (std::abs(loading) > overload_limit &&
            std::ranges::find(dropped, BranchId{l}) == dropped.end()) {
            found.push_back({BranchId{l}, rating_mw_[l] * loading, std::abs(loading)});
        }
    }
    return found;
}

}  // namespace gridrush
