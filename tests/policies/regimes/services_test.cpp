#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/policies/regimes/made_up_queue.hpp"

namespace gridrush::testing {
namespace {

using Mw = std::vector<double>;
using enum RulingKind;

/// What a service rules on one request of 100 MW with this finding of now.
struct Case {
    Mw firm, connectable;
    TimePoint full_at = TimePoint::max();
    double own_mw = 0.0;
    double mw = 100.0;
    TimePoint now = make_time(2026, 1, 1);
    double years_since_study = 0.0;

    [[nodiscard]] Ruling ruled_by(std::string const& service, Values const& values = {}) const {
        MadeUpQueue queue;
        queue.now = now;
        queue.add(make_time(2025, 1, 1), mw);
        queue.own_mw[0] = own_mw;
        queue.find(0, firm, connectable, full_at);
        queue.now += std::chrono::days{static_cast<int>(years_since_study * 365.2425)};
        Values const never{{"restudy_months", 0.0}};
        auto const policy = regime("individual", never, service, values);
        auto const rulings = queue.decide(*policy);
        return rulings.size() == 1 ? rulings[0] : Ruling{};
    }
};

TEST(FirmService, grants_all_or_waits) {
    auto const all = Case{{100.0, 100.0}, {}}.ruled_by("firm");
    EXPECT_EQ(all.kind, grant);
    EXPECT_EQ(all.firm_mw, 100.0);
    EXPECT_EQ(all.reason, RulingReason::fits);
    EXPECT_TRUE(all.firm_by_year_mw.empty());  // at once and for good
    EXPECT_EQ((Case{{99.0, 99.0}, {}}.ruled_by("firm").kind), wait);
    EXPECT_EQ((Case{{99.6}, {}}.ruled_by("firm").firm_mw), 100.0);  // within the tolerance
}

TEST(FirmService, grants_from_when_upgrades_stand_where_that_is_allowed) {
    Case const later{{40.0, 40.0, 100.0}, {}};
    auto const granted = later.ruled_by("firm");
    EXPECT_EQ(granted.firm_by_year_mw, (Mw{0.0, 0.0, 100.0}));
    EXPECT_EQ(granted.reason, RulingReason::after_upgrades);
    EXPECT_EQ(later.ruled_by("firm", {{"after_upgrades", false}}).kind, wait);
}

TEST(FirmByYear, grants_what_was_found_year_by_year) {
    auto const granted = Case{{20.0, 60.0, 150.0}, {}}.ruled_by("firm_by_year");
    EXPECT_EQ(granted.firm_by_year_mw, (Mw{20.0, 60.0, 100.0}));
    EXPECT_EQ(granted.firm_mw, 100.0);
    EXPECT_FALSE(granted.remainder_stays);
    auto const part = Case{{20.0, 60.0}, {}}.ruled_by("firm_by_year");
    EXPECT_EQ(part.firm_mw, 60.0);
    EXPECT_TRUE(part.remainder_stays);
}

TEST(FirmByYear, counts_years_from_the_ruling_and_waits_below_the_least_share) {
    Case late{{20.0, 60.0, 100.0}, {}};
    late.years_since_study = 1.5;
    EXPECT_EQ(late.ruled_by("firm_by_year").firm_by_year_mw, (Mw{60.0, 100.0}));
    EXPECT_EQ((Case{{5.0, 9.0}, {}}.ruled_by("firm_by_year").kind), wait);
    EXPECT_EQ((Case{{0.0}, {}}.ruled_by("firm_by_year", {{"least_share", 0.0}}).kind), wait);
}

TEST(Services, grant_nothing_by_a_study_that_failed) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    Case const failed{{nan, nan}, {nan, nan}, make_time(2028, 1, 1), 50.0};
    for (auto const& name : hook_names(HookKind::service)) {
        EXPECT_EQ(failed.ruled_by(name).kind, wait) << name;
    }
}

TEST(Phased, rises_in_even_steps_within_what_was_found) {
    auto const granted =
        Case{{100.0, 50.0, 100.0}, {}, {}, 0.0, 90.0}.ruled_by("phased", {{"ramp_months", 36.0}});
    EXPECT_EQ(granted.firm_by_year_mw, (Mw{30.0, 50.0, 90.0}));
}

TEST(Provisional, is_non_firm_until_the_upgrades_stand) {
    auto const exit_date = make_time(2028, 6, 1);
    auto const granted =
        Case{{30.0, 30.0, 100.0}, {80.0, 80.0, 100.0}, exit_date}.ruled_by("provisional");
    EXPECT_EQ(granted.firm_by_year_mw, (Mw{30.0, 30.0, 100.0}));
    EXPECT_EQ(granted.non_firm_by_year_mw, (Mw{50.0, 50.0, 0.0}));
    EXPECT_EQ(granted.non_firm.firm_at, exit_date);
}

TEST(Provisional, grants_only_what_is_firm_without_an_exit_date_or_with_one_too_far) {
    Case const without{{30.0}, {80.0}};
    EXPECT_EQ(without.ruled_by("provisional").firm_mw, 30.0);
    EXPECT_EQ(without.ruled_by("provisional").non_firm_mw, 0.0);
    Case const far{{30.0}, {80.0}, make_time(2031, 6, 1)};
    EXPECT_EQ(far.ruled_by("provisional").non_firm_mw, 50.0);
    EXPECT_EQ(far.ruled_by("provisional", {{"longest_years", 5.0}}).non_firm_mw, 0.0);
}

TEST(HoursCap, makes_the_whole_contract_one_that_may_be_cut_in_1314_hours) {
    auto const granted = Case{{60.0}, {90.0}}.ruled_by("hours_cap");
    EXPECT_EQ(granted.firm_mw, 0.0);
    EXPECT_EQ(granted.non_firm_mw, 90.0);
    EXPECT_EQ(granted.non_firm.hours_per_year, 1314.0);
    EXPECT_EQ(granted.non_firm.firm_at, TimePoint::max());
    EXPECT_EQ((Case{{60.0}, {90.0}}.ruled_by("hours_cap", {{"firm_first", true}}).firm_mw), 60.0);
}

TEST(EnergyCap, limits_the_energy_of_what_is_not_firm) {
    auto const granted = Case{{60.0}, {90.0}}.ruled_by("energy_cap");
    EXPECT_EQ(granted.firm_mw, 60.0);
    EXPECT_EQ(granted.non_firm_mw, 30.0);
    EXPECT_EQ(granted.non_firm.energy_share, 0.005);
}

TEST(CurtailableUntil, is_offered_only_where_a_reinforcement_will_come) {
    Case const without{{0.0}, {100.0}};
    EXPECT_EQ(without.ruled_by("curtailable_until").kind, wait);
    Case const with{{0.0}, {100.0}, make_time(2029, 1, 1)};
    auto const granted = with.ruled_by("curtailable_until");
    EXPECT_EQ(granted.non_firm_mw, 100.0);
    EXPECT_EQ(granted.non_firm.firm_at, make_time(2029, 1, 1));
    EXPECT_LT(granted.non_firm.hours_per_year, 8760.0);
    EXPECT_GT(granted.non_firm.compensation_usd_per_mwh, 0.0);
}

TEST(ConnectAll, waits_for_its_own_works_alone) {
    EXPECT_EQ((Case{{10.0}, {90.0}}.ruled_by("connect_all").kind), wait);
    auto const granted = Case{{10.5}, {100.0}}.ruled_by("connect_all");
    EXPECT_EQ(granted.firm_mw, 10.0);  // in whole megawatts
    EXPECT_EQ(granted.non_firm_mw, 90.0);
    EXPECT_EQ(granted.reason, RulingReason::capacity_is_non_firm);
    Case fits{{99.4}, {99.4}};
    fits.mw = 99.4;
    EXPECT_EQ(fits.ruled_by("connect_all").firm_mw, 99.4);
    EXPECT_EQ(fits.ruled_by("connect_all").non_firm_mw, 0.0);
    EXPECT_NEAR(years_between(make_time(2026, 1, 1), granted.non_firm.firm_at), 5.0, 0.01);
    Case const dated{{10.0}, {100.0}, make_time(2027, 1, 1)};
    EXPECT_EQ(dated.ruled_by("connect_all").non_firm.firm_at, make_time(2027, 1, 1));
}

TEST(Uncovered, is_firm_as_far_as_own_generation_covers_it_from_2027) {
    Case iras{{100.0}, {100.0}};
    iras.own_mw = 40.0;
    EXPECT_EQ(iras.ruled_by("uncovered").firm_mw, 100.0);  // granted before 2027-06-01
    iras.now = make_time(2027, 6, 1);
    auto const granted = iras.ruled_by("uncovered");
    EXPECT_EQ(granted.firm_mw, 40.0);
    EXPECT_EQ(granted.non_firm_mw, 60.0);
    EXPECT_EQ(granted.non_firm.compensation_usd_per_mwh, 1500.0);
    iras.mw = 49.0;
    EXPECT_EQ(iras.ruled_by("uncovered").firm_mw, 49.0);  // too small for the rule
}

TEST(OwnGeneration, limits_the_load_to_what_it_brings) {
    Case byog{{0.0}, {100.0}};
    EXPECT_EQ(byog.ruled_by("own_generation").kind, wait);
    EXPECT_EQ(byog.ruled_by("own_generation").reason, RulingReason::own_generation);
    byog.own_mw = 70.0;
    EXPECT_EQ(byog.ruled_by("own_generation").firm_mw, 70.0);
    EXPECT_EQ(byog.ruled_by("own_generation", {{"cover_share", 0.5}}).firm_mw, 100.0);
    byog.connectable = {50.0};
    EXPECT_EQ(byog.ruled_by("own_generation").firm_mw, 50.0);
}

TEST(Services, never_grant_more_than_is_asked_in_any_year) {
    Rng rng{7, Purpose::test, 1};
    for (int k = 0; k < 400; ++k) {
        Mw firm, connectable;
        for (int year = 0; year < 1 + k % 6; ++year) {
            firm.push_back(200.0 * rng.uniform());
            connectable.push_back(300.0 * rng.uniform());
        }
        Case const one{firm,
                       connectable,
                       k % 3 == 0 ? TimePoint::max() : make_time(2027 + k % 9, 1, 1),
                       150.0 * rng.uniform(),
                       100.0,
                       k % 2 == 0 ? make_time(2026, 1, 1) : make_time(2028, 1, 1)};
        for (auto const& name : hook_names(HookKind::service)) {
            auto const ruling = one.ruled_by(name);
            auto const& by_year = ruling.firm_by_year_mw;
            for (std::size_t year = 0; year < by_year.size(); ++year) {
                double const non_firm =
                    ruling.non_firm_by_year_mw.empty() ? 0.0 : ruling.non_firm_by_year_mw[year];
                ASSERT_GE(std::min(by_year[year], non_firm), 0.0) << name;
                ASSERT_LE(by_year[year] + non_firm, 100.0 + 1e-9) << name;
            }
            ASSERT_GE(std::min(ruling.firm_mw, ruling.non_firm_mw), 0.0) << name;
            ASSERT_LE(ruling.firm_mw + ruling.non_firm_mw, 100.0 + 1e-9) << name;
        }
    }
}

}  // namespace
}  // namespace gridrush::testing
