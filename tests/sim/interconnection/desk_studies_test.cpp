#include "sim/interconnection/desk_studies.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

TEST(StudyDuration, has_the_median_and_the_percentile_that_were_asked_for) {
    Rng rng{7, Purpose::test, 1};
    constexpr std::size_t draws = 20'000;
    std::vector<double> days;
    for (std::size_t k = 0; k < draws; ++k) {
        auto const drawn = draw_study_duration(487.0, 1065.0, rng);
        days.push_back(static_cast<double>(drawn.count()) / 86'400.0);
    }
    std::ranges::sort(days);
    // Standard error of a quantile: sqrt(p (1 - p) / n) / density; lognormal, sigma .611.
    EXPECT_NEAR(days[draws / 2], 487.0, 3.0 * 487.0 * 0.611 * 1.2533 / std::sqrt(20'000.0));
    EXPECT_NEAR(days[draws * 9 / 10], 1065.0, 3.0 * 1065.0 * 0.611 * 1.7094 / std::sqrt(20'000.0));
}

TEST(StudyDuration, is_the_median_where_the_percentile_is_below_it) {
    Rng rng{7, Purpose::test, 1};
    EXPECT_EQ(draw_study_duration(90.0, 0.0, rng), std::chrono::days{90});
    EXPECT_EQ(draw_study_duration(0.0, 5.0, rng), Seconds{0});
}

TEST(DeskStudies, a_duration_does_not_depend_on_other_studies) {
    Experiment experiment;
    for (auto const* id : {"a", "b"}) {
        experiment.requests.emplace_back().id = id;
    }
    std::vector<std::int32_t> const studies{0, 0};
    auto const due = [&](std::vector<std::size_t> const& rows) {
        Calendar calendar;
        DeskStudies desk{experiment, calendar};
        for (auto const row : rows) {
            StudyJob job;
            job.group = {RequestId{row}};
            job.median_days = 100.0;
            job.p90_days = 300.0;
            desk.add(std::move(job));
        }
        desk.begin(make_time(2025, 1, 1), studies);
        CalendarEvent event;
        std::vector<TimePoint> times;
        while (auto const next = calendar.next()) {
            static_cast<void>(calendar.pop_due(*next, event));
            if (desk.job(event.entity).group.front() == RequestId{1}) {
                times.push_back(*next);
            }
        }
        return times;
    };
    EXPECT_EQ(due({1}), due({0, 1}));
    EXPECT_EQ(due({1}).size(), 1u);
}

}  // namespace
}  // namespace gridrush
