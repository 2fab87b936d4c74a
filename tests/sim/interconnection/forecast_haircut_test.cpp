#include "sim/interconnection/forecast_haircut.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

TimePoint const as_of = make_time(2026, 8, 1);

ForecastRequest request(std::string id, double mw, int year, bool firm) {
    ForecastRequest request;
    request.id = std::move(id);
    request.mw = mw;
    request.in_service = make_time(year, 1, 1);
    request.firm = firm;
    return request;
}

// PJM's example: 2,600 MW requested, 1,800 MW after probability (0.69), 1,260 MW after utilisation
// (0.70). F firm and N others at 0.5 with F + N = 2,600 and F + N / 2 = 1,800: F = 1,000, N =
// 1,600.
TEST(ForecastHaircut, the_worked_example_of_pjm_comes_out_exactly) {
    std::vector const requests{request("firm", 1'000.0, 2029, true),
                               request("others", 1'600.0, 2030, false)};
    ForecastTotal const total = forecast_total(requests, {}, as_of);
    EXPECT_EQ(total.requested_mw, 2'600.0);
    EXPECT_EQ(total.discounted_mw, 1'800.0);
    EXPECT_EQ(total.expected_mw, 1'260.0);
    EXPECT_NEAR(total.discounted_mw / total.requested_mw, 0.69, 0.005);
    EXPECT_NEAR(total.expected_mw / total.requested_mw, 0.485, 0.0005);
}

TEST(ForecastHaircut, every_split_but_that_one_gives_another_number) {
    for (double const firm_mw : {900.0, 1'100.0}) {
        std::vector const requests{request("firm", firm_mw, 2029, true),
                                   request("others", 2'600.0 - firm_mw, 2030, false)};
        EXPECT_GT(std::abs(forecast_total(requests, {}, as_of).expected_mw - 1'260.0), 30.0);
    }
}

TEST(ForecastHaircut, others_count_only_three_to_eight_years_ahead) {
    for (int year = 2026; year <= 2036; ++year) {
        bool const counts = year >= 2029 && year <= 2034;
        EXPECT_EQ(forecast_probability(request("other", 1.0, year, false), {}, as_of),
                  counts ? 0.5 : 0.0)
            << year;
        EXPECT_EQ(forecast_probability(request("firm", 1.0, year, true), {}, as_of), 1.0) << year;
    }
    ForecastRequest own = request("own", 1.0, 2027, false);
    own.probability = 0.2;
    EXPECT_EQ(forecast_probability(own, {}, as_of), 0.2);
}

TEST(ForecastHaircut, megawatts_ramp_over_36_months_at_least) {
    std::vector requests{request("firm", 300.0, 2029, true)};
    auto const years = forecast_by_year(requests, {}, as_of, 7);
    ASSERT_EQ(years.size(), 7U);
    EXPECT_EQ(years.front().year, 2026);
    std::vector<double> const requested{0, 0, 0, 300, 300, 300, 300};
    std::vector<double> const ramped{0, 0, 0, 100, 200, 300, 300};
    for (std::size_t k = 0; k < years.size(); ++k) {
        EXPECT_EQ(years[k].requested_mw, requested[k]);
        EXPECT_NEAR(years[k].discounted_mw, ramped[k], 0.3);  // of calendar years
        EXPECT_DOUBLE_EQ(years[k].expected_mw, 0.7 * years[k].discounted_mw);
    }
    requests.front().ramp_months = 60.0;
    EXPECT_NEAR(forecast_by_year(requests, {}, as_of, 7).back().discounted_mw, 240.0, 0.3);
}

}  // namespace
}  // namespace gridrush
