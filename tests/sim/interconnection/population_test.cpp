#include "sim/interconnection/population.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "sim/interconnection/site_appeal.hpp"
#include "tests/sim/operations/small_grid.hpp"

namespace gridrush {
namespace {

/// Bus 0 cheap, windy and congested towards bus 1 with the load; substation "sN" at bus N with two
/// banks of 100, 200 and 300 MVA each.
Grid three_substations() {
    testing::SmallGrid small{3};
    small.line(0, 1, 0.1, 50.0).line(1, 2, 0.1, 500.0).load(1, 300.0).load(2, 100.0);
    small.generator(0, 500.0, 20.0).generator(1, 1'000.0, 80.0).generator(0, 60.0, 0.0);
    small.spec.generators.back().fuel = Fuel::wind;
    for (int row = 0; row < 3; ++row) {
        auto& station = small.spec.substations.emplace_back();
        station.id = "s" + std::to_string(row);
        station.bus = std::to_string(row);
        station.wan_gbps = row == 1 ? 300.0 : 100.0;
        for (int bank = 0; bank < 2; ++bank) {
            auto& transformer = small.spec.banks.emplace_back();
            transformer.id = station.id + "-" + std::to_string(bank);
            transformer.substation = station.id;
            transformer.mva = 100.0 * (row + 1);
        }
    }
    return small.build();
}

ApplicantSpec applicants(std::string id, std::vector<double> per_year) {
    ApplicantSpec spec;
    spec.id = std::move(id);
    spec.per_year = std::move(per_year);
    spec.mw = {Draw::Shape::lognormal, 200.0, 0.8};
    spec.behaviour = "any";
    return spec;
}

Experiment ten_years(std::vector<ApplicantSpec> population) {
    Experiment experiment;
    experiment.start = make_time(2026, 1, 1);
    experiment.end = make_time(2036, 1, 1);
    experiment.population = std::move(population);
    return experiment;
}

std::vector<RequestSpec> of_class(std::vector<RequestSpec> const& requests, std::string const& id) {
    std::vector<RequestSpec> found;
    for (RequestSpec const& request : requests) {
        if (request.id.starts_with(id + "_")) {
            found.push_back(request);
        }
    }
    return found;
}

void expect_same(RequestSpec const& a, RequestSpec const& b) {
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.applied_on, b.applied_on);
    EXPECT_EQ(a.mw, b.mw);
    EXPECT_EQ(a.substation, b.substation);
    EXPECT_EQ(a.willing_usd_per_mw, b.willing_usd_per_mw);
    EXPECT_EQ(a.financing_months, b.financing_months);
}

TEST(Population, arrivals_of_each_year_are_poisson_with_its_mean) {
    Grid const grid = three_substations();
    Experiment experiment = ten_years({applicants("a", {10.0, 0.0, 40.0, 20.0})});
    constexpr int runs = 400;
    std::map<int, double> sum;
    std::map<int, double> squares;
    for (int run = 0; run < runs; ++run) {
        experiment.replicate = static_cast<std::uint32_t>(run);
        std::map<int, double> count;
        for (RequestSpec const& request : draw_requests(experiment, grid)) {
            EXPECT_GE(request.applied_on, experiment.start);
            EXPECT_LT(request.applied_on, experiment.end);
            count[year_of(request.applied_on)] += 1.0;
        }
        for (int year = 2026; year < 2036; ++year) {
            sum[year] += count[year];
            squares[year] += count[year] * count[year];
        }
    }
    for (int year = 2026; year < 2036; ++year) {
        double const expected = year == 2026   ? 10.0
                                : year == 2027 ? 0.0
                                : year == 2028 ? 40.0
                                               : 20.0;
        double const mean = sum[year] / runs;
        double const variance = squares[year] / runs - mean * mean;
        EXPECT_NEAR(mean, expected, 4.0 * std::sqrt(expected / runs)) << year;
        // Of a Poisson count mean and variance are equal; the latter's own error is about
        // variance * sqrt(2 / runs).
        EXPECT_NEAR(variance, expected, 4.0 * expected * std::sqrt(2.2 / runs)) << year;
    }
}

TEST(Population, a_longer_run_a_later_rate_and_another_class_move_nobody) {
    Grid const grid = three_substations();
    Experiment experiment = ten_years({applicants("a", {12.0})});
    auto const before = draw_requests(experiment, grid);
    ASSERT_GT(before.size(), 60U);

    Experiment longer = experiment;
    longer.end = make_time(2046, 1, 1);
    longer.population.front().per_year = std::vector<double>(10, 12.0);
    longer.population.front().per_year.push_back(50.0);
    longer.population.insert(longer.population.begin(), applicants("b", {30.0}));
    auto const after = of_class(draw_requests(longer, grid), "a");
    ASSERT_GT(after.size(), before.size());
    for (std::size_t row = 0; row < before.size(); ++row) {
        expect_same(before[row], after[row]);
    }
}

TEST(Population, another_distribution_of_one_attribute_moves_no_other) {
    Grid const grid = three_substations();
    auto spec = applicants("a", {12.0});
    spec.willing_usd_per_mw = {Draw::Shape::lognormal, 1e5, 1.0};
    spec.financing_months = {Draw::Shape::triangular, 1.0, 6.0, 24.0};
    Experiment experiment = ten_years({spec});
    auto const before = draw_requests(experiment, grid);
    experiment.population.front().mw = {Draw::Shape::constant, 70.0};
    experiment.population.front().security_limit_usd_per_mw = {Draw::Shape::uniform, 0.0, 1e5, 0.0,
                                                               0.2};
    auto after = draw_requests(experiment, grid);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t row = 0; row < before.size(); ++row) {
        EXPECT_EQ(after[row].mw, 70.0);
        after[row].mw = before[row].mw;
        expect_same(before[row], after[row]);
    }
}

TEST(Population, policies_move_nothing_seed_and_replicate_everything) {
    Grid const grid = three_substations();
    Experiment experiment = ten_years({applicants("a", {12.0})});
    auto const before = draw_requests(experiment, grid);
    experiment.policies = default_policies();
    experiment.study.engineers = 1;
    auto const same = draw_requests(experiment, grid);
    ASSERT_EQ(before.size(), same.size());
    for (std::size_t row = 0; row < before.size(); ++row) {
        expect_same(before[row], same[row]);
    }
    for (auto const& [seed, replicate] : {std::pair{2U, 0U}, std::pair{1U, 1U}}) {
        experiment.seed = seed;
        experiment.replicate = replicate;
        auto const others = draw_requests(experiment, grid);
        ASSERT_FALSE(others.empty());
        EXPECT_NE(others.front().mw, before.front().mw);
        EXPECT_NE(others.front().applied_on, before.front().applied_on);
    }
}

TEST(Population, a_project_files_at_different_substations_as_often_as_it_says) {
    Grid const grid = three_substations();
    auto spec = applicants("a", {200.0});
    spec.duplicate_probability = 0.4;
    spec.most_duplicates = 2;
    auto const requests = draw_requests(ten_years({spec}), grid);
    std::map<std::string, std::vector<RequestSpec>> projects;
    std::set<std::string> ids;
    int alone = 0;
    for (RequestSpec const& request : requests) {
        EXPECT_TRUE(ids.insert(request.id).second);
        if (request.project.empty()) {
            ++alone;
        } else {
            projects[request.project].push_back(request);
        }
    }
    std::map<std::size_t, int> sizes;
    for (auto const& [project, filings] : projects) {
        std::set<std::string> places;
        for (RequestSpec const& filing : filings) {
            places.insert(filing.substation);
            EXPECT_EQ(filing.mw, filings.front().mw);
            EXPECT_EQ(filing.applied_on, filings.front().applied_on);
        }
        EXPECT_EQ(filings.front().id, project);
        EXPECT_EQ(places.size(), filings.size());
        sizes[filings.size()] += 1;
    }
    double const count = alone + static_cast<double>(projects.size());
    EXPECT_NEAR(static_cast<double>(projects.size()) / count, 0.4, 4.0 * std::sqrt(0.24 / count));
    EXPECT_EQ(sizes.size(), 2U);
    auto const many = static_cast<double>(projects.size());
    EXPECT_NEAR(sizes[2] / many, 0.5, 4.0 * std::sqrt(0.25 / many));
}

TEST(Population, sizes_stay_within_their_limits) {
    auto spec = applicants("a", {200.0});
    spec.least_mw = 75.0;
    spec.most_mw = 600.0;
    auto const requests = draw_requests(ten_years({spec}), three_substations());
    auto const [least, most] = std::ranges::minmax(requests, {}, &RequestSpec::mw);
    EXPECT_EQ(least.mw, 75.0);
    EXPECT_EQ(most.mw, 600.0);
}

TEST(SiteAppeal, headroom_is_firm_capacity_less_sites) {
    Grid const grid = three_substations();
    Experiment experiment = ten_years({});
    experiment.power_factor = 1.0;
    SiteSpec site;
    site.substation = "s2";
    site.mw = 250.0;
    experiment.sites.push_back(site);
    auto const headroom = find_site_appeal(experiment, grid).headroom;  // 100, 200, 50 MW
    EXPECT_DOUBLE_EQ(headroom[0], 100.0 / 350.0);
    EXPECT_DOUBLE_EQ(headroom[1], 200.0 / 350.0);
    EXPECT_DOUBLE_EQ(headroom[2], 50.0 / 350.0);
}

TEST(SiteAppeal, wind_counts_at_its_bus_and_half_one_branch_away) {
    auto const resource = find_site_appeal(ten_years({}), three_substations()).resource;
    EXPECT_DOUBLE_EQ(resource[0], 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(resource[1], 1.0 / 3.0);
    EXPECT_EQ(resource[2], 0.0);
}

TEST(SiteAppeal, bandwidth_counts_in_proportion) {
    auto const fibre = find_site_appeal(ten_years({}), three_substations()).fibre;
    EXPECT_DOUBLE_EQ(fibre[0], 0.2);
    EXPECT_DOUBLE_EQ(fibre[1], 0.6);
}

// Behind the full line energy is worth 20 USD/MWh at bus 0 and 80 at the others.
TEST(SiteAppeal, the_cheap_side_of_a_congested_line_draws_all_who_go_by_price) {
    Grid const grid = three_substations();
    auto spec = applicants("a", {20.0});
    spec.by_price = 1.0;
    auto const price = find_site_appeal(ten_years({spec}), grid).price;
    EXPECT_NEAR(price[0], 1.0, 1e-9);
    EXPECT_NEAR(price[1], 0.0, 1e-9);
    EXPECT_NEAR(price[2], 0.0, 1e-9);
    for (RequestSpec const& request : draw_requests(ten_years({spec}), grid)) {
        EXPECT_EQ(request.substation, "s0");
    }
}

TEST(SiteAppeal, requests_follow_the_weights_among_the_substations_that_are_named) {
    Grid const grid = three_substations();
    auto spec = applicants("a", {400.0});
    spec.by_fibre = 1.0;
    spec.substations = {"s0", "s1"};
    auto const requests = draw_requests(ten_years({spec}), grid);
    std::map<std::string, double> at;
    for (RequestSpec const& request : requests) {
        at[request.substation] += 1.0;
    }
    auto const count = static_cast<double>(requests.size());
    EXPECT_EQ(at["s2"], 0.0);
    EXPECT_NEAR(at["s1"] / count, 0.75, 4.0 * std::sqrt(0.75 * 0.25 / count));
}

TEST(SiteAppeal, where_there_is_no_dispatch_prices_are_an_error_at_the_applicant) {
    GridSpec spec = three_substations().spec();
    spec.generators[1].min_mw = -2'000.0;  // must take more than there is
    spec.generators[1].max_mw = -1'500.0;
    Grid const grid{spec};
    auto applicant = applicants("a", {20.0});
    applicant.at = {"file.yaml", 3, 4};
    EXPECT_NO_THROW((void)draw_requests(ten_years({applicant}), grid));
    applicant.by_price = 1.0;
    try {
        (void)draw_requests(ten_years({applicant}), grid);
        FAIL() << "no error";
    } catch (InputError const& error) {
        ASSERT_EQ(error.issues().size(), 1U);
        EXPECT_EQ(error.issues().front().path, "population.a.by_price");
        EXPECT_EQ(error.issues().front().at.line, 3);
    }
}

TEST(Population, some_convert_a_site_whose_holder_wants_no_more_than_they_would_pay) {
    Grid const grid = three_substations();
    auto buyers = applicants("a", {20.0});
    buyers.willing_usd_per_mw = {Draw::Shape::uniform, 1e6, 3e6};
    buyers.duplicate_probability = 0.5;
    auto const draw = [&](double probability) {
        auto experiment = ten_years({buyers});
        experiment.population[0].conversion_probability = probability;
        for (int row = 0; row < 3; ++row) {
            auto& site = experiment.sites.emplace_back();
            site.id = "site" + std::to_string(row);
            site.load_class = row < 2 ? LoadClass::mine : LoadClass::ai_campus;
            site.substation = "s" + std::to_string(row);
            site.mw = 60.0 + row;
            site.transfer_usd_per_mw = row == 0 ? 2e6 : 1e9;
        }
        return draw_requests(experiment, grid);
    };
    auto const plain = draw(0.0);
    auto const some = draw(0.4);
    std::map<std::string, RequestSpec> before;
    for (auto const& request : plain) {
        EXPECT_TRUE(request.converts.empty());
        before[request.id] = request;
    }
    int conversions = 0, able = 0;
    for (auto const& request : some) {
        able += request.id.size() == 6 && request.willing_usd_per_mw >= 2e6 ? 1 : 0;
        if (request.converts.empty()) {
            expect_same(request, before.at(request.id));
            continue;
        }
        ++conversions;
        EXPECT_EQ(request.converts, "site0");  // the other mine is too dear
        EXPECT_EQ(request.mw, 60.0);
        EXPECT_EQ(request.substation, "s0");
        EXPECT_TRUE(request.successor);
        EXPECT_TRUE(request.project.empty());
        EXPECT_GE(request.willing_usd_per_mw, 2e6);
        EXPECT_EQ(request.applied_on, before.at(request.id).applied_on);
    }
    EXPECT_GT(able, 50);
    EXPECT_NEAR(static_cast<double>(conversions) / able, 0.4, 0.15);
}

}  // namespace
}  // namespace gridrush
