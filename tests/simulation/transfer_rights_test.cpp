#include <algorithm>
#include <cmath>
#include <memory>

#include <gtest/gtest.h>

#include "sim/interconnection/applicant.hpp"
#include "tests/worlds/small_worlds.hpp"

// What a connection becomes when its use or its holder changes, in whole runs.

namespace gridrush {
namespace {

using testing::MemoryObserver;
using testing::metric;

struct QueueObserver : MemoryObserver {
    void queue_event(QueueEventRow const& row) override { queue_events.push_back(row); }
    [[nodiscard]] double told_mw(QueueEventKind kind) const {
        double mw = 0.0;
        for (auto const& event : queue_events) {
            mw += event.kind == kind ? event.mw : 0.0;
        }
        return mw;
    }
    [[nodiscard]] MemoryObserver::Interval const& at(TimePoint time) const {
        return *std::ranges::find_if(intervals,
                                     [&](auto const& interval) { return interval.start >= time; });
    }
    std::vector<QueueEventRow> queue_events;
};

/// Studies who is new or stale for 60 days in the order of application, grants what fits without
/// upgrades: all of it, or with `in_parts` what there is, the rest staying.
class WhatFits : public InterconnectionPolicy {
public:
    explicit WhatFits(bool in_parts) : in_parts_{in_parts} {}
    InterconnectionDecision decide(InterconnectionView const& view, Rng&) override {
        InterconnectionDecision rulings;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            auto const& found = view.finding[row];
            Ruling ruling{.request = view.request[row]};
            if (view.stage[row] == RequestStage::queued ||
                (view.stage[row] == RequestStage::studied && found.stale)) {
                ruling.kind = RulingKind::study;
                ruling.group = view.request[row].code();
                ruling.median_days = 60.0;
                rulings.push_back(ruling);
            } else if (view.stage[row] == RequestStage::studied) {
                auto const asked = view.requested_mw[row];
                auto const fits = found.unaided_mw.front();
                auto const all = fits >= asked * (1.0 - 1e-9);
                if (all || (in_parts_ && fits > 1.0)) {
                    ruling.kind = RulingKind::grant;
                    ruling.firm_mw = std::min(asked, fits);
                    ruling.remainder_stays = in_parts_;
                    rulings.push_back(ruling);
                }
            }
        }
        return rulings;
    }

private:
    bool in_parts_;
};

RequestSpec campus(std::string id, double mw, TimePoint applied_on = make_time(2025, 1, 15)) {
    RequestSpec spec;
    spec.id = std::move(id);
    spec.load_class = LoadClass::ai_campus;
    spec.substation = "S1";
    spec.mw = mw;
    spec.behaviour = "flat";
    spec.applied_on = applied_on;
    spec.build_months = 1.0;
    spec.ramp_months = 0.0;
    return spec;
}

/// A works of 50 MW at S1, whose banks carry 100 MW firm, and a campus that converts it.
Experiment works_and(std::vector<RequestSpec> requests) {
    auto experiment = testing::quiet_year();
    experiment.study.security = Security::none;
    experiment.study.horizon_years = 2;
    SiteSpec works;
    works.id = "works";
    works.load_class = LoadClass::industry;
    works.substation = "S1";
    works.mw = 50.0;
    works.behaviour = "flat";
    experiment.sites = {works};
    experiment.requests = std::move(requests);
    return experiment;
}

RequestSpec converting(double mw, TimePoint applied_on = make_time(2025, 1, 15)) {
    auto spec = campus("converts", mw, applied_on);
    spec.converts = "works";
    return spec;
}

QueueObserver run(Experiment const& experiment, Terms terms = {}, bool in_parts = false) {
    auto policies = testing::policies_of("serial_fcfs", "pro_rata");
    policies.interconnection = std::make_unique<WhatFits>(in_parts);
    policies.rules = {.gates = {}, .terms = terms};
    Grid const grid{testing::ring()};
    QueueObserver seen;
    simulate(experiment, grid, policies, seen);
    return seen;
}

Terms transfers(TransferRight right) {
    Terms terms;
    terms.transfer = right;
    return terms;
}

TEST(TransferRights, a_conversion_in_place_has_power_before_a_new_connection_filed_with_it) {
    auto experiment = works_and({converting(50.0), campus("new", 50.0)});
    experiment.requests[1].build_months = 6.0;
    auto const seen = run(experiment);
    auto const& queue = seen.result.queue;
    EXPECT_EQ(queue.studies[0], 0);
    EXPECT_EQ(queue.studies[1], 1);
    EXPECT_EQ(queue.kept_mw[0], 50.0);
    auto const converted = metric(seen.result, "conversion_time_to_power_p50_months");
    auto const greenfield = metric(seen.result, "greenfield_time_to_power_p50_months");
    EXPECT_NEAR(converted, 4.0, 0.1);  // 90 days of check, a month to build
    EXPECT_GT(greenfield, 8.0);
    EXPECT_EQ(seen.result.queue_years[0].conversion_wait_p50_months, converted);
    // The works draws until the campus does, and never both.
    auto const at = queue.energised_at[0];
    for (auto const& interval : seen.intervals) {
        auto const before = interval.start < at;
        ASSERT_NEAR(interval.consumed[0], before ? 50.0 : 0.0, 1e-9) << format_time(interval.start);
        ASSERT_NEAR(interval.consumed[1], before ? 0.0 : 50.0, 1e-9);
    }
}

/// 50 MW are free: too little for who asks for 80, until the works gives up its own.
Experiment too_little_for_who_stands_ahead() {
    return works_and({campus("ahead", 80.0), converting(50.0, make_time(2025, 5, 1))});
}

TEST(TransferRights, what_is_converted_in_place_is_not_there_for_who_stands_ahead) {
    auto const seen = run(too_little_for_who_stands_ahead());
    EXPECT_EQ(seen.result.queue.state[0], RequestState::studied);
    EXPECT_EQ(seen.result.queue.state[1], RequestState::operating);
}

TEST(TransferRights, relinquished_megawatts_go_to_who_stands_ahead) {
    auto const seen = run(too_little_for_who_stands_ahead(), transfers({.relinquish = true}));
    EXPECT_EQ(seen.result.queue.state[0], RequestState::operating);
    EXPECT_EQ(seen.result.queue.state[1], RequestState::studied);
    EXPECT_EQ(seen.told_mw(QueueEventKind::relinquished), 50.0);
    EXPECT_EQ(seen.told_mw(QueueEventKind::transferred), 0.0);
    EXPECT_NEAR(seen.at(make_time(2025, 4, 30)).consumed[0], 50.0, 1e-9);
    EXPECT_EQ(seen.at(make_time(2025, 5, 3)).consumed[0], 0.0);
    EXPECT_TRUE(std::isnan(metric(seen.result, "conversion_time_to_power_p50_months")));
}

TEST(TransferRights, a_buyer_keeps_the_place_where_successors_do) {
    auto bought = converting(50.0);
    bought.successor = true;
    auto const seen = run(works_and({bought}));
    EXPECT_EQ(seen.result.queue.studies[0], 0);
    EXPECT_EQ(seen.result.queue.kept_mw[0], 50.0);
    EXPECT_NEAR(seen.at(make_time(2025, 1, 20)).consumed[0], 50.0, 1e-9);
}

TEST(TransferRights, a_buyer_is_a_new_request_where_successors_keep_nothing) {
    auto bought = converting(50.0);
    bought.successor = true;
    auto const seen = run(works_and({bought}), transfers({.successor = false}));
    EXPECT_EQ(seen.result.queue.studies[0], 1);
    EXPECT_EQ(seen.result.queue.kept_mw[0], 0.0);
    EXPECT_EQ(seen.result.queue.state[0], RequestState::operating);  // nobody else wanted it
    EXPECT_EQ(seen.at(make_time(2025, 1, 20)).consumed[0], 0.0);
}

TEST(TransferRights, without_a_haircut_nothing_comes_free_for_the_next) {
    auto const seen = run(works_and({converting(50.0), campus("waits", 60.0)}));
    EXPECT_EQ(seen.result.queue.state[0], RequestState::operating);
    EXPECT_EQ(seen.result.queue.state[1], RequestState::studied);
}

TEST(TransferRights, a_haircut_is_headroom_for_the_next) {
    auto const seen =
        run(works_and({converting(40.0), campus("waits", 60.0)}), transfers({.haircut = 0.2}));
    EXPECT_EQ(seen.result.queue.state[1], RequestState::operating);
    EXPECT_EQ(seen.result.queue.kept_mw[0], 40.0);
    EXPECT_NEAR(seen.told_mw(QueueEventKind::relinquished), 10.0, 1e-9);
    EXPECT_GT(seen.result.queue.signed_at[1], seen.result.queue.energised_at[0]);
}

TEST(TransferRights, an_increment_is_studied_while_the_site_itself_is_converted) {
    auto grows = converting(80.0);
    grows.least_share = 0.5;
    auto const seen = run(works_and({grows}));
    auto const& queue = seen.result.queue;
    EXPECT_EQ(queue.studies[0], 1);
    EXPECT_EQ(queue.kept_mw[0], 50.0);
    EXPECT_NEAR(queue.firm_mw[0], 80.0, 1e-9);
    EXPECT_EQ(queue.rest_mw[0], 0.0);
    EXPECT_NEAR(seen.at(make_time(2025, 6, 1)).consumed[1], 50.0, 1e-9);
    EXPECT_NEAR(seen.intervals.back().consumed[1], 80.0, 1e-6);
}

TEST(TransferRights, the_holder_sells_to_who_offers_enough) {
    auto low = converting(50.0);
    low.willing_usd_per_mw = 1e6;
    auto high = converting(50.0, make_time(2025, 3, 1));
    high.id = "high";
    high.willing_usd_per_mw = 3e6;
    auto experiment = works_and({low, high});
    experiment.sites[0].transfer_usd_per_mw = 2e6;
    auto const seen = run(experiment);
    auto const& queue = seen.result.queue;
    EXPECT_EQ(queue.exit_reason[0], static_cast<int>(ExitReason::cost));
    EXPECT_EQ(queue.state[1], RequestState::operating);
    EXPECT_EQ(queue.transfer_usd, (std::vector{0.0, 100e6}));
}

/// A works that draws a fifth of its 50 MW, which lapse after two such months.
QueueObserver run_idle_works(std::vector<RequestSpec> requests) {
    auto experiment = works_and(std::move(requests));
    auto& idle = experiment.profiles.emplace_back();
    idle.id = "idle";
    idle.peak_utilisation = 0.2;
    experiment.sites[0].behaviour = "idle";
    Terms terms;
    terms.use_or_lose.enabled = true;
    terms.use_or_lose.months = 1;
    return run(experiment, terms);
}

TEST(TransferRights, a_site_of_the_start_loses_what_it_does_not_use_where_somebody_waits) {
    auto const seen = run_idle_works({campus("waits", 80.0)});
    auto const lapsed =
        std::ranges::find(seen.queue_events, QueueEventKind::site_lapsed, &QueueEventRow::kind);
    ASSERT_NE(lapsed, seen.queue_events.end());
    EXPECT_EQ(lapsed->request, -1);
    EXPECT_EQ(lapsed->detail, 0);
    EXPECT_NEAR(lapsed->mw, 10.0, 1e-6);
    EXPECT_EQ(seen.result.queue.state[0], RequestState::operating);
}

TEST(TransferRights, a_site_of_the_start_keeps_what_nobody_waits_for) {
    auto const seen = run_idle_works({});
    EXPECT_EQ(seen.told_mw(QueueEventKind::site_lapsed), 0.0);
    EXPECT_NEAR(seen.intervals.back().limit[0], 50.0, 1e-9);
}

TEST(TransferRights, the_rest_of_a_request_is_granted_as_megawatts_come_free) {
    auto wants = campus("wants", 90.0);
    wants.least_share = 0.1;
    auto const seen = run(works_and({wants, converting(10.0, make_time(2025, 4, 1))}), {}, true);
    auto const& queue = seen.result.queue;
    EXPECT_NEAR(queue.firm_mw[0], 90.0, 1e-6);
    EXPECT_EQ(queue.rest_mw[0], 0.0);
    EXPECT_GE(queue.studies[0], 2);
    auto const signatures =
        std::ranges::count_if(seen.queue_events, [](QueueEventRow const& event) {
            return event.kind == QueueEventKind::signed_ && event.request == 0;
        });
    EXPECT_EQ(signatures, 2);
    EXPECT_NEAR(seen.at(make_time(2025, 6, 1)).consumed[1], 50.0, 1e-6);
    EXPECT_NEAR(seen.intervals.back().consumed[1], 90.0, 1e-6);
    for (auto const& interval : seen.intervals) {
        ASSERT_LE(interval.substation_load[0], 100.0 + 1e-6);
    }
}

}  // namespace
}  // namespace gridrush
