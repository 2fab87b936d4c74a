#include "sim/interconnection/joint_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace gridrush {

namespace {

constexpr double full_mw = 1e-6;  ///< below what is wanted by less counts as all
constexpr double rounding_mw = 1e-6;
constexpr double widest_slack_mw = 1e-3;
constexpr double slack_weight = 10.0;  ///< so that nobody gives way but where there is no other way
constexpr double earlier_first = 1e-7;  ///< weight of the order among equal sums
constexpr double share_weight = 1e3;    ///< so that a share's price is no rounding
constexpr double price_tolerance = 1e-7;

/// One fit at a time; lower bounds are 0 after loosen().
class Fitting {
public:
    Fitting(JointLp& lp, FitBounds const& bounds, std::vector<double>& mw)
        : lp_{lp},
          bounds_{bounds},
          lower_(bounds.lower_mw.begin(), bounds.lower_mw.end()),
          mw_{mw} {
        mw_ = lower_;
        lp_.set_share_cost(0.0);
        lp_.offer_capacity(std::vector<double>(lp.network().dc().in_service().size(), 0.0),
                           std::vector<double>(lp.network().dc().in_service().size(), 0.0));
        for (std::size_t i = 0; i < lp_.size(); ++i) {
            lp_.hold_share(i, std::nullopt);
        }
    }

    void loosen() {
        std::ranges::fill(lower_, 0.0);
        mw_ = lower_;
    }

    /// As much as possible of these in all, the others as they are. Limits that became rows since
    /// may want a little less of the others than they have.
    SolveStatus raise(std::span<std::size_t const> requests) {
        auto status = SolveStatus::infeasible;
        for (double const slack : {rounding_mw, widest_slack_mw}) {
            if (status == SolveStatus::infeasible) {
                status = raise(requests, slack);
            }
        }
        if (status == SolveStatus::optimal) {
            for (std::size_t i = 0; i < lp_.size(); ++i) {
                keep(i, lp_.group_mw(i));
            }
        }
        return status;
    }

    /// The first ones as far as they go before the next. Blocks that fit in full are one solve.
    SolveStatus raise_in_order(std::span<std::size_t const> order) {
        if (order.empty()) {
            return SolveStatus::optimal;
        }
        std::vector<double> const before = mw_;
        auto const status = raise(order);
        if (status != SolveStatus::optimal || order.size() == 1 ||
            std::ranges::all_of(order, [this](std::size_t i) { return is_full(i); })) {
            return status;
        }
        mw_ = before;
        auto const half = order.size() / 2;
        auto const first = raise_in_order(order.first(half));
        return first == SolveStatus::optimal ? raise_in_order(order.subspan(half)) : first;
    }

    SolveStatus raise_in_proportion() {
        std::vector<std::size_t> moving(lp_.size());
        std::iota(moving.begin(), moving.end(), 0);
        std::erase_if(moving, [this](std::size_t i) { return !(bounds_.asked_mw[i] > 0.0); });
        while (!moving.empty()) {
            auto const status = raise_share(moving);
            if (status != SolveStatus::optimal) {
                return status;
            }
        }
        return SolveStatus::optimal;
    }

private:
    /// What a request has, but for rounding: limits that it fills would else be violated by it.
    void hold(std::size_t i, double slack_mw) {
        lp_.set_group(i, std::max(mw_[i] - slack_mw, 0.0), mw_[i], -slack_weight);
    }
    SolveStatus raise(std::span<std::size_t const> requests, double slack_mw) {
        for (std::size_t i = 0; i < lp_.size(); ++i) {
            hold(i, slack_mw);
        }
        double const count = static_cast<double>(lp_.size());
        for (std::size_t const i : requests) {
            double const weight = 1.0 + earlier_first * (count - static_cast<double>(i)) / count;
            lp_.set_group(i, least(i), bounds_.upper_mw[i], -weight);
        }
        return lp_.solve();
    }
    [[nodiscard]] double least(std::size_t i) const {
        return std::max(lower_[i] - rounding_mw, 0.0);
    }
    [[nodiscard]] bool is_full(std::size_t i) const {
        return mw_[i] >= bounds_.upper_mw[i] - full_mw;
    }
    void keep(std::size_t i, double mw) {
        mw_[i] = std::clamp(mw, lower_[i], bounds_.upper_mw[i]);
        if (is_full(i)) {
            mw_[i] = bounds_.upper_mw[i];
        }
    }

