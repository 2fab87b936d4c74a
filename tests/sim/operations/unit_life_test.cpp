#include "sim/operations/unit_life.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

using namespace std::chrono_literals;

TimePoint const start = make_time(2025, 1, 1);

/// A life without an engine: time passes as it sleeps, until it passes the end.
class FakeLife final : public Life {
public:
    struct Over {};
    explicit FakeLife(TimePoint end) : end_{end} {}

    [[nodiscard]] TimePoint now() const override { return now_; }
    void sleep_until(TimePoint time) override {
        if (time > end_) {
            throw Over{};
        }
        now_ = time;
    }
    void tell(Message const& message) override {
        told.push_back(message);
        told.back().time = now_;
    }
    [[nodiscard]] bool wait_until(TimePoint) override { return false; }
    [[nodiscard]] Computed compute(SiteId, double, double) override { return {}; }
    [[nodiscard]] Ending transfer(SiteId, SiteId, double) override { return Ending::done; }

    std::vector<Message> told;

private:
    TimePoint now_ = start;
    TimePoint end_;
};

std::vector<Message> live(OutageTimes times, TimePoint end, std::uint32_t stream,
                          Lifetime lifetime = {}) {
    FakeLife life{end};
    try {
        live_as_unit(life, GeneratorId{3}, times, lifetime, Rng{7, Purpose::outage, stream});
    } catch (FakeLife::Over const&) {
        return life.told;
    }
    return life.told;
}

TEST(UnitLife, its_times_up_and_down_have_the_means_asked_for) {
    auto const told = live({90.0, 10.0}, start + 24h * 365 * 200, 1);
    double up_h = 0.0, down_h = 0.0;
    int ups = 0, downs = 0;
    for (std::size_t k = 1; k < told.size(); ++k) {
        ASSERT_NE(told[k].kind, told[k - 1].kind);
        auto const hours = static_cast<double>((told[k].time - told[k - 1].time).count()) / 3600.0;
        bool const was_down = told[k].kind == Message::Kind::repair;
        (was_down ? down_h : up_h) += hours;
        (was_down ? downs : ups) += 1;
    }
    ASSERT_GT(downs, 10'000);
    EXPECT_NEAR(up_h / ups, 90.0, 3.0 * 90.0 / std::sqrt(ups));
    EXPECT_NEAR(down_h / downs, 10.0, 3.0 * 10.0 / std::sqrt(downs));
}

TEST(UnitLife, is_out_at_the_start_with_its_long_run_share) {
    constexpr int units = 4000;
    int out = 0;
    for (std::uint32_t unit = 0; unit < units; ++unit) {
        auto const told = live({700.0, 300.0}, start, unit);
        out += static_cast<int>(told.size());  // at most one, `fail` at the start
    }
    EXPECT_NEAR(out / double{units}, 0.3, 3.0 * std::sqrt(0.3 * 0.7 / units));
}

TEST(UnitLife, begins_and_ends_with_the_unit) {
    Lifetime const lifetime{start + 24h * 100, start + 24h * 200};
    for (std::uint32_t unit = 0; unit < 50; ++unit) {
        auto const told = live({30.0, 30.0}, start + 24h * 400, unit, lifetime);
        ASSERT_FALSE(told.empty());
        EXPECT_GE(told.front().time, lifetime.from);
        EXPECT_LT(told.back().time, lifetime.until);
    }
}

TEST(UnitLife, a_missing_mean_time_follows_from_the_forced_outage_rate) {
    GeneratorColumns units;
    units.id = {"both", "repair", "failure", "rate alone", "never"};
    units.forced_outage_rate = {0.5, 0.1, 0.1, 0.1, 0.0};
    units.mttf_h = {960.0, 0.0, 450.0, 0.0, 0.0};
    units.mttr_h = {40.0, 50.0, 0.0, 0.0, 24.0};
    EXPECT_EQ(outage_times(units, 0).forced_outage_rate(), 0.04);  // the times count
    EXPECT_DOUBLE_EQ(outage_times(units, 1).mttf_h, 450.0);
    EXPECT_DOUBLE_EQ(outage_times(units, 2).mttr_h, 50.0);
    EXPECT_FALSE(outage_times(units, 3).fails());
    EXPECT_FALSE(outage_times(units, 4).fails());
}

TEST(UnitLife, a_branch_fails_so_often_a_year) {
    BranchColumns branches;
    branches.outages_per_year = {0.5, 0.0};
    branches.outage_hours = {10.0, 10.0};
    EXPECT_DOUBLE_EQ(outage_times(branches, 0).mttf_h, 17'520.0);
    EXPECT_DOUBLE_EQ(outage_times(branches, 0).mttr_h, 10.0);
    EXPECT_FALSE(outage_times(branches, 1).fails());
}

}  // namespace
}  // namespace gridrush
