#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "policies/built_in.hpp"
#include "policies/catalog.hpp"

namespace gridrush {
namespace {

Parameters nothing() {
    Issues issues;
    return Parameters{{}, {}, "", {}, issues};
}

Parameters defaults(std::string const& interconnection) {
    Issues issues;
    auto const* info = find_policy(PolicyFamily::interconnection, interconnection);
    return Parameters{info->parameters(), {}, "", {}, issues};
}

/// The worked case of the literature: entitlements 300, 200, 100 connected in that order, worth
/// 400, 60 and 2000 USD/MWh, a cut of 150 MW.
struct WorkedCase {
    std::vector<SiteId> site{SiteId{0}, SiteId{1}, SiteId{2}};
    std::vector<double> contracted{300.0, 200.0, 100.0};
    std::vector<double> cuttable = contracted;
    std::vector<double> bid{400.0, 60.0, 2000.0};
    std::vector<TimePoint> since{make_time(2025, 1, 1), make_time(2026, 1, 1),
                                 make_time(2027, 1, 1)};
    double cut_mw = 150.0;

    [[nodiscard]] CurtailmentView view() const {
        return {.now = make_time(2028, 1, 1),
                .interval_h = 1.0,
                .cut_mw = cut_mw,
                .site = site,
                .contracted_mw = contracted,
                .cuttable_mw = cuttable,
                .bid_usd_per_mwh = bid,
                .energised_at = since};
    }
    [[nodiscard]] std::vector<double> by(CurtailmentPolicy& policy) const {
        Rng rng{1, Purpose::policy, 0};
        return policy.decide(view(), rng);
    }
};

TEST(ProRata, shares_the_worked_case_by_contract) {
    EXPECT_EQ(WorkedCase{}.by(*make_pro_rata(nothing())), (std::vector{75.0, 50.0, 25.0}));
}

TEST(Lifo, takes_the_newest_first) {
    EXPECT_EQ(WorkedCase{}.by(*make_lifo(nothing())), (std::vector{0.0, 50.0, 100.0}));
}

TEST(Lifo, takes_the_later_row_first_when_dates_are_equal) {
    WorkedCase worked;
    worked.since.assign(3, make_time(2025, 1, 1));
    EXPECT_EQ(worked.by(*make_lifo(nothing())), (std::vector{0.0, 50.0, 100.0}));
}

TEST(MarketBid, takes_the_cheapest_first) {
    EXPECT_EQ(WorkedCase{}.by(*make_market_bid(nothing())), (std::vector{0.0, 150.0, 0.0}));
}

TEST(ProRata, gives_what_a_full_row_cannot_bear_to_the_others_by_contract) {
    WorkedCase worked;
    worked.cuttable = {30.0, 200.0, 100.0};
    auto const cut = worked.by(*make_pro_rata(nothing()));
    EXPECT_DOUBLE_EQ(cut[0], 30.0);
    EXPECT_DOUBLE_EQ(cut[1], 80.0);
    EXPECT_DOUBLE_EQ(cut[2], 40.0);
}

TEST(CurtailmentLaws, every_policy_splits_exactly_and_never_beyond_what_may_be_cut) {
    Rng rng{7, Purpose::test, 1};
    for (auto const& name : policy_names(PolicyFamily::curtailment)) {
        auto const policy = make_policies({{"serial_fcfs", defaults("serial_fcfs")},
                                           {name, nothing()},
                                           {"stay", nothing()},
                                           {"keep_mining", nothing()},
                                           {"nameplate", nothing()}})
                                .curtailment;
        for (int trial = 0; trial < 500; ++trial) {
            auto const rows = 1 + static_cast<std::size_t>(rng.uniform() * 8.0);
            WorkedCase random;
            random.site.clear();
            random.contracted.assign(rows, 0.0);
            random.cuttable.assign(rows, 0.0);
            random.bid.assign(rows, 0.0);
            random.since.assign(rows, make_time(2025, 1, 1));
            for (std::size_t row = 0; row < rows; ++row) {
                random.site.emplace_back(row);
                random.contracted[row] = rng.uniform(0.0, 500.0);
                random.cuttable[row] = rng.uniform() < 0.2 ? 0.0 : rng.uniform(0.0, 500.0);
                random.bid[row] = rng.uniform(0.0, 3000.0);
                random.since[row] += Seconds{static_cast<int>(rng.uniform(0.0, 1e6))};
            }
            auto const most = std::reduce(random.cuttable.begin(), random.cuttable.end());
            random.cut_mw = rng.uniform() < 0.1 ? most : rng.uniform() * most;
            auto const cut = random.by(*policy);
            ASSERT_EQ(cut.size(), rows);
            for (std::size_t row = 0; row < rows; ++row) {
                EXPECT_GE(cut[row], 0.0) << name;
                EXPECT_LE(cut[row], random.cuttable[row]) << name;
            }
            EXPECT_NEAR(std::reduce(cut.begin(), cut.end()), random.cut_mw, 1e-9 * (1.0 + most))
                << name;
        }
    }
}

}  // namespace
}  // namespace gridrush
