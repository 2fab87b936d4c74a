#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

constexpr int requests = 1000;
constexpr double median_months = 16.0, p90_months = 35.0;  // SOURCE.md

struct StudyObserver : testing::MemoryObserver {
    void queue_event(QueueEventRow const& row) override {
        if (row.kind == QueueEventKind::study_began) {
            began.emplace(row.request, row.time);
        } else if (row.kind == QueueEventKind::study_ended) {
            months.push_back(12.0 * years_between(began.at(row.request), row.time));
        }
    }
    void interval(IntervalRow const&) override {}
    std::map<std::int32_t, TimePoint> began;
    std::vector<double> months;
};

Experiment many_small_requests() {
    auto experiment = testing::quiet_year();
    experiment.end = make_time(2035, 1, 1);
    experiment.interval = std::chrono::days{5};
    experiment.study.security = Security::none;
    experiment.study.snapshots = {SnapshotKind::summer_peak};
    experiment.study.horizon_years = 1;
    experiment.study.engineers = requests;
    for (int k = 0; k < requests; ++k) {
        RequestSpec& spec = experiment.requests.emplace_back();
        spec.id = fmt::format("r{}", k);
        spec.load_class = LoadClass::ai_campus;
        spec.substation = "S1";
        spec.mw = 0.01;
        spec.behaviour = "flat";
        spec.applied_on = make_time(2025, 1, 15);
        spec.patience_months = 1200.0;
        spec.build_months = 1200.0;
    }
    return experiment;
}

Policies studied_one_by_one() {
    auto choices = default_policies();
    std::string const regime = "ercot_lli_serial";
    Issues issues;
    choices.interconnection = {
        regime, Parameters{find_policy(PolicyFamily::interconnection, regime)->parameters(),
                           {{"study_months", median_months},
                            {"large_from_mw", 0.0},
                            {"p90_over_median", p90_months / median_months}},
                           "",
                           {},
                           issues}};
    EXPECT_TRUE(issues.empty());
    return make_policies(choices);
}

/// Of a lognormal sample: sqrt(p (1 - p) / n) over the density.
double standard_error(double quantile, double p, double normal_density) {
    double const sigma = std::log(p90_months / median_months) / 1.2815515655446004;
    return quantile * sigma * std::sqrt(p * (1.0 - p) / requests) / normal_density;
}

TEST(StudyDurations, of_a_whole_run_have_the_published_median_and_90th_percentile) {
    auto const experiment = many_small_requests();
    Grid const grid{testing::ring()};
    auto policies = studied_one_by_one();
    StudyObserver seen;
    simulate(experiment, grid, policies, seen);
    ASSERT_EQ(seen.began.size(), static_cast<std::size_t>(requests));
    seen.months.resize(requests, std::numeric_limits<double>::infinity());  // not over yet
    std::ranges::sort(seen.months);
    double const median = seen.months[requests / 2], p90 = seen.months[requests * 9 / 10];
    RecordProperty("median_months", fmt::format("{:.2f}", median));
    RecordProperty("p90_months", fmt::format("{:.2f}", p90));
    // The desk hears of it up to an interval later.
    double const late = 5.0 / 30.0;
    EXPECT_NEAR(median, median_months, 3.0 * standard_error(median_months, 0.5, 0.3989) + late);
    EXPECT_NEAR(p90, p90_months, 3.0 * standard_error(p90_months, 0.9, 0.1755) + late);
    EXPECT_GT(p90 / median, 1.9);  // it is no fixed time
}

}  // namespace
}  // namespace gridrush
