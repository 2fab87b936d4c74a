#include <numeric>

#include <gtest/gtest.h>

#include "topology/grid.hpp"

namespace gridrush {
namespace {

constexpr Seconds hour{3600};

/// Values 0, 1, 2, ... so that a value tells its own index.
Series counting(TimePoint start, std::size_t count, Seconds step = hour) {
    SeriesSpec spec{{}, "s", start, step, std::vector<double>(count)};
    std::iota(spec.values.begin(), spec.values.end(), 0.0);
    return Series{spec};
}

double hours_from(TimePoint start, TimePoint time) {
    return static_cast<double>((time - start) / hour);
}

TEST(Series, is_read_directly_inside_its_span) {
    auto const start = make_time(2020, 5, 3, 7);
    Series const series = counting(start, 10, Seconds{300});
    EXPECT_EQ(series.at(start), 0.0);
    EXPECT_EQ(series.at(start + Seconds{299}), 0.0);
    EXPECT_EQ(series.at(start + Seconds{300}), 1.0);
    EXPECT_EQ(series.at(start + Seconds{2999}), 9.0);
}

TEST(Series, a_leap_year_repeats_by_month_day_and_hour) {
    auto const start = make_time(2020, 1, 1);
    Series const series = counting(start, 8784);
    for (int const year : {2019, 2021, 2024, 2100}) {
        for (unsigned const month : {1U, 3U, 12U}) {
            EXPECT_EQ(series.at(make_time(year, month, 31, 22)),
                      hours_from(start, make_time(2020, month, 31, 22)))
                << year << "-" << month;
        }
    }
    EXPECT_EQ(series.at(make_time(2024, 2, 29, 5)), hours_from(start, make_time(2020, 2, 29, 5)));
}

TEST(Series, a_common_year_gives_feb_28_on_feb_29) {
    auto const start = make_time(2021, 1, 1);
    Series const series = counting(start, 8760);
    EXPECT_EQ(series.at(make_time(2024, 2, 29, 5)), hours_from(start, make_time(2021, 2, 28, 5)));
    EXPECT_EQ(series.at(make_time(2024, 3, 1, 5)), hours_from(start, make_time(2021, 3, 1, 5)));
    EXPECT_EQ(series.at(make_time(2024, 12, 31, 23)), 8759.0);
}

TEST(Series, a_year_from_summer_to_summer_keeps_its_calendar) {
    auto const start = make_time(2019, 7, 1);
    Series const series = counting(start, 8784);
    EXPECT_EQ(series.at(make_time(2030, 7, 1)), 0.0);
    EXPECT_EQ(series.at(make_time(2031, 6, 30, 23)), 8783.0);
    EXPECT_EQ(series.at(make_time(2019, 6, 30, 23)), 8783.0);
    EXPECT_EQ(series.at(make_time(2031, 1, 1)), hours_from(start, make_time(2020, 1, 1)));
}

TEST(Series, of_many_years_repeats_its_first) {
    auto const start = make_time(2016, 1, 1);
    Series const series = counting(start, 2 * 8760 + 24);
    EXPECT_EQ(series.at(make_time(2017, 6, 1)), hours_from(start, make_time(2017, 6, 1)));
    EXPECT_EQ(series.at(make_time(2018, 6, 1)), hours_from(start, make_time(2016, 6, 1)));
}

TEST(Series, of_364_days_takes_the_missing_days_from_a_week_before) {
    auto const start = make_time(2021, 1, 1);
    Series const series = counting(start, 8736);
    EXPECT_EQ(series.at(make_time(2021, 12, 31, 3)), hours_from(start, make_time(2021, 12, 24, 3)));
    EXPECT_EQ(series.at(make_time(2022, 6, 1)), hours_from(start, make_time(2021, 6, 1)));
}

TEST(Series, shorter_than_a_year_repeats_over_whole_weeks_days_or_its_length) {
    auto const start = make_time(2021, 1, 1);
    EXPECT_EQ(counting(start, 15 * 24).at(start + 14 * 24 * hour), 14.0 * 24.0);
    EXPECT_EQ(counting(start, 15 * 24).at(start + 15 * 24 * hour), 24.0);
    EXPECT_EQ(counting(start, 30).at(start + 49 * hour), 1.0);
    EXPECT_EQ(counting(start, 5).at(start + 12 * hour), 2.0);
    EXPECT_EQ(counting(start, 24).at(start - hour), 23.0);
}

TEST(Series, every_hour_of_a_century_falls_inside_the_values) {
    Series const series = counting(make_time(2019, 3, 1), 8760);
    for (auto time = make_time(1990, 1, 1); time < make_time(2090, 1, 1); time += 7 * hour) {
        ASSERT_LT(series.index_at(time), 8760U) << format_time(time);
    }
}

TEST(Series, shares_its_index_with_series_of_the_same_calendar_only) {
    auto const start = make_time(2020, 1, 1);
    Series const series = counting(start, 48);
    EXPECT_TRUE(series.shares_index_with(counting(start, 48)));
    EXPECT_FALSE(series.shares_index_with(counting(start, 49)));
    EXPECT_FALSE(series.shares_index_with(counting(start + hour, 48)));
    EXPECT_FALSE(series.shares_index_with(counting(start, 48, Seconds{300})));
}

}  // namespace
}  // namespace gridrush
