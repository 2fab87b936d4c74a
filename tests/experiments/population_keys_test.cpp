#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "experiments/experiment_file.hpp"
#include "experiments/forecast_file.hpp"
#include "tests/temporary_folder.hpp"
#include "source_folder.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

constexpr double inf = std::numeric_limits<double>::infinity();

std::string head() {
    fs::path const grid =
        fs::path{GRIDRUSH_SOURCE_DIR} / "tests" / "experiments" / "files" / "grid" / "grid.yaml";
    return "grid: " + grid.string() +
           "\nhorizon: {start: 2026-01-01, years: 5}\n"
           "profiles: {flat: {shape: flat}}\n";
}

std::string const every_key = R"(
population:
  campus:
    applicant: ai_inference
    per_year: [20, 30.5, 0]
    mw: {lognormal: [200, 0.8]}
    least_mw: 20
    most_mw: 900
    substations: [beta]
    by_headroom: 1
    by_price: 0.5
    by_resource: 2
    by_fibre: 3
    duplicate_probability: 0.25
    most_duplicates: 3
    conversion_probability: 0.75
    behaviour: flat
    interruptible_share: 0.1
    interruption_usd_per_mwh: {uniform: [100, 900]}
    build_months: {triangular: [6, 18, 36]}
    ramp_months: 30
    first_fraction: 0.1
    metered_share: {uniform: [0.4, 0.9]}
    own_generation_share: 0.5
    patience_months: {uniform: [12, 60]}
    site_control_months: {value: 3, never: 0.25}
    permit_months: {uniform: [1, 2]}
    financing_months: {lognormal: [6, 0.5], never: 0.5}
    security_limit_usd_per_mw: inf
    willing_usd_per_mw: .inf
    delay_usd_per_mw_month: 1000
    least_share: 0.5
    least_firm_share: 0.2
    bid_usd_per_mw: 7
    withdrawal_per_year: 0.1
)";

void expect_draw(Draw const& draw, Draw::Shape shape, std::array<double, 3> numbers,
                 double never = 0.0) {
    EXPECT_EQ(draw.shape, shape);
    EXPECT_EQ((std::array{draw.a, draw.b, draw.c}), numbers);
    EXPECT_EQ(draw.never, never);
}

TEST(PopulationKeys, every_key_arrives) {
    TemporaryFolder const folder;
    auto const loaded = read_experiment(folder.write("e.yaml", head() + every_key));
    ASSERT_EQ(loaded.experiment.population.size(), 1U);
    ApplicantSpec const& spec = loaded.experiment.population.front();
    EXPECT_EQ(spec.id, "campus");
    EXPECT_EQ(spec.applicant, ApplicantClass::ai_inference);
    EXPECT_EQ(spec.per_year, (std::vector{20.0, 30.5, 0.0}));
    using enum Draw::Shape;
    expect_draw(spec.mw, lognormal, {200.0, 0.8, 0.0});
    EXPECT_EQ(spec.least_mw, 20.0);
    EXPECT_EQ(spec.most_mw, 900.0);
    EXPECT_EQ(spec.substations, std::vector<std::string>{"beta"});
    EXPECT_EQ(spec.by_headroom, 1.0);
    EXPECT_EQ(spec.by_price, 0.5);
    EXPECT_EQ(spec.by_resource, 2.0);
    EXPECT_EQ(spec.by_fibre, 3.0);
    EXPECT_EQ(spec.duplicate_probability, 0.25);
    EXPECT_EQ(spec.most_duplicates, 3);
    EXPECT_EQ(spec.conversion_probability, 0.75);
    EXPECT_EQ(spec.behaviour, "flat");
    EXPECT_EQ(spec.interruptible_share, 0.1);
    expect_draw(spec.interruption_usd_per_mwh, uniform, {100.0, 900.0, 0.0});
    expect_draw(spec.build_months, triangular, {6.0, 18.0, 36.0});
    expect_draw(spec.ramp_months, constant, {30.0, 0.0, 0.0});
    EXPECT_EQ(spec.first_fraction, 0.1);
    expect_draw(spec.metered_share, uniform, {0.4, 0.9, 0.0});
    expect_draw(spec.own_generation_share, constant, {0.5, 0.0, 0.0});
    expect_draw(spec.patience_months, uniform, {12.0, 60.0, 0.0});
    expect_draw(spec.site_control_months, constant, {3.0, 0.0, 0.0}, 0.25);
    expect_draw(spec.permit_months, uniform, {1.0, 2.0, 0.0});
    expect_draw(spec.financing_months, lognormal, {6.0, 0.5, 0.0}, 0.5);
    EXPECT_EQ(spec.security_limit_usd_per_mw.never, 1.0);
    EXPECT_EQ(spec.willing_usd_per_mw.never, 1.0);
    expect_draw(spec.delay_usd_per_mw_month, constant, {1000.0, 0.0, 0.0});
    expect_draw(spec.least_share, constant, {0.5, 0.0, 0.0});
    expect_draw(spec.least_firm_share, constant, {0.2, 0.0, 0.0});
    expect_draw(spec.bid_usd_per_mw, constant, {7.0, 0.0, 0.0});
    expect_draw(spec.withdrawal_per_year, constant, {0.1, 0.0, 0.0});
}

