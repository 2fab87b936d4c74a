#include "sim/tenants/tenants.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/operations/policy_error.hpp"
#include "tests/sim/tenants/tenant_case.hpp"

namespace gridrush {
namespace {

using testing::metric;
using testing::MovesAt;
using testing::TenantCase;
using namespace std::chrono_literals;

constexpr std::size_t east = 0;
constexpr std::size_t west = 1;

TEST(Tenants, draw_at_rest_what_they_say_and_with_jobs_what_these_take) {
    TenantCase made;
    made.add("batch", TenantKind::batch, "east", 80.0);
    made.add_job("half", "batch", 10, 48.0, 40'000.0);
    auto const seen = made.run();
    EXPECT_DOUBLE_EQ(seen.intervals[0].consumed[east], 20.0);
    EXPECT_DOUBLE_EQ(seen.intervals[240].consumed[east], 20.0 + 0.75 * 40.0);
    EXPECT_DOUBLE_EQ(seen.intervals[287].consumed[east], 50.0);
    EXPECT_DOUBLE_EQ(seen.intervals[289].consumed[east], 20.0);
    EXPECT_EQ(seen.intervals[240].consumed[west], 0.0);
}

TEST(Tenants, end_a_job_when_its_work_is_done) {
    TenantCase made;
    made.add("batch", TenantKind::batch, "east", 80.0);
    made.add_job("one", "batch", 10, 100.5, 1000.0);
    auto const seen = made.run();
    ASSERT_EQ(seen.jobs.size(), 1U);
    EXPECT_EQ(seen.jobs[0].state, JobRow::State::done);
    EXPECT_EQ(seen.jobs[0].began_at, made.at_hour(240));
    EXPECT_EQ(seen.jobs[0].ended_at, made.at_hour(340.5));
    EXPECT_DOUBLE_EQ(metric(seen.result, "gpu_hours_done"), 100'500.0);
    EXPECT_EQ(metric(seen.result, "gpu_hours_lost"), 0.0);
}

/// West carries 60 MW: of 80 wanted, 20 at rest, the job gets 40 of 60 MW.
TEST(Tenants, slow_a_job_with_the_grant) {
    TenantCase made;
    made.experiment.sites[west].mw = 90.0;
    auto& batch = made.add("batch", TenantKind::batch, "west", 80.0);
    batch.flexible_share = 0.25;
    made.add_job("all", "batch", 0, 240.0, 80'000.0);
    auto const seen = made.run();
    EXPECT_NEAR(seen.hours[5].granted[0], 60.0, 1e-6);
    EXPECT_NEAR(seen.hours[5].throughput[0], 2.0 / 3.0, 1e-6);
    ASSERT_EQ(seen.jobs.size(), 1U);
    EXPECT_NEAR(static_cast<double>((seen.jobs[0].ended_at - made.experiment.start).count()),
                3600.0 * 360.0, 2.0);
    // 360 h at 2/3: a third of 80 MW is missed, a twelfth of it beyond the 25 % that it bears.
    EXPECT_NEAR(metric(seen.result, "tenant_missed_mwh"), 360.0 * 80.0 / 3.0, 0.1);
    EXPECT_NEAR(metric(seen.result, "tenant_sla_credit_usd"), 300.0 * 360.0 * 80.0 / 12.0, 10.0);
}

TEST(Tenants, line_jobs_up_for_free_GPUs_in_the_order_of_arrival) {
    TenantCase made;
    made.add("batch", TenantKind::batch, "east", 1.0);
    made.add_job("first", "batch", 1, 10.0, 600.0);
    made.add_job("second", "batch", 1, 10.0, 600.0);
    made.add_job("third", "batch", 1, 10.0, 400.0);
    auto const seen = made.run();
    ASSERT_EQ(seen.jobs.size(), 3U);
    std::vector<TimePoint> began;
    for (int number = 1; number <= 3; ++number) {
        began.push_back(std::ranges::find(seen.jobs, number, &JobRow::number)->began_at);
    }
    // GPUs that come free at the start of an hour are taken then.
    EXPECT_EQ(began, (std::vector{made.at_hour(24), made.at_hour(34), made.at_hour(34)}));
}

/// Failures come after exponential times of computing: a job of 1,000 GPUs at 0.024 per GPU and day
/// fails once an hour on average, and each failure loses less than a checkpoint interval.
TEST(Tenants, restart_failed_jobs_from_the_last_checkpoint) {
    TenantCase made;
    auto& training = made.add("training", TenantKind::training, "east", 10.0);
    training.interruptions_per_gpu_day = 0.024;
    training.checkpoint_minutes = 30.0;
    training.restart_minutes = 11.0;
    made.add_job("long", "training", 0, 400.0, 1000.0);
    auto const seen = made.run();
    ASSERT_EQ(seen.jobs.size(), 1U);
    auto const& job = seen.jobs[0];
    EXPECT_EQ(job.state, JobRow::State::done);
    auto const lost_h = job.lost_gpu_h / 1000.0;
    auto const took_h = static_cast<double>((job.ended_at - job.began_at).count()) / 3600.0;
    // A restart begins with the next whole second.
    EXPECT_NEAR(took_h, 400.0 + lost_h + job.failures * 11.0 / 60.0, job.failures / 3600.0);
    // One failure an hour of computing; 5 standard deviations.
    EXPECT_NEAR(job.failures, 400.0 + lost_h, 5.0 * std::sqrt(400.0 + lost_h));
    // The time since the last half hour, of exponential times: a quarter of an hour, roughly.
    EXPECT_NEAR(lost_h / job.failures, 0.25, 0.05);
}

TEST(Tenants, compute_one_endless_job_when_they_have_no_other) {
    TenantCase made;
    made.add("training", TenantKind::training, "east", 10.0);
    auto const seen = made.run();
    EXPECT_EQ(metric(seen.result, "jobs_submitted"), 1.0);
    EXPECT_NEAR(metric(seen.result, "gpu_hours_done"), 9000.0 * 960.0, 1.0);
    EXPECT_DOUBLE_EQ(seen.hours[3].granted[0], 2.5 + 0.75 * 9.0);
}

TEST(Tenants, of_inference_follow_the_day) {
    TenantCase made;
    auto& chat = made.add("chat", TenantKind::inference, "east", 40.0);
    chat.peak_utilisation = 0.8;
    chat.trough_to_peak = 0.5;
    chat.peak_hour = 12.0;
    auto const seen = made.run();
    EXPECT_NEAR(seen.hours[12].granted[0], 10.0 + 0.75 * 32.0, 1e-9);
    EXPECT_NEAR(seen.hours[24].granted[0], 10.0 + 0.75 * 16.0, 1e-9);
    EXPECT_EQ(metric(seen.result, "tenant_missed_mwh"), 0.0);
    EXPECT_EQ(metric(seen.result, "jobs_submitted"), 0.0);
}

TEST(Tenants, leave_with_their_lease_and_give_their_jobs_up) {
    TenantCase made;
    auto& batch = made.add("batch", TenantKind::batch, "east", 1.0);
    batch.lease_from = made.at_hour(24);
    batch.lease_until = made.at_hour(124);
    batch.renews = false;
    made.add_job("runs", "batch", 0, 300.0, 800.0);
    made.add_job("waits", "batch", 0, 300.0, 800.0);
    made.add_job("late", "batch", 20, 300.0, 800.0);
    auto const seen = made.run();
    EXPECT_EQ(seen.intervals[23].consumed[east], 0.0);
    EXPECT_GT(seen.intervals[24].consumed[east], 0.0);
    EXPECT_EQ(seen.intervals[124].consumed[east], 0.0);
    EXPECT_NEAR(metric(seen.result, "gpu_hours_done"), 100.0 * 800.0, 1e-3);
    EXPECT_NEAR(metric(seen.result, "gpu_hours_given_up"), 800.0 * 800.0, 1e-3);
    EXPECT_EQ(metric(seen.result, "gpu_hours_left"), 0.0);
}

/// A month begins at hour 744. 12 TB over 100 Gb/s take 960 s, the restart 660 s; the job had
/// computed 744 h and 0 min since its last checkpoint at 0.8 h: 744 = 930 x 0.8 leaves nothing, so
/// the checkpoints are every 50 min: 744 h = 892 x 50 min + 40 min.
TEST(Tenants, move_with_their_data_and_go_on_there) {
    TenantCase made;
    auto& training = made.add("training", TenantKind::training, "east", 40.0);
    training.parameters_billion = 1000.0;
    training.checkpoint_minutes = 50.0;
    training.move_usd = 7.0;
    made.add_job("job", "training", 0, 900.0, 1000.0);
    auto const seen =
        made.run(MovesAt{{{made.at_hour(744), {.tenant = TenantId{0}, .to = SiteId{west}}}}});
    ASSERT_EQ(seen.moves.size(), 1U);
    auto const& move = seen.moves[0];
    EXPECT_EQ(move.decided_at, made.at_hour(744));
    EXPECT_NEAR(static_cast<double>((move.sent_at - move.decided_at).count()), 960.0, 1.5);
    EXPECT_EQ(move.arrived_at, move.sent_at + 11min);
    EXPECT_NEAR(move.lost_gpu_h, 1000.0 * 40.0 / 60.0, 1e-6);
    EXPECT_EQ(move.gb, 12'000.0);
    EXPECT_EQ(metric(seen.result, "move_fees_usd"), 7.0);
    // It computes again from the next hour on, having lost an hour and 40 min.
    ASSERT_EQ(seen.jobs.size(), 1U);
    EXPECT_NEAR(static_cast<double>((seen.jobs[0].ended_at - made.at_hour(900)).count()), 6000.0,
                1.0);
    EXPECT_GT(seen.intervals[743].consumed[east], 10.0);
    EXPECT_EQ(seen.intervals[744].consumed[east], 0.0);
    EXPECT_EQ(seen.intervals[744].consumed[west], 10.0);  // at rest, until it can compute
    EXPECT_DOUBLE_EQ(seen.intervals[745].consumed[west], 10.75);
}

TEST(Tenants, lose_nothing_when_they_pause) {
    TenantCase made;
    made.experiment.end = made.experiment.start + std::chrono::days{70};
    made.add("training", TenantKind::training, "east", 40.0);
    made.add_job("job", "training", 0, 750.25, 1000.0);
    auto const seen = made.run(
        MovesAt{{{made.at_hour(744), {.tenant = TenantId{0}, .kind = MoveKind::pause}},
                 {made.at_hour(744 + 672), {.tenant = TenantId{0}, .kind = MoveKind::resume}}}});
    ASSERT_EQ(seen.jobs.size(), 1U);
    EXPECT_EQ(seen.jobs[0].lost_gpu_h, 0.0);
    EXPECT_EQ(seen.jobs[0].ended_at, made.at_hour(750.25 + 672.0));
    EXPECT_EQ(seen.intervals[800].consumed[east], 0.0);
}

TEST(Tenants, serve_a_part_elsewhere_once_the_weights_are_there) {
    TenantCase made;
    auto& chat = made.add("chat", TenantKind::inference, "east", 40.0);
    chat.peak_utilisation = 0.5;
    chat.trough_to_peak = 1.0;
    auto const seen = made.run(MovesAt{
        {{made.at_hour(744),
          {.tenant = TenantId{0}, .kind = MoveKind::split, .to = SiteId{west}, .share = 0.25}}}});
    ASSERT_EQ(seen.moves.size(), 1U);
    EXPECT_EQ(seen.moves[0].kind, MoveKind::split);
    EXPECT_DOUBLE_EQ(seen.intervals[744].consumed[east], 25.0);
    EXPECT_DOUBLE_EQ(seen.intervals[746].consumed[east], 0.75 * 25.0);
    EXPECT_DOUBLE_EQ(seen.intervals[746].consumed[west], 0.25 * 25.0);
    EXPECT_EQ(metric(seen.result, "tenant_missed_mwh"), 0.0);
}

/// 1,250 TB take 100,000 s; the WAN fails every 40 h on average for an hour.
TEST(Tenants, arrive_once_though_the_WAN_fails_on_the_way) {
    TenantCase made;
    made.experiment.end = made.experiment.start + std::chrono::days{90};
    made.experiment.wan = {.outages_per_year = 219.0, .outage_hours = 1.0};
    auto& training = made.add("training", TenantKind::training, "east", 40.0);
    training.parameters_billion = 1'250'000.0 / 12.0;
    made.add_job("job", "training", 0, 1000.0, 1000.0);
    auto const seen =
        made.run(MovesAt{{{made.at_hour(744), {.tenant = TenantId{0}, .to = SiteId{west}}}}});
    ASSERT_EQ(seen.moves.size(), 1U);
    EXPECT_GT(seen.moves[0].failures, 0.0);
    EXPECT_GT(seen.moves[0].arrived_at, made.at_hour(744) + 100'000s);
    EXPECT_GT(std::ranges::count(seen.events, EventKind::wan_failed, &EventRow::kind), 10);
    ASSERT_EQ(seen.jobs.size(), 1U);
    EXPECT_EQ(seen.jobs[0].state, JobRow::State::done);
    EXPECT_NEAR(seen.jobs[0].done_gpu_h, 1'000'000.0, 1e-6);
}

TEST(Tenants, of_a_policy_that_breaks_a_rule_end_the_run) {
    TenantCase made;
    made.add("training", TenantKind::training, "east", 80.0);
    EXPECT_THROW(
        made.run(MovesAt{{{made.experiment.start, {.tenant = TenantId{0}, .to = SiteId{west}}}}}),
        PolicyError);  // 80 MW where 60 are
}

TEST(Tenants, that_may_not_do_what_was_decided_stay_as_they_are_when_decisions_are_put_right) {
    TenantCase made;
    auto choices = default_policies();
    choices.on_invalid = OnInvalid::clip;
    made.experiment.policies = choices;
    made.add("training", TenantKind::training, "east", 80.0);
    TenantId const training{0};
    SiteId const to_west{west};
    std::vector<Move> const wrong{
        {.tenant = training, .to = to_west},
        {.tenant = training, .to = SiteId{east}},
        {.tenant = training, .to = SiteId{}},
        {.tenant = TenantId{}, .to = to_west},
        {.tenant = TenantId{5}, .to = to_west},
        {.tenant = training, .kind = MoveKind::split, .to = to_west, .share = 0.5},
        {.tenant = training, .kind = MoveKind::resume},
        {.tenant = training, .kind = static_cast<MoveKind>(9)},
    };
    auto asked = false;
    auto const seen = made.run([&](MigrationView const&, Rng&) {
        return std::exchange(asked, true) ? MigrationDecision{} : wrong;
    });
    EXPECT_EQ(metric(seen.result, "clipped_decisions"), static_cast<double>(wrong.size()));
    EXPECT_EQ(std::ranges::count(seen.decisions, Outcome::refused, &DecisionRow::outcome),
              static_cast<std::ptrdiff_t>(wrong.size()));
    EXPECT_TRUE(seen.moves.empty());
    EXPECT_GT(metric(seen.result, "gpu_hours_done"), 0.0);
}

TEST(Tenants, leave_runs_without_them_as_they_are) {
    TenantCase made;
    auto const seen = made.run();
    for (auto const& one : seen.result.summary) {
        EXPECT_FALSE(one.name.starts_with("tenant_") || one.name.starts_with("job")) << one.name;
    }
}

TEST(TenantMistakes, are_told_all_at_once) {
    TenantCase made;
    made.add("big", TenantKind::training, "east", 120.0);
    made.add("lost", TenantKind::training, "nowhere", 1.0);
    made.add("small", TenantKind::training, "west", 0.0001);
    auto& chat = made.add("chat", TenantKind::inference, "west", 1.0);
    chat.jobs_per_day = 1.0;
    chat.latency_bound_ms = 100.0;
    auto& short_lease = made.add("short", TenantKind::batch, "west", 1.0);
    short_lease.lease_from = made.at_hour(10);
    short_lease.lease_until = made.at_hour(5);
    made.add("short", TenantKind::batch, "west", 1.0);
    made.add_job("job", "chat", 0, 1.0, 1.0);
    made.add_job("job", "nobody", 0, 1.0, 1.0);
    made.add_job("huge", "short", 0, 1.0, 5000.0);
    auto const issues = validate(made.experiment, Grid{made.grid});
    std::vector<std::string> paths;
    for (auto const& issue : issues) {
        paths.push_back(issue.path);
    }
    std::ranges::sort(paths);
    EXPECT_EQ(paths, (std::vector<std::string>{
                         "jobs.huge.gpus", "jobs.job", "jobs.job.tenant", "jobs.job.tenant",
                         "tenants.big.it_mw", "tenants.chat.jobs_per_day",
                         "tenants.chat.latency_bound_ms", "tenants.lost.site", "tenants.short",
                         "tenants.short.lease_until", "tenants.small.it_mw"}));
}

}  // namespace
}  // namespace gridrush
