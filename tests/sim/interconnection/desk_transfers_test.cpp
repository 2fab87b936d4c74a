#include <gtest/gtest.h>

#include "tests/sim/interconnection/desk_case.hpp"

namespace gridrush {
namespace {

using testing::campus;
using testing::DeskCase;
using testing::study_then_grant;

SiteSpec mine_of_50_mw() {
    SiteSpec mine;
    mine.id = "mine";
    mine.load_class = LoadClass::mine;
    mine.substation = "S1";
    mine.mw = 50.0;
    mine.behaviour = "s21";
    return mine;
}

RequestSpec converting(std::string id, double mw) {
    auto spec = campus(std::move(id), mw);
    spec.converts = "mine";
    return spec;
}

constexpr std::chrono::days check{90};

TEST(DeskTransfers,
     a_conversion_in_place_needs_no_study_and_the_old_site_runs_until_it_is_energised) {
    DeskCase desk{{converting("a", 45.0)}, {}, {mine_of_50_mw()}};
    desk.rules.terms.transfer.haircut = 0.1;
    desk.open();
    desk.apply(0);
    EXPECT_EQ(desk.state(0), RequestState::in_study);
    auto const filed = desk.now;
    desk.go_to(filed + check - std::chrono::days{1});
    EXPECT_EQ(desk.state(0), RequestState::in_study);
    desk.go_to(filed + check);
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_TRUE(desk.studies.empty());
    auto const& sites = desk.world->sites;
    EXPECT_EQ(sites.contract_mw(0), 50.0);
    EXPECT_EQ(sites.contract_mw(1), 0.0);
    EXPECT_EQ(desk.world->queue.kept_mw[0], 45.0);
    desk.tell(0, Message::Kind::energise, 1.0);
    EXPECT_EQ(sites.contract_mw(0), 0.0);
    EXPECT_EQ(sites.energised[0], 0.0);
    EXPECT_EQ(sites.contract_mw(1), 45.0);
    EXPECT_EQ(desk.count(QueueEventKind::transferred), 1);
}

TEST(DeskTransfers, what_the_haircut_takes_goes_back_to_the_pool) {
    auto waits = campus("waits", 60.0);
    DeskCase desk{{converting("a", 40.0), waits}, {}, {mine_of_50_mw()}};
    desk.rules.terms.transfer.haircut = 0.2;
    desk.fits_mw = 50.0;
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.policy.rule = [](InterconnectionView const& view) {
        InterconnectionDecision rulings;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            if (view.stage[row] == RequestStage::queued) {
                rulings.push_back(
                    {.request = view.request[row], .kind = RulingKind::study, .median_days = 10.0});
            }
        }
        return rulings;
    };
    desk.rule();
    desk.go_to(desk.now + check);
    ASSERT_EQ(desk.state(0), RequestState::building);
    ASSERT_EQ(desk.state(1), RequestState::studied);
    EXPECT_EQ(desk.count(QueueEventKind::stale), 0);
    desk.tell(0, Message::Kind::energise, 1.0);
    EXPECT_EQ(desk.count(QueueEventKind::relinquished), 1);
    auto const& events = desk.seen.queue_events;
    auto const freed =
        std::ranges::find(events, QueueEventKind::relinquished, &QueueEventRow::kind);
    EXPECT_EQ(freed->mw, 10.0);
    // What was found for the one that waits is too little: it may be more now.
    EXPECT_EQ(desk.count(QueueEventKind::stale), 1);
    EXPECT_TRUE(desk.desk->wants_to_rule());
}

TEST(DeskTransfers, a_conversion_that_grows_is_studied_for_the_increment_where_it_wants_all) {
    DeskCase desk{{converting("a", 80.0)}, {}, {mine_of_50_mw()}};
    desk.policy.rule = study_then_grant(10.0);
    desk.open();
    desk.apply(0);
    desk.rule();
    desk.go_to(desk.now + std::chrono::days{10});
    ASSERT_EQ(desk.studies.size(), 1u);
    EXPECT_EQ(desk.studies[0].group_mw, (std::vector{30.0}));
    EXPECT_EQ(desk.studies[0].ahead_mw, 50.0);
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_EQ(desk.world->queue.firm_mw[0], 80.0);
    EXPECT_EQ(desk.world->queue.kept_mw[0], 50.0);
}

TEST(DeskTransfers, where_the_site_alone_is_worth_building_the_increment_is_a_request_of_its_own) {
    auto grows = converting("a", 80.0);
    grows.least_share = 0.5;
    DeskCase desk{{grows}, {}, {mine_of_50_mw()}};
    desk.fits_mw = 30.0;
    desk.policy.rule = study_then_grant(200.0);
    desk.open();
    desk.apply(0);
    desk.rule();
    desk.go_to(desk.now + check);
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_EQ(desk.world->queue.firm_mw[0], 50.0);
    EXPECT_EQ(desk.world->queue.rest_mw[0], 30.0);
    EXPECT_TRUE(desk.studies.empty());
    desk.tell(0, Message::Kind::energise, 1.0);
    desk.rule();
    desk.go_to(desk.now + std::chrono::days{200});
    ASSERT_EQ(desk.studies.size(), 1u);
    EXPECT_EQ(desk.studies[0].group_mw, (std::vector{30.0}));
    EXPECT_EQ(desk.studies[0].ahead_mw, 50.0);
    EXPECT_EQ(desk.world->queue.firm_mw[0], 80.0);
    EXPECT_EQ(desk.world->queue.rest_mw[0], 0.0);
}

TEST(DeskTransfers, relinquished_megawatts_go_back_when_the_request_enters_the_queue) {
    DeskCase desk{{converting("a", 50.0)}, {}, {mine_of_50_mw()}};
    desk.rules.terms.transfer.relinquish = true;
    desk.policy.rule = study_then_grant(10.0);
    desk.open();
    desk.apply(0);
    EXPECT_EQ(desk.state(0), RequestState::waiting);
    EXPECT_EQ(desk.world->sites.contract_mw(0), 0.0);
    EXPECT_TRUE(desk.desk->contracts_changed());
    EXPECT_EQ(desk.count(QueueEventKind::relinquished), 1);
    desk.rule();
    desk.go_to(desk.now + std::chrono::days{10});
    EXPECT_EQ(desk.studies.at(0).group_mw, (std::vector{50.0}));
    EXPECT_EQ(desk.studies.at(0).ahead_mw, 0.0);
    EXPECT_EQ(desk.world->queue.kept_mw[0], 0.0);
    desk.tell(0, Message::Kind::energise, 1.0);
    EXPECT_EQ(desk.count(QueueEventKind::transferred), 0);
}

TEST(DeskTransfers, a_buyer_keeps_the_place_only_where_successors_do) {
    for (auto const allowed : {true, false}) {
        auto bought = converting("a", 50.0);
        bought.successor = true;
        DeskCase desk{{bought}, {}, {mine_of_50_mw()}};
        desk.rules.terms.transfer.successor = allowed;
        desk.open();
        desk.apply(0);
        EXPECT_EQ(desk.state(0), allowed ? RequestState::in_study : RequestState::waiting);
        EXPECT_EQ(desk.world->sites.contract_mw(0), allowed ? 50.0 : 0.0);
    }
    DeskCase own{{converting("a", 50.0)}, {}, {mine_of_50_mw()}};
    own.rules.terms.transfer.successor = false;
    own.open();
    own.apply(0);
    EXPECT_EQ(own.state(0), RequestState::in_study);
}

TEST(DeskTransfers, a_site_is_converted_where_its_holder_is_offered_enough) {
    for (auto const relinquish : {false, true}) {
        for (auto const willing : {0.9e6, 1.1e6}) {
            SCOPED_TRACE(willing);
            auto mine = mine_of_50_mw();
            mine.transfer_usd_per_mw = 1e6;
            auto spec = converting("a", 50.0);
            spec.willing_usd_per_mw = willing;
            DeskCase desk{{spec}, {}, {mine}};
            desk.rules.terms.transfer.relinquish = relinquish;
            desk.policy.rule = study_then_grant(10.0);
            desk.open();
            desk.apply(0);
            desk.rule();
            desk.go_to(desk.now + check);
            auto const& queue = desk.world->queue;
            if (willing < 1e6) {
                EXPECT_EQ(desk.state(0), RequestState::withdrawn);
                EXPECT_EQ(queue.exit_reason[0], static_cast<int>(ExitReason::cost));
                EXPECT_EQ(queue.transfer_usd[0], 0.0);
                EXPECT_EQ(desk.world->sites.contract_mw(0), 50.0);
            } else {
                EXPECT_EQ(desk.state(0), RequestState::building);
                EXPECT_EQ(queue.transfer_usd[0], 50e6);
                EXPECT_EQ(queue.fees_usd[0], 0.0);  // it is not the desk's money
            }
        }
    }
}

TEST(DeskTransfers, a_site_is_taken_over_once) {
    DeskCase desk{{converting("a", 50.0), converting("b", 50.0)}, {}, {mine_of_50_mw()}};
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.go_to(desk.now + check);
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_EQ(desk.state(1), RequestState::waiting);
    desk.tell(0, Message::Kind::energise, 1.0);
    EXPECT_EQ(desk.world->queue.kept_mw, (std::vector{50.0, 0.0}));
}

TEST(DeskTransfers, a_gate_for_switches_turns_away_who_has_none) {
    Gate gate;
    gate.stage = GateStage::agreement;
    gate.remote_disconnect = true;
    auto without = campus("without", 40.0);
    without.remote_disconnect = false;
    DeskCase desk{{campus("with", 40.0), without}, {.gates = {gate}, .terms = {}}};
    desk.policy.rule = study_then_grant(10.0);
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    desk.go_to(desk.now + std::chrono::days{10});
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_EQ(desk.state(1), RequestState::withdrawn);
    EXPECT_EQ(desk.world->queue.exit_reason[1], static_cast<int>(ExitReason::not_ready));
}

}  // namespace
}  // namespace gridrush
