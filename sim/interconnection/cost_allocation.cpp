#include "sim/interconnection/cost_allocation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gridrush {
namespace {

constexpr double negligible_mw = 1e-6;

}  // namespace

std::vector<double> cost_shares(CostRule rule, std::span<double const> impact_mw, int tipping) {
    std::vector<double> weight(impact_mw.size(), 0.0);
    if (rule != CostRule::tipping_pays) {
        std::ranges::transform(impact_mw, weight.begin(), [&](double mw) {
            auto const counts = std::isfinite(mw) && mw > negligible_mw;
            return counts ? (rule == CostRule::per_capita ? 1.0 : mw) : 0.0;
        });
    }
    auto sum = std::reduce(weight.begin(), weight.end());
    if (!(sum > 0.0)) {
        auto const known = tipping >= 0 && static_cast<std::size_t>(tipping) < weight.size();
        std::ranges::fill(weight, known ? 0.0 : 1.0);
        if (known) {
            weight[static_cast<std::size_t>(tipping)] = 1.0;
        }
        sum = std::reduce(weight.begin(), weight.end());
    }
    for (auto& share : weight) {
        share /= sum;
    }
    return weight;
}

}  // namespace gridrush
