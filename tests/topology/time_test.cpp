#include "topology/time.hpp"

#include <gtest/gtest.h>

namespace gridrush {
namespace {

TEST(Time, calendar_hour_reverses_make_time) {
    for (int const year : {1899, 1969, 1970, 2000, 2024, 2100}) {
        CalendarHour const at = calendar_hour(make_time(year, 2, 28, 23));
        EXPECT_EQ(at.year, year);
        EXPECT_EQ(at.month, 2U);
        EXPECT_EQ(at.day, 28U);
        EXPECT_EQ(at.hour, 23);
    }
}

TEST(Time, hour_of_year_counts_the_leap_day) {
    EXPECT_EQ(hour_of_year(make_time(2023, 1, 1)), 0);
    EXPECT_EQ(hour_of_year(make_time(2023, 12, 31, 23)), 8759);
    EXPECT_EQ(hour_of_year(make_time(2024, 12, 31, 23)), 8783);
    EXPECT_EQ(hour_of_year(make_time(1969, 12, 31, 23)), 8759);
    EXPECT_EQ(year_of(make_time(1969, 12, 31, 23)), 1969);
}

TEST(Time, next_month_is_strictly_later) {
    EXPECT_EQ(next_month(make_time(2024, 12, 31, 23)), make_time(2025, 1, 1));
    EXPECT_EQ(next_month(make_time(2024, 2, 1)), make_time(2024, 3, 1));
}

TEST(Time, adding_years_keeps_the_date_and_moves_feb_29) {
    EXPECT_EQ(add_years(make_time(2023, 3, 5, 7), 2), make_time(2025, 3, 5, 7));
    EXPECT_EQ(add_years(make_time(2024, 2, 29, 7), 1), make_time(2025, 2, 28, 7));
    EXPECT_EQ(add_years(make_time(2024, 2, 29, 7), 4), make_time(2028, 2, 29, 7));
    EXPECT_EQ(add_years(make_time(2024, 3, 1), -1), make_time(2023, 3, 1));
}

TEST(Time, four_hundred_years_are_400_mean_years) {
    EXPECT_DOUBLE_EQ(years_between(make_time(2000, 1, 1), make_time(2400, 1, 1)), 400.0);
    EXPECT_LT(years_between(make_time(2001, 1, 1), make_time(2000, 1, 1)), 0.0);
}

TEST(ParseTime, reads_the_documented_forms) {
    auto const six = make_time(2025, 1, 31, 6);
    EXPECT_EQ(parse_time("2025-01-31"), make_time(2025, 1, 31));
    EXPECT_EQ(parse_time("2025-01-31 06:00"), six);
    EXPECT_EQ(parse_time("2025-01-31T06:00"), six);
    EXPECT_EQ(parse_time("2025-01-31T06:00:00"), six);
    EXPECT_EQ(parse_time("2025-01-31T06:00:09Z"), six + Seconds{9});
}

TEST(ParseTime, refuses_everything_else) {
    for (char const* text :
         {"", "2025", "2025-1-31", "2025-02-30", "2025-13-01", "2025-00-01", "2025-01-31 ",
          "2025-01-31T", "2025-01-31 6:00", "2025-01-31 24:00", "2025-01-31 06:60",
          "2025-01-31T06:00:60", "2025-01-31T06:00:00+01:00", "2025-01-31Z", "x2025-01-31",
          "2025/01/31", "20250131", "-025-01-31"}) {
        EXPECT_FALSE(parse_time(text).has_value()) << "'" << text << "'";
    }
}

TEST(FormatTime, leaves_out_midnight_and_is_read_back) {
    EXPECT_EQ(format_time(make_time(2025, 1, 31)), "2025-01-31");
    EXPECT_EQ(format_time(make_time(2025, 1, 31, 6)), "2025-01-31 06:00:00");
    auto const time = make_time(2025, 1, 31, 0) + Seconds{61};
    EXPECT_EQ(format_time(time), "2025-01-31 00:01:01");
    EXPECT_EQ(parse_time(format_time(time)), time);
}

}  // namespace
}  // namespace gridrush
