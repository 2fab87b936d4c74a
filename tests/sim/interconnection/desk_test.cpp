#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/sim/interconnection/desk_case.hpp"

namespace gridrush {
namespace {

using testing::campus;
using testing::DeskCase;
using testing::study_then_grant;

InterconnectionDecision grant_all(InterconnectionView const& view) {
    InterconnectionDecision rulings;
    for (std::size_t row = 0; row < view.request.size(); ++row) {
        if (view.stage[row] == RequestStage::queued) {
            rulings.push_back({view.request[row], RulingKind::grant, view.requested_mw[row]});
        }
    }
    return rulings;
}

Gate gate_at(GateStage stage) {
    Gate gate;
    gate.name = "gate";
    gate.stage = stage;
    return gate;
}

TEST(Desk, a_grant_that_asks_for_nothing_is_signed_at_the_same_instant) {
    DeskCase desk{{campus("a", 40.0)}};
    desk.policy.rule = grant_all;
    desk.open();
    desk.apply(0);
    EXPECT_EQ(desk.state(0), RequestState::waiting);
    desk.now = make_time(2025, 2, 1);
    desk.rule();
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_EQ(desk.world->queue.signed_at[0], make_time(2025, 2, 1));
    EXPECT_EQ(desk.world->sites.firm_mw[0], 40.0);
    EXPECT_TRUE(desk.asked.empty());
}

TEST(Desk, without_a_ruling_a_patient_request_stays_waiting) {
    DeskCase desk{{campus("a", 40.0)}};
    desk.open();
    desk.apply(0);
    for (int month = 2; month <= 12; ++month) {
        desk.now = make_time(2025, static_cast<unsigned>(month), 1);
        desk.rule();
    }
    EXPECT_EQ(desk.state(0), RequestState::waiting);
    EXPECT_EQ(desk.desk->queued_mw(), 40.0);
}

TEST(Desk, a_study_takes_its_time_and_its_finding_is_seen_by_the_policy) {
    DeskCase desk{{campus("a", 40.0), campus("b", 60.0)}};
    desk.fits_mw = 30.0;
    desk.policy.rule = study_then_grant(100.0);
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    EXPECT_EQ(desk.state(0), RequestState::in_study);
    desk.go_to(desk.now + std::chrono::days{99});
    EXPECT_EQ(desk.state(0), RequestState::in_study);
    EXPECT_TRUE(desk.studies.empty());
    desk.go_to(desk.now + std::chrono::days{2});
    ASSERT_EQ(desk.studies.size(), 1u);  // one joint problem
    EXPECT_EQ(desk.studies[0].group_mw, (std::vector{40.0, 60.0}));
    // least_share 1: an offer of 30 MW is not worth building.
    EXPECT_EQ(desk.state(0), RequestState::withdrawn);
    EXPECT_EQ(desk.world->queue.exit_reason[0], static_cast<int>(ExitReason::too_little));
    EXPECT_EQ(desk.world->queue.studied_mw[1], 30.0);
}

TEST(Desk, a_finding_that_the_check_does_not_confirm_ends_the_run_where_it_is_asked_for) {
    auto const studied = [](double violation_mw, bool verify) {
        DeskCase desk{{campus("a", 40.0)}};
        desk.experiment.study.verify = verify;
        desk.violation_mw = violation_mw;
        desk.policy.rule = study_then_grant(10.0);
        desk.open();
        desk.apply(0);
        desk.rule();
        desk.go_to(desk.now + std::chrono::days{11});
        return desk.state(0);
    };
    EXPECT_EQ(studied(0.5e-3, true), RequestState::building);
    EXPECT_EQ(studied(5.0, false), RequestState::building);
    for (double const wrong : {2e-3, 5.0, std::nan("")}) {
        EXPECT_THROW(studied(wrong, true), std::logic_error) << wrong;
    }
}

TEST(Desk, studies_wait_for_free_engineers) {
    DeskCase desk{{campus("a", 10.0), campus("b", 20.0), campus("c", 30.0)}};
    desk.experiment.study.engineers = 2;
    desk.policy.rule = [](InterconnectionView const& view) {
        auto rulings = study_then_grant(10.0)(view);
        for (auto& ruling : rulings) {
            ruling.group = ruling.request.code();
        }
        return rulings;
    };
    desk.open();
    for (std::size_t row : {0, 1, 2}) {
        desk.apply(row);
    }
    desk.rule();
    EXPECT_EQ(desk.count(QueueEventKind::study_began), 2);
    EXPECT_EQ(desk.desk->backlog(), 1);
    auto const began = desk.now;
    desk.go_to(began + std::chrono::days{10});
    EXPECT_EQ(desk.count(QueueEventKind::study_began), 3);
    EXPECT_EQ(desk.state(2), RequestState::in_study);
    desk.go_to(began + std::chrono::days{20});
    EXPECT_EQ(desk.state(2), RequestState::building);
}

TEST(Desk, a_serial_study_counts_those_ahead_with_all_that_they_ask) {
    DeskCase desk{{campus("a", 10.0), campus("b", 20.0)}};
    desk.policy.rule = [](InterconnectionView const& view) {
        InterconnectionDecision rulings;
        Ruling ruling{.request = view.request.back(), .kind = RulingKind::study};
        if (view.stage.back() == RequestStage::queued) {
            rulings.push_back(ruling);
        }
        return rulings;
    };
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    desk.go_to(desk.now);
    ASSERT_EQ(desk.studies.size(), 1u);
    EXPECT_EQ(desk.studies[0].ahead_mw, 10.0);
}

TEST(Desk, a_batch_does_not_count_open_requests_outside_of_it) {
    DeskCase desk{{campus("a", 10.0), campus("b", 20.0)}};
    desk.policy.rule = [](InterconnectionView const& view) {
        InterconnectionDecision rulings;
        if (view.stage.back() == RequestStage::queued) {
            rulings.push_back({.request = view.request.back(), .kind = RulingKind::study});
            rulings.back().fit = Fit::most;
        }
        return rulings;
    };
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    desk.go_to(desk.now);
    EXPECT_EQ(desk.studies[0].ahead_mw, 0.0);
}

TEST(Desk, a_study_counts_what_another_of_the_same_instant_has_found) {
    DeskCase desk{{campus("a", 10.0), campus("b", 20.0)}};
    desk.policy.rule = [](InterconnectionView const& view) {
        auto rulings = study_then_grant(10.0, Fit::most)(view);
        for (auto& ruling : rulings) {
            ruling.group = ruling.request.code();
        }
        return rulings;
    };
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    desk.now = *desk.calendar.next();
    for (CalendarEvent event; desk.calendar.pop_due(desk.now, event);) {
        desk.desk->handle(event, desk.now);  // no ruling between them
    }
    ASSERT_EQ(desk.studies.size(), 2u);
    EXPECT_EQ(desk.studies[0].ahead_mw, 0.0);
    EXPECT_EQ(desk.studies[1].ahead_mw, 10.0);
}

TEST(Desk, who_leaves_makes_the_findings_of_those_behind_stale) {
    DeskCase desk{{campus("a", 10.0), campus("b", 20.0)}};
    std::vector<char> stale;
    desk.policy.rule = [&](InterconnectionView const& view) {
        InterconnectionDecision rulings;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            if (view.stage[row] == RequestStage::queued) {
                rulings.push_back({.request = view.request[row], .kind = RulingKind::study});
                rulings.back().group = static_cast<int>(row);
            }
            stale.push_back(static_cast<char>(view.finding[row].stale));
        }
        return rulings;
    };
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    desk.go_to(desk.now);
    desk.tell(0, Message::Kind::withdraw);
    EXPECT_TRUE(desk.desk->wants_to_rule());
    stale.clear();
    desk.rule();
    EXPECT_EQ(stale, (std::vector<char>{1}));
    EXPECT_EQ(desk.count(QueueEventKind::stale), 1);
}

TEST(Desk, a_fee_is_spent_and_a_security_comes_back_at_energisation) {
    auto gate = gate_at(GateStage::application);
    gate.fee_usd = 100'000.0;
    gate.security_usd_per_mw = 50'000.0;
    DeskCase desk{{campus("a", 40.0)}, {.gates = {gate}, .terms = {}}};
    desk.policy.rule = grant_all;
    desk.open();
    desk.apply(0);
    auto const& queue = desk.world->queue;
    EXPECT_EQ(queue.fees_usd[0], 100'000.0);
    EXPECT_EQ(queue.held_usd[0], 2'000'000.0);
    desk.rule();
    desk.tell(0, Message::Kind::energise, 1.0);
    EXPECT_EQ(queue.held_usd[0], 0.0);
    EXPECT_EQ(queue.returned_usd[0], 2'000'000.0);
    EXPECT_EQ(queue.fees_usd[0], 100'000.0);
    EXPECT_EQ(desk.state(0), RequestState::operating);
}

TEST(Desk, leaving_forfeits_by_the_last_stage_passed) {
    auto first = gate_at(GateStage::application);
    first.security_usd = 1000.0;
    first.fee_usd = 100.0;
    first.fee_returned_share = 0.9;
    first.forfeited_share = {0.2, 0.5, 0.8, 1.0};
    auto second = gate_at(GateStage::study);
    second.security_usd = 500.0;
    second.forfeited_share = {0.0, 0.4, 0.4, 0.4};
    DeskCase desk{{campus("a", 40.0), campus("b", 40.0)}, {.gates = {first, second}, .terms = {}}};
    desk.policy.rule = [](InterconnectionView const& view) {
        InterconnectionDecision rulings;
        if (view.stage[0] == RequestStage::queued) {
            rulings.push_back({.request = view.request[0], .kind = RulingKind::study});
            rulings.back().median_days = 30.0;
        }
        return rulings;
    };
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    EXPECT_EQ(desk.state(0), RequestState::in_study);
    desk.tell(0, Message::Kind::withdraw);
    desk.tell(1, Message::Kind::withdraw);
    auto const& queue = desk.world->queue;
    EXPECT_EQ(queue.forfeited_usd[0], 500.0 + 200.0);
    EXPECT_EQ(queue.returned_usd[0], 500.0 + 300.0);
    EXPECT_EQ(queue.forfeited_usd[1], 200.0);
    EXPECT_NEAR(queue.fees_usd[1], 10.0, 1e-9);
}

TEST(Desk, who_cannot_show_the_land_yet_is_asked_again_when_it_can) {
    auto gate = gate_at(GateStage::application);
    gate.site_control = true;
    auto slow = campus("slow", 40.0);
    slow.site_control_months = 4.0;
    auto never = campus("never", 40.0);
    never.site_control_months = std::numeric_limits<double>::infinity();
    DeskCase desk{{slow, never}, {.gates = {gate}, .terms = {}}};
    desk.open();
    desk.apply(0);
    desk.apply(1);
    EXPECT_EQ(desk.state(0), RequestState::filing);
    EXPECT_EQ(desk.state(1), RequestState::withdrawn);
    EXPECT_EQ(desk.world->queue.exit_reason[1], static_cast<int>(ExitReason::not_ready));
    desk.go_to(make_time(2025, 7, 1));
    EXPECT_EQ(desk.state(0), RequestState::waiting);
}

TEST(Desk, a_gate_holds_by_size_and_by_date) {
    auto gate = gate_at(GateStage::application);
    gate.fee_usd = 5.0;
    gate.from_mw = 75.0;
    gate.from_date = make_time(2025, 2, 1);
    auto early = campus("early", 100.0);
    auto small = campus("small", 74.0);
    auto large = campus("large", 75.0);
    small.applied_on = large.applied_on = make_time(2025, 2, 1);
    DeskCase desk{{early, small, large}, {.gates = {gate}, .terms = {}}};
    desk.open();
    for (std::size_t row : {0, 1, 2}) {
        desk.apply(row);
    }
    EXPECT_EQ(desk.world->queue.fees_usd, (std::vector{0.0, 0.0, 5.0}));
}

TEST(Desk, an_upgrade_is_ordered_at_the_signature_and_shared_by_impact) {
    DeskCase desk{{campus("a", 30.0), campus("b", 60.0)}};
    desk.rules.terms.socialised_share = 0.1;
    desk.fits_mw = 0.0;
    desk.upgrades = {{UpgradeKind::reconductor, BranchId{1}, SubstationId{}, 100.0, 1.0, 9e6,
                      std::chrono::days{300}}};
    desk.policy.rule = study_then_grant(10.0);
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    desk.go_to(desk.now + std::chrono::days{11});
    auto const& queue = desk.world->queue;
    ASSERT_EQ(desk.desk->upgrades().size(), 1u);
    auto const& ordered = desk.desk->upgrades()[0];
    EXPECT_NEAR(queue.upgrade_usd[0], 0.9 * 9e6 / 3.0, 1e-6);
    EXPECT_NEAR(queue.upgrade_usd[1], 0.9 * 9e6 * 2.0 / 3.0, 1e-6);
    EXPECT_NEAR(ordered.allocated_usd, 0.9 * 9e6, 1e-6);
    EXPECT_NEAR(ordered.socialised_usd, 0.1 * 9e6, 1e-6);
    EXPECT_EQ(ordered.stranded_usd, 0.0);
    EXPECT_EQ(ordered.due_at, ordered.ordered_at + std::chrono::days{300});
    EXPECT_EQ(queue.upgrades[0], 1);
    desk.go_to(ordered.due_at);
    EXPECT_EQ(desk.desk->upgrades()[0].state, UpgradeState::in_service);
}

TEST(Desk, the_share_of_who_leaves_is_stranded) {
    auto poor = campus("poor", 30.0);
    poor.willing_usd_per_mw = 1.0;
    DeskCase desk{{poor, campus("rich", 60.0)}};
    desk.fits_mw = 0.0;
    desk.upgrades = {{UpgradeKind::new_bank, BranchId{}, SubstationId{0}, 100.0, 1.0, 8e6,
                      std::chrono::days{300}}};
    desk.policy.rule = [](InterconnectionView const& view) {
        auto rulings = study_then_grant(10.0)(view);
        std::erase_if(rulings, [](Ruling const& ruling) {
            return ruling.kind == RulingKind::study && ruling.request == RequestId{1} &&
                   ruling.reason == RulingReason::earlier_left;
        });
        return rulings;
    };
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    desk.go_to(desk.now + std::chrono::days{11});
    EXPECT_EQ(desk.state(0), RequestState::withdrawn);
    EXPECT_EQ(desk.world->queue.exit_reason[0], static_cast<int>(ExitReason::cost));
    ASSERT_EQ(desk.desk->upgrades().size(), 1u);
    EXPECT_NEAR(desk.desk->upgrades()[0].stranded_usd, 4e6, 1e-6);  // per capita at a substation
    EXPECT_NEAR(desk.world->queue.upgrade_usd[1], 4e6, 1e-6);
}

TEST(Desk, a_grant_by_year_steps_up_at_its_anniversaries) {
    DeskCase desk{{campus("a", 100.0)}};
    desk.policy.rule = [](InterconnectionView const& view) {
        Ruling ruling{.request = view.request[0], .kind = RulingKind::grant};
        ruling.firm_by_year_mw = {0.0, 40.0, 60.0};
        ruling.non_firm_by_year_mw = {0.0, 60.0, 40.0};
        ruling.non_firm.firm_at = make_time(2028, 6, 1);
        return InterconnectionDecision{ruling};
    };
    desk.open();
    desk.apply(0);
    desk.now = make_time(2025, 2, 1);
    desk.rule();
    auto const& sites = desk.world->sites;
    EXPECT_EQ(desk.desk->mail(RequestId{0}).energise_from, make_time(2026, 2, 1));
    EXPECT_EQ(sites.contract_mw(0), 0.0);
    EXPECT_EQ(sites.promised_mw[0], 100.0);
    desk.go_to(make_time(2026, 2, 1));
    desk.tell(0, Message::Kind::energise, 1.0);
    EXPECT_EQ(sites.firm_mw[0], 40.0);
    EXPECT_EQ(sites.non_firm_mw[0], 60.0);
    desk.go_to(make_time(2027, 2, 1));
    EXPECT_EQ(sites.firm_mw[0], 60.0);
    EXPECT_TRUE(desk.desk->contracts_changed());
    desk.go_to(make_time(2028, 6, 1));
    EXPECT_EQ(sites.firm_mw[0], 100.0);
    EXPECT_EQ(sites.non_firm_mw[0], 0.0);
    EXPECT_EQ(sites.promised_mw[0], 0.0);
    EXPECT_EQ(desk.world->queue.granted_mw, (std::vector{0.0, 100.0, 100.0}));
}

TEST(Desk, who_left_by_another_ruling_of_a_decision_is_neither_granted_nor_studied) {
    for (bool const is_granted : {true, false}) {
        auto here = campus("here", 40.0);
        auto there = campus("there", 40.0);
        here.project = there.project = "one";
        DeskCase desk{{here, there}};
        desk.policy.rule = [&](InterconnectionView const& view) {
            InterconnectionDecision rulings;
            if (!is_granted) {
                rulings.push_back({.request = view.request[1], .kind = RulingKind::study});
            }
            rulings.push_back({view.request[0], RulingKind::grant, 40.0});
            if (is_granted) {
                rulings.push_back({view.request[1], RulingKind::grant, 40.0});
            }
            return rulings;
        };
        desk.open();
        desk.apply(0);
        desk.apply(1);
        desk.rule();
        EXPECT_EQ(desk.state(0), RequestState::building);
        EXPECT_EQ(desk.state(1), RequestState::withdrawn);
        EXPECT_EQ(desk.count(QueueEventKind::study_began), 0);
        EXPECT_EQ(desk.world->sites.firm_mw[desk.world->first_request_site + 1], 0.0);
    }
}

TEST(Desk, the_others_of_a_project_leave_when_one_has_signed) {
    auto here = campus("here", 40.0);
    auto there = campus("there", 40.0);
    auto later = campus("later", 40.0);
    here.project = there.project = later.project = "one";
    DeskCase desk{{here, there, later}};
    desk.policy.rule = grant_all;  // of both at once: the second one has left by then, no mistake
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    EXPECT_EQ(desk.state(0), RequestState::building);
    EXPECT_EQ(desk.state(1), RequestState::withdrawn);
    EXPECT_EQ(desk.world->queue.exit_reason[1], static_cast<int>(ExitReason::placed_elsewhere));
    desk.apply(2);
    EXPECT_EQ(desk.state(2), RequestState::planned);
}

TEST(Desk, a_duplicate_that_comes_to_light_is_refused_and_the_first_one_stays) {
    auto gate = gate_at(GateStage::application);
    gate.duplicate_detection = 1.0;
    auto here = campus("here", 40.0);
    auto there = campus("there", 40.0);
    here.project = there.project = "one";
    DeskCase desk{{here, there, campus("alone", 10.0)}, {.gates = {gate}, .terms = {}}};
    desk.open();
    for (std::size_t row : {0, 1, 2}) {
        desk.apply(row);
    }
    EXPECT_EQ(desk.state(0), RequestState::waiting);
    EXPECT_EQ(desk.state(1), RequestState::refused);
    EXPECT_EQ(desk.world->queue.exit_reason[1], static_cast<int>(ExitReason::duplicate));
    EXPECT_EQ(desk.state(2), RequestState::waiting);
}

TEST(Desk, unused_megawatts_are_lost_after_two_idle_periods_and_still_paid_for) {
    DeskCase desk{{campus("idle", 100.0), campus("waits", 10.0)}};
    auto& terms = desk.rules.terms;
    terms.use_or_lose.enabled = true;
    terms.minimum_take_share = 0.85;
    terms.charge_usd_per_kw_month = 10.0;
    desk.policy.rule = [](InterconnectionView const& view) {
        InterconnectionDecision rulings;
        if (view.request[0] == RequestId{0}) {
            rulings.push_back({view.request[0], RulingKind::grant, 100.0});
        }
        return rulings;
    };
    desk.open();
    desk.apply(0);
    desk.apply(1);
    desk.rule();
    desk.tell(0, Message::Kind::energise, 1.0);
    auto& sites = desk.world->sites;
    for (int month = 0; month < 13; ++month) {
        desk.now = next_month(desk.now);
        auto const mwh = 30.0 * 730.0;  // it draws 30 MW
        sites.consumed_mwh[0] += mwh;
        sites.month_consumed_mwh[0] = mwh;
        EXPECT_EQ(sites.contract_mw(0), 100.0) << month;
        desk.desk->close_month(desk.now, 730.0);
    }
    EXPECT_NEAR(sites.contract_mw(0), 30.0, 1.0);
    EXPECT_EQ(desk.state(0), RequestState::operating);
    EXPECT_EQ(desk.count(QueueEventKind::lapsed), 1);
    // 13 months of 85 % of 100 MW less the 30 MW taken.
    EXPECT_NEAR(desk.world->queue.penalty_usd[0], 13.0 * 55.0 * 1000.0 * 10.0, 1.0);
    desk.desk->close_month(next_month(desk.now), 730.0);
    EXPECT_GT(desk.world->queue.penalty_usd[0], 13.9 * 55.0 * 1000.0 * 10.0);
}

TEST(Desk, a_request_under_study_or_with_a_question_out_is_not_ruled_on) {
    DeskCase desk{{campus("a", 40.0)}};
    desk.policy.rule = [](InterconnectionView const& view) {
        Ruling study{.request = view.request[0], .kind = RulingKind::study};
        study.median_days = 30.0;
        return InterconnectionDecision{study};
    };
    desk.open();
    desk.apply(0);
    desk.rule();
    EXPECT_THROW(desk.rule(), PolicyError);
}

}  // namespace
}  // namespace gridrush
