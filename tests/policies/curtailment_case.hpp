#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "tests/policies/made_policies.hpp"

namespace gridrush::testing {

/// A view of curtailment as columns that a test fills: sites connected one year after the other,
/// all of the contract cuttable, nothing cut so far.
struct CurtailmentCase {
    explicit CurtailmentCase(std::vector<double> contracts, double cut)
        : contracted{std::move(contracts)},
          cuttable{contracted},
          bid(contracted.size(), 0.0),
          contract_class(contracted.size(), 0),
          paid(contracted.size(), 0.0),
          cut_hours(contracted.size(), 0.0),
          cut_mwh(contracted.size(), 0.0),
          hours_left(contracted.size(), std::numeric_limits<double>::infinity()),
          mwh_left(contracted.size(), std::numeric_limits<double>::infinity()),
          last_cut_at(contracted.size(), TimePoint::min()),
          relief(contracted.size(), 1.0),
          cut_mw{cut} {
        for (std::size_t row = 0; row < contracted.size(); ++row) {
            site.emplace_back(row);
            since.push_back(make_time(2025 + static_cast<int>(row), 1, 1));
        }
    }

    std::vector<SiteId> site{};
    std::vector<double> contracted, cuttable, bid;
    std::vector<TimePoint> since{};
    std::vector<std::int32_t> contract_class;
    std::vector<double> paid, cut_hours, cut_mwh, hours_left, mwh_left;
    std::vector<TimePoint> last_cut_at;
    std::vector<double> relief;
    double cut_mw;
    TimePoint now = make_time(2040, 1, 1);

    [[nodiscard]] CurtailmentView view() const {
        return {.now = now,
                .interval_h = 1.0,
                .cut_mw = cut_mw,
                .tier = CurtailmentTier::non_firm,
                .site = site,
                .contracted_mw = contracted,
                .cuttable_mw = cuttable,
                .bid_usd_per_mwh = bid,
                .energised_at = since,
                .contract_class = contract_class,
                .paid_usd_per_mwh = paid,
                .cut_hours = cut_hours,
                .cut_mwh = cut_mwh,
                .hours_left = hours_left,
                .mwh_left = mwh_left,
                .last_cut_at = last_cut_at,
                .relief = relief};
    }
    [[nodiscard]] std::vector<double> by(CurtailmentPolicy& policy) const {
        Rng rng{1, Purpose::policy, 0};
        return policy.decide(view(), rng);
    }
    [[nodiscard]] std::vector<double> by(std::string const& name, Given const& given = {}) const {
        return by(*curtailment(name, given));
    }
    /// What an hour of these cuts does to the ledgers.
    void book(std::vector<double> const& cut) {
        for (std::size_t row = 0; row < cut.size(); ++row) {
            if (cut[row] > 0.0) {
                cut_hours[row] += 1.0;
                cut_mwh[row] += cut[row];
                hours_left[row] -= 1.0;
                last_cut_at[row] = now;
            }
        }
        now += Seconds{3600};
    }
    [[nodiscard]] std::vector<double> cut_fractions(std::vector<double> const& cut) const {
        std::vector<double> fractions;
        for (std::size_t row = 0; row < cut.size(); ++row) {
            fractions.push_back(cut[row] / contracted[row]);
        }
        return fractions;
    }
    /// What the interruption costs in an hour by the bids.
    [[nodiscard]] double cost_usd(std::vector<double> const& cut) const {
        return std::inner_product(cut.begin(), cut.end(), bid.begin(), 0.0);
    }
};

/// Jain's index of the served fractions, 1 - x: (sum s)^2 / (n sum s^2).
inline double jain_served(std::vector<double> const& cut_fractions) {
    double sum = 0.0, squares = 0.0;
    for (double const x : cut_fractions) {
        sum += 1.0 - x;
        squares += (1.0 - x) * (1.0 - x);
    }
    return sum * sum / (static_cast<double>(cut_fractions.size()) * squares);
}

/// Gini's coefficient: the sum of all differences over 2 n sum x.
inline double gini(std::vector<double> const& values) {
    double differences = 0.0, sum = 0.0;
    for (double const a : values) {
        sum += a;
        for (double const b : values) {
            differences += std::abs(a - b);
        }
    }
    return differences / (2.0 * static_cast<double>(values.size()) * sum);
}

}  // namespace gridrush::testing
