#include "sim/interconnection/queue_metrics.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

using Kind = QueueEventKind;

constexpr auto training = static_cast<std::size_t>(ApplicantClass::ai_training);
constexpr auto mine = static_cast<std::size_t>(ApplicantClass::mine);

RequestSpec request(std::string id, LoadClass load_class, std::string project = "") {
    RequestSpec spec;
    spec.id = std::move(id);
    spec.load_class = load_class;
    spec.project = std::move(project);
    return spec;
}

/// Five requests: two campuses of one project, a mine, a works, and a campus in the place of a
/// mine.
class QueueOverYears : public ::testing::Test {
protected:
    QueueOverYears() {
        experiment.requests = {request("a", LoadClass::ai_campus, "twins"),
                               request("b", LoadClass::ai_campus, "twins"),
                               request("c", LoadClass::mine), request("d", LoadClass::industry),
                               request("e", LoadClass::ai_campus)};
        experiment.requests[4].converts = "old mine";
        gates.resize(2);
        gates[1].stage = GateStage::decision;
    }

    void tell(TimePoint time, Kind kind, int row, double mw = 0.0, int detail = -1) {
        metrics().event({time, kind, row, mw, 0.0, detail});
    }
    QueueYearRow close(int year, std::vector<double> metered = {0, 0, 0, 0, 0},
                       std::vector<UpgradeRow> const& upgrades = {}, double backlog = 0.0) {
        metrics().close_year({year, make_time(year + 1, 1, 1), backlog, metered, upgrades});
        return metrics().years().back();
    }
    double total(std::string const& name) {
        auto const all = metrics().summary();
        auto const found = std::ranges::find(all, name, &Metric::name);
        EXPECT_NE(found, all.end()) << name;
        return found->value;
    }
    QueueMetrics& metrics() {
        if (!metrics_) {
            metrics_.emplace(experiment, gates);
        }
        return *metrics_;
    }

    Experiment experiment;
    std::vector<Gate> gates;

private:
    std::optional<QueueMetrics> metrics_;
};

TEST_F(QueueOverYears, counts_power_by_class_and_year) {
    tell(make_time(2026, 2, 1), Kind::filed, 0, 300.0);
    tell(make_time(2026, 3, 1), Kind::filed, 2, 100.0);
    tell(make_time(2026, 4, 1), Kind::signed_, 2, 80.0);
    auto const first = close(2026);
    tell(make_time(2027, 1, 1), Kind::energised, 2, 20.0);
    tell(make_time(2027, 7, 1), Kind::stepped_up, 2, 80.0);
    auto const second = close(2027);
    EXPECT_EQ(first.filed_mw[training], 300.0);
    EXPECT_EQ(first.filed_mw[mine], 100.0);
    EXPECT_EQ(first.signed_mw[mine], 80.0);
    EXPECT_EQ(first.energised_mw[mine], 0.0);
    EXPECT_EQ(first.waiting_mw, 300.0);
    EXPECT_EQ(second.filed_mw[training], 0.0);
    EXPECT_EQ(second.energised_mw[mine], 80.0);
    EXPECT_EQ(total("requests_filed_mw"), 400.0);
    EXPECT_EQ(total("requests_filed_ai_training_mw"), 300.0);
    EXPECT_EQ(total("requests_energised_mine_mw"), 80.0);
}

TEST_F(QueueOverYears, books_withdrawals_by_the_last_gate_passed) {
    auto const day = make_time(2026, 2, 1);
    for (int row = 0; row < 5; ++row) {
        tell(day, Kind::filed, row, 100.0 + row);
    }
    tell(day, Kind::gate_passed, 1, 0.0, 1);
    tell(day, Kind::study_began, 2);
    tell(day, Kind::shrunk, 2, 50.0);
    tell(day, Kind::signed_, 3, 70.0);
    for (int row = 0; row < 4; ++row) {
        tell(day, Kind::left, row, 0.0, static_cast<int>(ExitReason::patience));
    }
    tell(day, Kind::left, 4, 0.0, static_cast<int>(ExitReason::refused));
    auto const year = close(2026);
    EXPECT_EQ(year.withdrawn_mw, (std::array{100.0, 50.0, 101.0, 70.0}));
    EXPECT_EQ(year.waiting_mw, 0.0);
    EXPECT_EQ(total("withdrawn_decision_mw"), 101.0);
    EXPECT_TRUE(std::isnan(year.hhi_granted_mw)) << "nobody holds a contract";
}

