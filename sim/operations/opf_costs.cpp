#include "sim/operations/opf_costs.hpp"

#include <algorithm>
#include <cmath>

namespace gridrush {

namespace {

constexpr double ladder = 8.0;        ///< ratio of neighbouring breakpoints' distances
constexpr double finest_step = 1e-9;  ///< of the unit's range
constexpr int bisections = 80;

}  // namespace

RefinedCost::RefinedCost(CostCurve const& cost, double min_mw, double max_mw)
    : cost_{&cost},
      min_{min_mw},
      max_{max_mw},
      curved_{cost.points.empty() && cost.polynomial.size() > 2 && max_mw > min_mw},
      centre_{0.5 * (min_mw + max_mw)},
      step_{(max_mw - min_mw) / ladder} {
    place_breakpoints();
}

void RefinedCost::place_breakpoints() {
    breakpoints_.assign(1, min_);
    if (curved_) {
        for (double distance = step_; distance < max_ - min_; distance *= ladder) {
            breakpoints_.push_back(centre_ - distance);
            breakpoints_.push_back(centre_ + distance);
        }
        breakpoints_.push_back(centre_);
    }
    for (auto const& point : cost_->points) {
        breakpoints_.push_back(point.mw);
    }
    breakpoints_.push_back(max_);
    std::erase_if(breakpoints_, [this](double mw) { return mw < min_ || mw > max_; });
    std::ranges::sort(breakpoints_);
    auto const repeated = std::ranges::unique(breakpoints_);
    breakpoints_.erase(repeated.begin(), repeated.end());
}

double RefinedCost::slope(double mw) const {
    double sum = 0.0;
    for (auto k = cost_->polynomial.size(); k-- > 1;) {
        sum = sum * mw + static_cast<double>(k) * cost_->polynomial[k];
    }
    return sum;
}

double RefinedCost::least_net_cost(double price) const {
    if (curved_) {
        double low = min_, high = max_;
        for (int i = 0; i < bisections; ++i) {
            double const middle = 0.5 * (low + high);
            (slope(middle) < price ? low : high) = middle;
        }
        double const best = 0.5 * (low + high);
        return usd_per_h(best) - price * best;
    }
    double least = unlimited;
    for (double const mw : breakpoints_) {
        least = std::min(least, usd_per_h(mw) - price * mw);
    }
    return least;
}

bool RefinedCost::refine(double mw) {
    if (!curved_) {
        return false;
    }
    bool const stayed = std::abs(mw - centre_) <= 1.001 * step_;
    bool const finer = stayed && step_ > finest_step * (max_ - min_);
    bool const moved = mw != centre_;
    if (finer) {
        step_ /= ladder;
    }
    centre_ = mw;
    place_breakpoints();
    return finer || moved;
}

}  // namespace gridrush