TEST(PopulationKeys, its_requests_are_drawn_and_stand_behind_those_of_the_file) {
    TemporaryFolder const folder;
    std::string const request =
        "requests: [{id: mine, class: industry, substation: alpha, mw: 9, behaviour: flat, "
        "applied_on: 2026-02-01}]\n";
    auto const loaded = read_experiment(folder.write("e.yaml", head() + request + every_key));
    auto const& requests = loaded.experiment.requests;
    ASSERT_EQ(loaded.drawn_from, 1U);
    ASSERT_GT(requests.size(), 30U);  // 50 expected
    EXPECT_EQ(requests[0].id, "mine");
    EXPECT_EQ(requests[1].id, "campus_0001");
    EXPECT_EQ(requests[1].load_class, LoadClass::ai_campus);
    EXPECT_EQ(requests[1].applicant_class(), ApplicantClass::ai_inference);
    EXPECT_EQ(requests[1].substation, "beta");
    EXPECT_EQ(requests[1].own_generation_mw, 0.5 * requests[1].mw);
    EXPECT_TRUE(std::isinf(requests[1].willing_usd_per_mw));
    EXPECT_EQ(loaded.resolved.find("campus_0001"), std::string::npos);
}

TEST(PopulationKeys, the_resolved_configuration_reads_back_as_the_same) {
    TemporaryFolder const folder;
    auto const loaded = read_experiment(folder.write("e.yaml", head() + every_key));
    auto const again = read_experiment(folder.write("again.yaml", loaded.resolved));
    EXPECT_EQ(loaded.resolved, again.resolved);
    EXPECT_EQ(loaded.id, again.id);
    ASSERT_EQ(loaded.experiment.requests.size(), again.experiment.requests.size());
    for (std::size_t row = 0; row < loaded.experiment.requests.size(); ++row) {
        EXPECT_EQ(loaded.experiment.requests[row].mw, again.experiment.requests[row].mw);
    }
}

TEST(PopulationKeys, a_drawn_id_that_is_taken_is_a_mistake_of_the_class) {
    TemporaryFolder const folder;
    std::string const request =
        "requests: [{id: campus_0003, class: industry, substation: alpha, mw: 9, behaviour: flat, "
        "applied_on: 2026-02-01}]\n";
    auto const path = folder.write("e.yaml", head() + request + every_key);
    try {
        (void)read_experiment(path);
        FAIL() << "no error";
    } catch (InputError const& error) {
        ASSERT_EQ(error.issues().size(), 1U);
        EXPECT_EQ(error.issues()[0].at.line, 7);
        EXPECT_NE(error.issues()[0].text().find("campus_0003"), std::string::npos);
    }
}