    /// Raises the common share; takes those that hold it back, at least one, out of `moving`.
    SolveStatus raise_share(std::vector<std::size_t>& moving) {
        for (std::size_t i = 0; i < lp_.size(); ++i) {
            hold(i, widest_slack_mw);
            lp_.hold_share(i, std::nullopt);
        }
        for (std::size_t const i : moving) {
            lp_.set_group(i, least(i), bounds_.upper_mw[i], 0.0);
            lp_.hold_share(i, bounds_.asked_mw[i]);
        }
        lp_.set_share_cost(-share_weight);
        auto const status = lp_.solve();
        if (status != SolveStatus::optimal) {
            return status;
        }
        for (std::size_t i = 0; i < lp_.size(); ++i) {
            if (std::ranges::find(moving, i) == moving.end()) {
                keep(i, lp_.group_mw(i));  // a little less where there was no other way
            }
        }
        double const share = lp_.share();
        auto const held = [&](std::size_t i) {
            return share * bounds_.asked_mw[i] >= bounds_.upper_mw[i] - full_mw ||
                   std::abs(lp_.share_price(i)) > price_tolerance;
        };
        bool const any = std::ranges::any_of(moving, held);
        std::vector<char> stuck(lp_.size(), 0);
        for (std::size_t const i : moving) {
            stuck[i] = !any || held(i) ? 1 : 0;
        }
        for (std::size_t const i : moving) {
            if (stuck[i] != 0) {
                keep(i, share * bounds_.asked_mw[i]);
            }
        }
        std::erase_if(moving, [&](std::size_t i) { return stuck[i] != 0; });
        return status;
    }

    JointLp& lp_;
    FitBounds bounds_;
    std::vector<double> lower_;
    std::vector<double>& mw_;
};

std::vector<std::size_t> order_of(FitRule const& rule, std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    if (rule.fit == Fit::by_price && !rule.bid_usd_per_mw.empty()) {
        std::ranges::stable_sort(order, std::ranges::greater{},
                                 [&](std::size_t i) { return rule.bid_usd_per_mw[i]; });
    }
    return order;
}

SolveStatus fit_by_rule(Fitting& fitting, FitRule const& rule, std::span<std::size_t const> order) {
    switch (rule.fit) {
        case Fit::most:
            return fitting.raise(order);
        case Fit::in_proportion:
            return fitting.raise_in_proportion();
        case Fit::in_order:
        case Fit::by_price:
            break;
    }
    return fitting.raise_in_order(order);
}

}  // namespace

SolveStatus fit(JointLp& lp, FitRule const& rule, FitBounds const& bounds,
                std::vector<double>& mw) {
    auto const order = order_of(rule, lp.size());
    Fitting fitting{lp, bounds, mw};
    auto const status = fit_by_rule(fitting, rule, order);
    if (status != SolveStatus::infeasible ||
        std::ranges::all_of(bounds.lower_mw, [](double lower) { return lower == 0.0; })) {
        return status;
    }
    fitting.loosen();
    return fit_by_rule(fitting, rule, order);
}

SolveStatus carries(JointLp& lp, std::span<double const> mw) {
    std::vector<double> const fixed(mw.begin(), mw.end());
    std::vector<double> ignored;
    Fitting{lp, {mw, fixed, fixed}, ignored};
    for (std::size_t i = 0; i < lp.size(); ++i) {
        lp.set_group(i, std::max(mw[i] - full_mw, 0.0), mw[i], 0.0);
    }
    return lp.solve();
}

}  // namespace gridrush
