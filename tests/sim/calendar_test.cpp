#include "sim/calendar.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

using Kind = CalendarEvent::Kind;
using std::chrono::hours;

TimePoint const start = make_time(2025, 1, 1);

std::vector<std::int32_t> pop_all(Calendar& calendar, TimePoint now) {
    std::vector<std::int32_t> entities;
    CalendarEvent event;
    while (calendar.pop_due(now, event)) {
        entities.push_back(event.entity);
    }
    return entities;
}

TEST(Calendar, has_nothing_next_when_empty) {
    Calendar calendar;
    CalendarEvent event{Kind::end, 7};
    EXPECT_EQ(calendar.next(), std::nullopt);
    EXPECT_FALSE(calendar.pop_due(TimePoint::max(), event));
    EXPECT_EQ(event.entity, 7);
}

TEST(Calendar, gives_an_event_at_its_time_and_not_before) {
    Calendar calendar;
    calendar.add(start + hours{2}, {Kind::month_end, 3});
    CalendarEvent event;
    EXPECT_EQ(calendar.next(), start + hours{2});
    EXPECT_FALSE(calendar.pop_due(start + hours{2} - Seconds{1}, event));
    ASSERT_TRUE(calendar.pop_due(start + hours{2}, event));
    EXPECT_EQ(event.kind, Kind::month_end);
    EXPECT_EQ(event.entity, 3);
    EXPECT_EQ(calendar.next(), std::nullopt);
}

TEST(Calendar, orders_by_time_then_kind_then_addition) {
    Calendar calendar;
    calendar.add(start + hours{1}, {Kind::planned_change, 0});
    calendar.add(start, {Kind::end, 1});
    calendar.add(start, {Kind::study_due, 2});
    calendar.add(start, {Kind::quarter_end, 3});
    calendar.add(start, {Kind::study_due, 4});
    calendar.add(start, {Kind::month_end, 5});
    calendar.add(start, {Kind::planned_change, 6});
    calendar.add(start, {Kind::study_due, 7});
    EXPECT_EQ(pop_all(calendar, start + hours{1}),
              (std::vector<std::int32_t>{6, 2, 4, 7, 5, 3, 1, 0}));
}

TEST(Calendar, takes_an_event_that_is_added_while_its_instant_is_handled) {
    Calendar calendar;
    calendar.add(start, {Kind::study_due, 0});
    calendar.add(start, {Kind::month_end, 1});
    CalendarEvent event;
    ASSERT_TRUE(calendar.pop_due(start, event));
    calendar.add(start, {Kind::planned_change, 2});
    EXPECT_EQ(pop_all(calendar, start), (std::vector<std::int32_t>{2, 1}));
}

TEST(Calendar, sorts_ten_thousand_random_events_stably) {
    struct Row {
        TimePoint time;
        CalendarEvent event;
    };
    std::mt19937 random{1};
    std::vector<Row> rows;
    Calendar calendar;
    for (std::int32_t i = 0; i < 10'000; ++i) {
        rows.push_back({start + hours{random() % 300}, {static_cast<Kind>(random() % 5), i}});
        calendar.add(rows.back().time, rows.back().event);
    }
    std::stable_sort(rows.begin(), rows.end(), [](Row const& a, Row const& b) {
        return a.time != b.time ? a.time < b.time : a.event.kind < b.event.kind;
    });
    std::vector<std::int32_t> expected;
    for (Row const& row : rows) {
        expected.push_back(row.event.entity);
    }
    EXPECT_EQ(pop_all(calendar, TimePoint::max()), expected);
}

}  // namespace
}  // namespace gridrush