TEST_F(QueueOverYears, leaving_after_energisation_is_no_withdrawal) {
    auto const day = make_time(2026, 2, 1);
    tell(day, Kind::filed, 0, 100.0);
    tell(day, Kind::signed_, 0, 100.0);
    tell(day, Kind::energised, 0, 100.0);
    tell(day, Kind::left, 0, 0.0, static_cast<int>(ExitReason::changed_mind));
    EXPECT_EQ(close(2026).withdrawn_mw, (std::array<double, gate_stage_count>{}));
}

TEST_F(QueueOverYears, waits_are_of_those_energised_within_the_year) {
    for (int row = 0; row < 5; ++row) {
        tell(make_time(2025, 1, 1), Kind::filed, row, 100.0);
    }
    tell(make_time(2026, 1, 1), Kind::energised, 0, 10.0);
    tell(make_time(2026, 7, 1), Kind::energised, 1, 10.0);
    tell(make_time(2026, 4, 1), Kind::transferred, 4, 10.0);
    tell(make_time(2026, 4, 1), Kind::energised, 4, 10.0);
    auto const year = close(2026);
    auto const months = [](TimePoint until) {
        return 12.0 * years_between(make_time(2025, 1, 1), until);
    };
    EXPECT_DOUBLE_EQ(year.wait_p50_months, months(make_time(2026, 4, 1)));
    EXPECT_DOUBLE_EQ(year.wait_p90_months,
                     0.2 * months(make_time(2026, 4, 1)) + 0.8 * months(make_time(2026, 7, 1)));
    EXPECT_DOUBLE_EQ(year.conversion_wait_p50_months, months(make_time(2026, 4, 1)));
    EXPECT_DOUBLE_EQ(year.greenfield_wait_p50_months,
                     (months(make_time(2026, 1, 1)) + months(make_time(2026, 7, 1))) / 2.0);
    tell(make_time(2027, 1, 2), Kind::stepped_up, 0, 100.0);
    EXPECT_TRUE(std::isnan(close(2027).wait_p50_months));
    EXPECT_DOUBLE_EQ(total("time_to_power_p50_months"), months(make_time(2026, 4, 1)));
}

TEST_F(QueueOverYears, idle_power_is_contract_in_force_less_the_highest_metered) {
    tell(make_time(2025, 1, 1), Kind::filed, 0, 100.0);
    tell(make_time(2026, 1, 1), Kind::energised, 0, 40.0);
    // 40 MW for 181 of 365 days, then 100 MW; 30 MW metered at most.
    tell(make_time(2026, 7, 1), Kind::stepped_up, 0, 100.0);
    EXPECT_NEAR(close(2026, {30, 0, 0, 0, 0}).idle_contracted_mw_years,
                (181.0 * 10.0 + 184.0 * 70.0) / 365.0, 1e-9);
    EXPECT_NEAR(close(2027, {90, 0, 0, 0, 0}).idle_contracted_mw_years, 10.0, 1e-9);
    tell(make_time(2028, 1, 1), Kind::left, 0, 0.0, static_cast<int>(ExitReason::changed_mind));
    EXPECT_EQ(close(2028, {90, 0, 0, 0, 0}).idle_contracted_mw_years, 0.0);
    EXPECT_EQ(close(2029, {120, 0, 0, 0, 0}).idle_contracted_mw_years, 0.0);
}

TEST_F(QueueOverYears, restudies_are_studies_of_what_was_studied_before) {
    auto const day = make_time(2026, 2, 1);
    for (int const row : {0, 1, 0, 0, 2}) {
        tell(day, Kind::study_ended, row, 0.0, 7);
    }
    auto const year = close(2026, {0, 0, 0, 0, 0}, {}, 3.0);
    EXPECT_EQ(year.studies, 5.0);
    EXPECT_EQ(year.restudies, 2.0);
    EXPECT_EQ(year.backlog, 3.0);
    EXPECT_DOUBLE_EQ(total("restudies_per_request"), 2.0 / 3.0);
    EXPECT_EQ(total("study_backlog_highest"), 3.0);
}

