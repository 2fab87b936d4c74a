#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/interconnection/population.hpp"
#include "tests/worlds/small_worlds.hpp"

// Regimes that go by what applicants bring: power stations of their own, or bids.

namespace gridrush {
namespace {

using testing::MemoryObserver;

ApplicantSpec applicants(std::string id) {
    ApplicantSpec spec;
    spec.id = std::move(id);
    spec.applicant = ApplicantClass::generator_backed;
    spec.per_year = {12.0};
    spec.mw = {Draw::Shape::uniform, 15.0, 25.0};
    spec.behaviour = "flat";
    spec.build_months = {Draw::Shape::constant, 1.0};
    spec.ramp_months = {Draw::Shape::constant, 0.0};
    return spec;
}

MemoryObserver run(std::vector<ApplicantSpec> population, std::string const& regime) {
    auto experiment = testing::quiet_year();
    experiment.end = make_time(2026, 7, 1);
    experiment.interval = std::chrono::hours{24};
    experiment.study.security = Security::none;
    experiment.study.horizon_years = 2;
    experiment.population = std::move(population);
    Grid const grid{testing::ring()};
    experiment.requests = draw_requests(experiment, grid);
    auto policies = testing::policies_of(regime, "pro_rata");
    MemoryObserver seen;
    simulate(experiment, grid, policies, seen);
    return seen;
}

double signed_of(MemoryObserver const& seen, std::string const& kind) {
    double mw = 0.0;
    auto const& queue = seen.result.queue;
    for (std::size_t row = 0; row < queue.state.size(); ++row) {
        if (seen.site_ids[row].starts_with(kind)) {
            mw += queue.firm_mw[row];
        }
    }
    return mw;
}

class OwnGenerationRegime : public ::testing::TestWithParam<char const*> {};

TEST_P(OwnGenerationRegime, connects_who_brings_power_stations_and_nobody_else) {
    auto backed = applicants("backed");
    backed.own_generation_share = {Draw::Shape::constant, 1.0};
    auto bare = applicants("bare");
    bare.applicant = ApplicantClass::ai_training;
    auto const seen = run({backed, bare}, GetParam());
    EXPECT_GT(signed_of(seen, "backed"), 30.0);
    EXPECT_EQ(signed_of(seen, "bare"), 0.0);
    EXPECT_GT(seen.intervals.back().system.ai_campus_mw, 30.0);
}

INSTANTIATE_TEST_SUITE_P(Named, OwnGenerationRegime, ::testing::Values("byog", "ie_byog"));

class HalfCovered : public ::testing::TestWithParam<char const*> {};

TEST_P(HalfCovered, limits_the_load_to_what_it_brings) {
    auto half = applicants("half");
    half.own_generation_share = {Draw::Shape::constant, 0.5};
    half.least_share = {Draw::Shape::constant, 0.4};
    auto const seen = run({half}, GetParam());
    auto const& queue = seen.result.queue;
    ASSERT_GT(signed_of(seen, "half"), 15.0);
    for (std::size_t row = 0; row < queue.state.size(); ++row) {
        EXPECT_LE(queue.firm_mw[row], 0.5 * queue.requested_mw[row] + 1e-9);
    }
}

INSTANTIATE_TEST_SUITE_P(Named, HalfCovered, ::testing::Values("byog", "ie_byog"));

TEST(AuctionRegime, sells_to_the_highest_bids_at_one_price_and_to_nobody_without_a_bid) {
    auto high = applicants("high");
    high.bid_usd_per_mw = {Draw::Shape::constant, 400'000.0};
    high.least_share = {Draw::Shape::constant, 0.1};
    auto low = high;
    low.id = "low";
    low.bid_usd_per_mw = {Draw::Shape::constant, 200'000.0};
    auto none = high;
    none.id = "none";
    none.bid_usd_per_mw = {};
    auto const seen = run({high, low, none}, "auction_capacity");
    EXPECT_GT(signed_of(seen, "high"), 30.0);
    EXPECT_EQ(signed_of(seen, "none"), 0.0);
    auto const& queue = seen.result.queue;
    for (std::size_t row = 0; row < queue.state.size(); ++row) {
        if (queue.firm_mw[row] > 0.0) {
            auto const price = queue.fees_usd[row] / queue.firm_mw[row];
            EXPECT_GE(price, 100'000.0 - 1.0);  // the reserve
            EXPECT_LE(price, 400'000.0 + 1.0);
        }
    }
}

}  // namespace
}  // namespace gridrush
