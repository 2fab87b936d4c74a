#include "sim/tenants/power_shares.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "topology/random.hpp"

namespace gridrush {
namespace {

double sum(std::vector<double> const& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// By hand: training wants 20 + 80 MW and bears a loss of 25 % of 80 = 20 MW, batch wants 10 + 40
/// MW and bears 50 % of 40 = 20 MW, inference wants 10 + 40 MW and bears nothing.
std::vector<TenantDemand> const three{{20.0, 80.0, 0.25}, {10.0, 40.0, 0.5}, {10.0, 40.0, 0.0}};

TEST(PowerShares, give_all_what_they_want_when_it_is_there) {
    EXPECT_EQ(share_grant(three, 200.0), (std::vector{100.0, 50.0, 50.0}));
    EXPECT_EQ(share_grant(three, 250.0), (std::vector{100.0, 50.0, 50.0}));
}

TEST(PowerShares, cut_what_tenants_bear_first) {
    EXPECT_EQ(share_grant(three, 180.0), (std::vector{90.0, 40.0, 50.0}));
    EXPECT_EQ(share_grant(three, 160.0), (std::vector{80.0, 30.0, 50.0}));
}

/// 60 MW more than they bear: of 60, 20 and 40 MW, half of each.
TEST(PowerShares, cut_the_rest_of_the_work_next_and_machines_at_rest_last) {
    EXPECT_EQ(share_grant(three, 100.0), (std::vector{50.0, 20.0, 30.0}));
    EXPECT_EQ(share_grant(three, 40.0), (std::vector{20.0, 10.0, 10.0}));
    EXPECT_EQ(share_grant(three, 20.0), (std::vector{10.0, 5.0, 5.0}));
    EXPECT_EQ(share_grant(three, 0.0), (std::vector{0.0, 0.0, 0.0}));
}

TEST(PowerShares, sum_to_what_is_granted_and_exceed_nobodys_demand) {
    Rng rng{3, Purpose::test, 1};
    for (int round = 0; round < 2000; ++round) {
        std::vector<TenantDemand> demands;
        double wanted = 0.0;
        for (double n = 0.0; n < 5.0 * rng.uniform(); ++n) {
            demands.push_back({rng.uniform(0.0, 30.0), rng.uniform(0.0, 90.0), rng.uniform()});
            wanted += demands.back().mw();
        }
        auto const granted_mw = 1.1 * wanted * rng.uniform();
        auto const granted = share_grant(demands, granted_mw);
        EXPECT_NEAR(sum(granted), std::min(granted_mw, wanted), 1e-9);
        for (std::size_t row = 0; row < demands.size(); ++row) {
            EXPECT_GE(granted[row], 0.0);
            EXPECT_LE(granted[row], demands[row].mw() + 1e-12);
            auto const work = throughput(demands[row], granted[row]);
            EXPECT_GE(work, 0.0);
            EXPECT_LE(work, 1.0);
        }
    }
}

TEST(PowerShares, turn_power_above_that_at_rest_into_work) {
    TenantDemand const demand{20.0, 80.0, 0.0};
    EXPECT_EQ(throughput(demand, 100.0), 1.0);
    EXPECT_EQ(throughput(demand, 60.0), 0.5);
    EXPECT_EQ(throughput(demand, 15.0), 0.0);
}

/// A mean time of 200 ms and a bound of 1,000 ms leave 1 - 0.2 = 80 % of the machines' time; 600 ms
/// of way 1 - 200 / 400 = 50 %.
TEST(Inference, keeps_its_bound_by_not_filling_machines) {
    EXPECT_DOUBLE_EQ(highest_utilisation(200.0, 1000.0, 0.0), 0.8);
    EXPECT_DOUBLE_EQ(highest_utilisation(200.0, 1000.0, 600.0), 0.5);
    EXPECT_EQ(highest_utilisation(200.0, 1000.0, 800.0), 0.0);
}

/// 100 MW of machines at 80 % serve 80 MW of work. A MW served takes 0.2 / 0.8 + 0.8 = 1.05 MW of
/// power when machines that are not needed are off.
TEST(Inference, serves_what_requests_machines_and_power_let_it) {
    EXPECT_DOUBLE_EQ(served_mw(60.0, 100.0, 0.2, 0.8, 100.0), 60.0);
    EXPECT_DOUBLE_EQ(served_mw(90.0, 100.0, 0.2, 0.8, 100.0), 80.0);
    EXPECT_DOUBLE_EQ(served_mw(60.0, 100.0, 0.2, 0.8, 42.0), 40.0);
    EXPECT_EQ(served_mw(60.0, 100.0, 0.2, 0.0, 100.0), 0.0);
}

}  // namespace
}  // namespace gridrush
