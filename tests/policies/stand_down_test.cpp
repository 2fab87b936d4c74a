#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "tests/policies/made_policies.hpp"

namespace gridrush {
namespace {

using testing::curtailment;
using testing::Given;

/// A mine that breaks even at 104 USD/MWh and a campus that bids 5000.
struct Loads {
    std::vector<SiteId> site{SiteId{0}, SiteId{1}};
    std::vector<double> wanted{200.0, 100.0}, break_even{104.0, 5000.0}, price{0.0, 0.0};

    [[nodiscard]] std::vector<double> off(CurtailmentPolicy& policy, TimePoint now,
                                          std::span<double const> forecast = {},
                                          double month_peak = 0.0) const {
        Rng rng{1, Purpose::policy, 0};
        return policy.stand_down({.now = now,
                                  .interval_h = 1.0,
                                  .site = site,
                                  .wanted_mw = wanted,
                                  .break_even_usd_per_mwh = break_even,
                                  .lmp_usd_per_mwh = price,
                                  .forecast_mw = forecast,
                                  .month_peak_mw = month_peak},
                                 rng);
    }
    [[nodiscard]] std::vector<double> at_price(double usd_per_mwh, Given const& given = {}) {
        price.assign(2, usd_per_mwh);
        return off(*curtailment("price_responsive", given), make_time(2023, 8, 1));
    }
};

TEST(PriceResponsive, stands_down_where_the_price_exceeds_what_a_load_earns_by_the_margin) {
    Loads loads;
    EXPECT_EQ(loads.at_price(114.0), (std::vector{0.0, 0.0}));
    EXPECT_EQ(loads.at_price(114.1), (std::vector{200.0, 0.0}));
    EXPECT_EQ(loads.at_price(104.1, {{"margin_usd_per_mwh", 0.0}}), (std::vector{200.0, 0.0}));
    EXPECT_EQ(loads.at_price(9000.0, {{"share", 0.5}}), (std::vector{100.0, 50.0}));
}

TEST(PriceResponsive, goes_on_while_there_is_no_price) {
    Loads loads;
    EXPECT_EQ(loads.at_price(std::numeric_limits<double>::quiet_NaN()), (std::vector{0.0, 0.0}));
}

TEST(StandDown, is_asked_only_of_policies_that_do) {
    EXPECT_TRUE(curtailment("price_responsive")->stands_down());
    EXPECT_TRUE(curtailment("four_cp_chaser")->stands_down());
    EXPECT_FALSE(curtailment("pro_rata")->stands_down());
}

TEST(FourCpChaser, chases_only_in_summer_near_the_peak_and_where_it_pays) {
    Loads const loads;
    auto const policy = curtailment("four_cp_chaser");
    auto const july = make_time(2023, 7, 10, 21);
    std::array const peak{80.0, 70.0, 60.0};
    EXPECT_EQ(loads.off(*policy, july, peak, 78.0), (std::vector{200.0, 0.0}));
    EXPECT_EQ(loads.off(*policy, make_time(2023, 10, 10, 21), peak, 78.0), (std::vector{0.0, 0.0}));
    // 80 is 3 % below 82.5, the highest so far, and more than 3 % below 83.
    EXPECT_EQ(loads.off(*policy, july, peak, 82.4)[0], 200.0);
    EXPECT_EQ(loads.off(*policy, july, peak, 83.0)[0], 0.0);
    // Three hours of the day ahead are higher, then two.
    EXPECT_EQ(loads.off(*policy, july, std::array{80.0, 81.0, 81.5, 81.0}, 0.0)[0], 0.0);
    EXPECT_EQ(loads.off(*policy, july, std::array{80.0, 81.0, 81.5, 80.0}, 0.0)[0], 200.0);
    EXPECT_EQ(loads.off(*policy, july)[0], 0.0);
}

/// A year of system load by the hour, and what was forecast of each hour the day before: right to
/// about 1 %, but for one Sunday in August whose heat nobody saw coming.
struct Year {
    Year() {
        Rng rng{5, Purpose::test, 4};
        for (std::size_t day = 0; day < 365; ++day) {
            double const season =
                std::cos(2.0 * std::numbers::pi * (static_cast<double>(day) - 205.0) / 365.0);
            double const weather = 1500.0 * rng.normal();
            double const miss = 1.0 + 0.01 * rng.normal();
            bool const unseen = day == unseen_day;
            for (std::size_t hour = 0; hour < 24; ++hour) {
                double const daily =
                    std::cos(2.0 * std::numbers::pi * (static_cast<double>(hour) - 17.0) / 24.0);
                double const usual =
                    55000.0 + 10000.0 * season + 8000.0 * daily + (unseen ? 0.0 : weather);
                load.push_back(unseen ? usual + 8000.0 : usual);
                forecast.push_back(usual * (unseen ? 1.0 : miss));
            }
        }
    }
    /// 13 August 2023, a Sunday.
    static constexpr std::size_t unseen_day = 224;
    std::vector<double> load, forecast;
};

TEST(FourCpChaser, avoids_the_peaks_that_were_forecast_and_is_caught_by_the_one_that_was_not) {
    Year const year;
    Loads const loads;
    auto const policy = curtailment("four_cp_chaser");
    std::array<double, 13> peak{}, drawn_at_peak{}, off_h{};
    for (std::size_t hour = 0; hour + 24 <= year.load.size(); ++hour) {
        auto const now = make_time(2023, 1, 1) + std::chrono::hours{hour};
        auto const month = calendar_hour(now).month;
        auto const off =
            loads.off(*policy, now, std::span{year.forecast}.subspan(hour, 24), peak[month]);
        off_h[month] += off[0] > 0.0 ? 1.0 : 0.0;
        EXPECT_EQ(off[1], 0.0);
        if (year.load[hour] > peak[month]) {
            peak[month] = year.load[hour];
            drawn_at_peak[month] = loads.wanted[0] - off[0];
        }
    }
    EXPECT_EQ(drawn_at_peak[6], 0.0);
    EXPECT_EQ(drawn_at_peak[7], 0.0);
    EXPECT_EQ(drawn_at_peak[8], 200.0);
    EXPECT_EQ(drawn_at_peak[9], 0.0);
    for (std::size_t month = 1; month <= 12; ++month) {
        bool const summer = month >= 6 && month <= 9;
        EXPECT_EQ(off_h[month] > 0.0, summer) << month;
        EXPECT_LT(off_h[month], 0.15 * 730.0) << month;
    }
}

}  // namespace
}  // namespace gridrush