TEST(RequestKeys, a_real_queue_comes_as_a_csv_file) {
    TemporaryFolder const folder;
    folder.write(
        "queue.csv",
        "id,class,applicant,substation,mw,behaviour,applied_on,project,converts,"
        "own_generation_mw,site_control_months,permit_months,financing_months,"
        "security_limit_usd_per_mw,willing_usd_per_mw,delay_usd_per_mw_month,least_share,"
        "least_firm_share,bid_usd_per_mw,metered_share,withdrawal_per_year,successor,"
        "remote_disconnect\n"
        "q1,ai_campus,cloud,alpha,50,flat,2026-02-01,north,old,25,inf,1,2,3e4,.inf,500,0.4,"
        "0.3,9,0.7,0.2,true,false\n"
        "q2,ai_campus,,beta,50,flat,2026-02-01,north,,,,,,,,,,,,,,,\n");
    auto const loaded = read_experiment(folder.write(
        "e.yaml", head() +
                      "sites: [{id: old, class: industry, substation: alpha, mw: 60, behaviour: "
                      "flat, transfer_usd_per_mw: 1500}]\nrequests: {csv: queue.csv}\n"));
    auto const& requests = loaded.experiment.requests;
    ASSERT_EQ(requests.size(), 2U);
    RequestSpec const& first = requests[0];
    EXPECT_EQ(first.applicant, ApplicantClass::cloud);
    EXPECT_EQ(first.project, "north");
    EXPECT_EQ(first.converts, "old");
    EXPECT_EQ(first.own_generation_mw, 25.0);
    EXPECT_EQ(first.site_control_months, inf);
    EXPECT_EQ(first.permit_months, 1.0);
    EXPECT_EQ(first.financing_months, 2.0);
    EXPECT_EQ(first.security_limit_usd_per_mw, 3e4);
    EXPECT_EQ(first.willing_usd_per_mw, inf);
    EXPECT_EQ(first.delay_usd_per_mw_month, 500.0);
    EXPECT_EQ(first.least_share, 0.4);
    EXPECT_EQ(first.least_firm_share, 0.3);
    EXPECT_EQ(first.bid_usd_per_mw, 9.0);
    EXPECT_EQ(first.metered_share, 0.7);
    EXPECT_EQ(first.withdrawal_per_year, 0.2);
    EXPECT_TRUE(first.successor);
    EXPECT_FALSE(first.remote_disconnect);
    EXPECT_EQ(loaded.experiment.sites[0].transfer_usd_per_mw, 1500.0);
    EXPECT_FALSE(requests[1].successor);
    EXPECT_TRUE(requests[1].remote_disconnect);
    EXPECT_FALSE(requests[1].applicant);
    EXPECT_EQ(requests[1].applicant_class(), ApplicantClass::ai_training);
    EXPECT_EQ(requests[1].security_limit_usd_per_mw, inf);
}

TEST(ForecastFile, rows_arrive_and_every_mistake_has_its_place) {
    TemporaryFolder const folder;
    Issues issues;
    auto const requests =
        read_forecast_file(folder.write("good.csv",
                                        "id,mw,in_service,commitment,probability,ramp_months\n"
                                        "a,100,2029-06-01,firm,,\nb,50,2030-01-01,,0.25,60\n"),
                           issues);
    ASSERT_TRUE(issues.empty());
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_TRUE(requests[0].firm);
    EXPECT_FALSE(requests[0].probability);
    EXPECT_FALSE(requests[1].firm);
    EXPECT_EQ(requests[1].probability, 0.25);
    EXPECT_EQ(requests[1].ramp_months, 60.0);

    (void)read_forecast_file(folder.write("bad.csv",
                                          "id,mw,in_service,commitment,probability\n"
                                          "a,-1,2029-06-01,sure,\na,50,soon,,1.5\n"),
                             issues);
    ASSERT_EQ(issues.size(), 5U);
    for (Issue const& issue : issues) {
        EXPECT_NE(issue.at.file.find("bad.csv"), std::string::npos);
        EXPECT_GE(issue.at.line, 2);
    }
    issues.clear();
    (void)read_forecast_file(folder.write("empty.csv", "id,mw,in_service\n"), issues);
    EXPECT_EQ(issues.size(), 1U);
}

}  // namespace
}  // namespace gridrush
