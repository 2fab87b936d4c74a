#include <gtest/gtest.h>

#include "tests/sim/interconnection/desk_case.hpp"

namespace gridrush {
namespace {

using testing::campus;
using testing::DeskCase;

/// Studies all that is queued for ten days, and grants what was found; the rest stays.
InterconnectionDecision study_and_keep_the_rest(InterconnectionView const& view) {
    auto rulings = testing::study_then_grant(10.0)(view);
    for (auto& ruling : rulings) {
        ruling.remainder_stays = ruling.kind == RulingKind::grant;
    }
    return rulings;
}

RequestSpec modest(std::string id, double mw) {
    auto spec = campus(std::move(id), mw);
    spec.least_share = 0.1;
    return spec;
}

/// 40 of 100 MW are granted; the engineers find `more_mw` of the rest on 2025-04-01.
struct PartlyGranted : DeskCase {
    explicit PartlyGranted(RequestSpec spec, ConnectionRules held_to = {})
        : DeskCase{{std::move(spec)}, std::move(held_to)} {
        fits_mw = 40.0;
        policy.rule = study_and_keep_the_rest;
        open();
        apply(0);
        rule();
        go_to(now + std::chrono::days{10});
        policy.rule = [](InterconnectionView const&) { return InterconnectionDecision{}; };
    }
    void study_the_rest(double more_mw) {
        now = std::max(now, make_time(2025, 4, 1));
        fits_mw = more_mw;
        policy.rule = study_and_keep_the_rest;
        rule();
        go_to(now + std::chrono::days{10});
    }
    [[nodiscard]] double contract_mw() const {
        return world->queue.firm_mw[0] + world->queue.non_firm_mw[0];
    }
};

TEST(DeskRests, the_rest_of_a_partly_granted_request_stays_in_its_place) {
    PartlyGranted desk{modest("a", 100.0)};
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_EQ(desk.contract_mw(), 40.0);
    EXPECT_EQ(desk.world->queue.rest_mw[0], 60.0);
    EXPECT_EQ(desk.desk->queued_mw(), 60.0);
    EXPECT_EQ(desk.count(QueueEventKind::rest_queued), 1);
    desk.policy.rule = [&](InterconnectionView const& view) {
        EXPECT_EQ(view.request.size(), 1u);
        EXPECT_EQ(view.stage[0], RequestStage::queued);
        EXPECT_EQ(view.requested_mw[0], 60.0);
        EXPECT_EQ(view.contracted_mw[0], 40.0);
        EXPECT_EQ(view.applied_at[0], make_time(2025, 1, 15));
        EXPECT_TRUE(view.finding[0].firm_mw.empty());
        return InterconnectionDecision{};
    };
    desk.rule();
}

TEST(DeskRests, without_the_wish_nothing_stays) {
    DeskCase desk{{modest("a", 100.0)}};
    desk.fits_mw = 40.0;
    desk.policy.rule = testing::study_then_grant(10.0);
    desk.open();
    desk.apply(0);
    desk.rule();
    desk.go_to(desk.now + std::chrono::days{10});
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_EQ(desk.desk->queued_mw(), 0.0);
    EXPECT_EQ(desk.count(QueueEventKind::rest_queued), 0);
}

TEST(DeskRests, grants_of_the_rest_add_up_to_what_was_asked_and_no_further) {
    PartlyGranted desk{modest("a", 100.0)};
    desk.tell(0, Message::Kind::energise, 1.0);
    ASSERT_EQ(desk.state(0), RequestState::operating);
    desk.study_the_rest(35.0);
    EXPECT_EQ(desk.studies.back().group_mw, (std::vector{60.0}));
    EXPECT_EQ(desk.studies.back().ahead_mw, 40.0);
    EXPECT_EQ(desk.state(0), RequestState::operating);
    EXPECT_EQ(desk.contract_mw(), 75.0);
    EXPECT_EQ(desk.world->queue.rest_mw[0], 25.0);
    desk.study_the_rest(1e9);
    EXPECT_EQ(desk.contract_mw(), 100.0);
    EXPECT_EQ(desk.world->queue.rest_mw[0], 0.0);
    EXPECT_EQ(desk.desk->queued_mw(), 0.0);
    // It builds for one month before the new megawatts come into force.
    auto const& sites = desk.world->sites;
    EXPECT_EQ(sites.contract_mw(0), 40.0);
    EXPECT_EQ(sites.promised_mw[0], 60.0);
    desk.go_to(make_time(2025, 6, 1));
    EXPECT_EQ(sites.contract_mw(0), 100.0);
    EXPECT_EQ(desk.count(QueueEventKind::stepped_up), 2);
    EXPECT_EQ(desk.world->queue.granted_mw, (std::vector{100.0, 100.0, 100.0}));
}

TEST(DeskRests, leaving_with_the_rest_keeps_the_contract_and_its_money) {
    Gate gate;
    gate.stage = GateStage::application;
    gate.security_usd_per_mw = 1000.0;
    gate.forfeited_share.fill(1.0);
    PartlyGranted desk{modest("a", 100.0), {.gates = {gate}, .terms = {}}};
    ASSERT_EQ(desk.world->queue.held_usd[0], 100'000.0);
    desk.policy.rule = [](InterconnectionView const& view) {
        return InterconnectionDecision{{.request = view.request[0], .kind = RulingKind::refuse}};
    };
    desk.rule();
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_EQ(desk.count(QueueEventKind::rest_left), 1);
    EXPECT_EQ(desk.count(QueueEventKind::left), 0);
    EXPECT_EQ(desk.desk->queued_mw(), 0.0);
    EXPECT_EQ(desk.world->queue.forfeited_usd[0], 0.0);
    desk.tell(0, Message::Kind::energise, 1.0);
    EXPECT_EQ(desk.world->queue.returned_usd[0], 100'000.0);
    EXPECT_EQ(desk.contract_mw(), 40.0);
}

TEST(DeskRests, a_security_for_the_rest_of_a_site_in_operation_comes_back_at_once) {
    Gate gate;
    gate.stage = GateStage::agreement;
    gate.security_usd_per_mw = 1000.0;
    PartlyGranted desk{modest("a", 100.0), {.gates = {gate}, .terms = {}}};
    desk.tell(0, Message::Kind::energise, 1.0);
    desk.study_the_rest(60.0);
    auto const& queue = desk.world->queue;
    EXPECT_EQ(desk.contract_mw(), 100.0);
    EXPECT_EQ(queue.held_usd[0], 0.0);
    EXPECT_EQ(queue.returned_usd[0], desk.desk->money().paid_usd());
    EXPECT_EQ(queue.returned_usd[0], 100'000.0 + 60'000.0);
}

TEST(DeskRests, the_rest_waits_no_longer_than_the_applicant_would) {
    auto spec = modest("a", 100.0);
    spec.patience_months = 6.0;
    PartlyGranted desk{spec};
    desk.now = make_time(2025, 7, 1);
    desk.desk->close_month(desk.now, 720.0);
    EXPECT_EQ(desk.desk->queued_mw(), 60.0);
    desk.now = make_time(2025, 8, 1);
    desk.desk->close_month(desk.now, 744.0);
    EXPECT_EQ(desk.desk->queued_mw(), 0.0);
    EXPECT_EQ(desk.seen.queue_events.back().kind, QueueEventKind::rest_left);
    EXPECT_EQ(desk.seen.queue_events.back().detail, static_cast<int>(ExitReason::patience));
}

TEST(DeskRests, megawatts_that_it_would_not_draw_are_worth_nothing_beside_its_contract) {
    auto spec = modest("a", 100.0);
    spec.metered_share = 0.4;  // it draws 40 MW, which it has
    spec.willing_usd_per_mw = 1e6;
    PartlyGranted desk{spec};
    ASSERT_EQ(desk.world->queue.rest_mw[0], 60.0);
    desk.upgrades.emplace_back().cost_usd = 1000.0;
    desk.study_the_rest(0.0);
    EXPECT_EQ(desk.contract_mw(), 40.0);
    EXPECT_EQ(desk.count(QueueEventKind::rest_left), 1);
    EXPECT_EQ(desk.seen.queue_events.back().detail, static_cast<int>(ExitReason::cost));
}

}  // namespace
}  // namespace gridrush