TEST_F(QueueOverYears, fairness_is_of_shares_offered_and_of_power_held_by_project) {
    auto const day = make_time(2026, 2, 1);
    for (int row = 0; row < 4; ++row) {
        tell(day, Kind::filed, row, 100.0);
    }
    tell(day, Kind::offered, 0, 100.0);
    tell(day, Kind::signed_, 0, 100.0);
    tell(day, Kind::offered, 1, 50.0);
    tell(day, Kind::signed_, 1, 50.0);
    tell(day, Kind::left, 2, 0.0, static_cast<int>(ExitReason::refused));
    auto year = close(2026);
    EXPECT_DOUBLE_EQ(year.jain_granted_share, 1.5 * 1.5 / (3.0 * 1.25))
        << "d waits: it is left out";
    EXPECT_DOUBLE_EQ(year.gini_granted_share, (2.0 * 1.0) / (3.0 * 1.5));
    EXPECT_DOUBLE_EQ(year.hhi_granted_mw, 1e4) << "a and b are one project";
    tell(make_time(2027, 2, 1), Kind::signed_, 3, 50.0);
    year = close(2027);
    EXPECT_DOUBLE_EQ(year.hhi_granted_mw, 1e4 * (0.75 * 0.75 + 0.25 * 0.25));
}

TEST_F(QueueOverYears, money_of_upgrades_adds_up_over_the_years) {
    UpgradeRow upgrade;
    upgrade.allocated_usd = 60.0;
    upgrade.socialised_usd = 40.0;
    EXPECT_TRUE(std::isnan(close(2026).rate_payer_share));
    EXPECT_DOUBLE_EQ(close(2027, {0, 0, 0, 0, 0}, {upgrade}).rate_payer_share, 0.4);
    upgrade.stranded_usd = 15.0;
    auto const year = close(2028, {0, 0, 0, 0, 0}, {upgrade});
    EXPECT_DOUBLE_EQ(year.rate_payer_share, 0.55);
    EXPECT_DOUBLE_EQ(year.stranded_usd, 15.0);
    EXPECT_DOUBLE_EQ(close(2029, {0, 0, 0, 0, 0}, {upgrade}).stranded_usd, 0.0);
    EXPECT_DOUBLE_EQ(total("stranded_upgrade_usd"), 15.0);
    EXPECT_DOUBLE_EQ(total("upgrade_usd"), 100.0);
}

TEST_F(QueueOverYears, of_nobody_has_no_numbers_and_nothing_happened_has_nan) {
    auto const empty = close(2026);
    EXPECT_TRUE(std::isnan(empty.wait_p90_months));
    EXPECT_TRUE(std::isnan(empty.jain_granted_share));
    EXPECT_TRUE(std::isnan(total("restudies_per_request")));
    EXPECT_EQ(empty.idle_contracted_mw_years, 0.0);
    Experiment const nobody;
    EXPECT_TRUE(QueueMetrics(nobody, {}).summary().empty());
}

TEST_F(QueueOverYears, classes_of_the_population_are_reported_though_none_came) {
    ApplicantSpec kind;
    kind.applicant = ApplicantClass::sovereign_mine;
    experiment.population.push_back(kind);
    close(2026);
    EXPECT_EQ(total("requests_filed_sovereign_mine_mw"), 0.0);
    auto const all = metrics().summary();
    EXPECT_EQ(std::ranges::find(all, "requests_filed_cloud_mw", &Metric::name), all.end());
}

TEST_F(QueueOverYears, a_rest_that_stays_is_open_and_its_grants_add_up) {
    tell(make_time(2026, 1, 2), Kind::filed, 0, 100.0);
    tell(make_time(2026, 2, 1), Kind::offered, 0, 40.0);
    tell(make_time(2026, 2, 1), Kind::signed_, 0, 40.0);
    tell(make_time(2026, 2, 1), Kind::rest_queued, 0, 60.0);
    auto const first = close(2026);
    EXPECT_EQ(first.waiting_mw, 60.0);
    EXPECT_EQ(first.signed_mw[training], 40.0);
    tell(make_time(2027, 2, 1), Kind::offered, 0, 35.0);
    tell(make_time(2027, 2, 1), Kind::signed_, 0, 35.0);
    tell(make_time(2027, 2, 1), Kind::rest_queued, 0, 25.0);
    tell(make_time(2027, 3, 1), Kind::rest_left, 0, 25.0, static_cast<int>(ExitReason::patience));
    tell(make_time(2027, 3, 1), Kind::site_lapsed, -1, 10.0, 0);
    auto const second = close(2027);
    EXPECT_EQ(second.waiting_mw, 0.0);
    EXPECT_EQ(second.signed_mw[training], 35.0);
    EXPECT_EQ(total("requests_signed_mw"), 75.0);
    tell(make_time(2028, 1, 1), Kind::filed, 2, 100.0);
    tell(make_time(2028, 1, 1), Kind::signed_, 2, 75.0);
    EXPECT_DOUBLE_EQ(close(2028).jain_granted_share, 1.0);  // 0.75 each
}

}  // namespace
}  // namespace gridrush
