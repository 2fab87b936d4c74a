#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/sim/tenants/tenant_case.hpp"

namespace gridrush {
namespace {

using testing::metric;
using testing::TenantObserver;

/// Four halls of 40 MW at substations of their own in a random world of 75 days, with seven
/// tenants of all kinds, jobs that arrive at random and fail, a WAN that fails.
Experiment with_tenants(testing::RandomCase& made, std::uint32_t seed) {
    auto experiment = made.experiment;
    experiment.end = experiment.start + std::chrono::days{75};
    auto& grid = made.grid;
    Rng rng{seed, Purpose::test, 77};
    experiment.profiles.push_back(testing::profile_of_halls());
    for (int row = 0; row < 4; ++row) {
        auto const id = fmt::format("H{}", row);
        auto const bus =
            static_cast<std::size_t>(rng.uniform() * static_cast<double>(grid.buses.size()));
        auto& substation = grid.substations.emplace_back();
        substation.id = id;
        substation.bus = grid.buses[bus].id;
        for (auto const* const name : {"a", "b"}) {
            auto& bank = grid.banks.emplace_back();
            bank.id = id + name;
            bank.substation = id;
            bank.mva = 60.0;
        }
        auto site = testing::hall(fmt::format("hall{}", row), id, 40.0);
        site.interruptible_share = 1.0;
        experiment.sites.push_back(site);
    }
    auto& plant = grid.generators.emplace_back();
    plant.id = "late plant";
    plant.bus = grid.substations.back().bus;
    plant.max_mw = 300.0;
    plant.cost.points = {{0.0, 0.0}, {300.0, 24'000.0}};
    plant.from_date = experiment.start + std::chrono::days{30};
    std::array const kinds{TenantKind::training, TenantKind::fine_tuning, TenantKind::batch,
                           TenantKind::inference};
    for (std::size_t row = 0; row < 7; ++row) {
        TenantSpec tenant;
        tenant.id = fmt::format("tenant{}", row);
        tenant.kind = kinds[row % kinds.size()];
        tenant.site = fmt::format("hall{}", row % 4);
        tenant.it_mw = rng.uniform(2.0, 15.0);
        tenant.interruptions_per_gpu_day = 1e-3;
        tenant.parameters_billion = 10.0 + 100'000.0 * rng.uniform();
        if (tenant.kind != TenantKind::inference && rng.uniform() < 0.8) {
            tenant.jobs_per_day = 2.0;
            tenant.job_gpus = {Draw::Shape::uniform, 10.0, 2000.0};
            tenant.job_gpu_hours = {Draw::Shape::lognormal, 20'000.0, 1.0};
        }
        if (rng.uniform() < 0.3) {
            tenant.lease_from = experiment.start + std::chrono::days{10};
            tenant.lease_until = experiment.start + std::chrono::days{60};
            tenant.renews = rng.uniform() < 0.5;
        }
        experiment.tenants.push_back(tenant);
    }
    experiment.wan = {.outages_per_year = 300.0, .outage_hours = 5.0};
    return experiment;
}

/// Moves, splits, pauses and resumes at random, within the rules.
MigrationDecision roam(MigrationView const& view, Rng& rng) {
    auto const& tenants = view.tenants;
    std::vector<double> room(view.hosts.free_it_mw.begin(), view.hosts.free_it_mw.end());
    MigrationDecision moves;
    for (std::size_t row = 0; row < tenants.tenant.size(); ++row) {
        auto const host =
            static_cast<std::size_t>(rng.uniform() * static_cast<double>(room.size()));
        auto const what = rng.uniform();
        if (tenants.moving[row] != 0 || what < 0.3) {
            continue;
        }
        Move move{.tenant = tenants.tenant[row], .to = view.hosts.site[host]};
        auto const elsewhere = move.to != tenants.site[row] && room[host] >= tenants.it_mw[row];
        if (what < 0.4) {
            move.kind = tenants.paused[row] != 0 ? MoveKind::resume : MoveKind::pause;
        } else if (!elsewhere) {
            continue;
        } else if (tenants.kind[row] == TenantKind::inference && what < 0.8) {
            move.kind = MoveKind::split;
            move.share = rng.uniform() < 0.2 ? 0.0 : rng.uniform();
            room[host] -= tenants.it_mw[row];
        } else {
            room[host] -= tenants.it_mw[row];
        }
        moves.push_back(move);
    }
    return moves;
}

class TenantLaws : public ::testing::TestWithParam<std::uint32_t> {
protected:
    void SetUp() override {
        auto made = testing::random_case(GetParam());
        experiment = with_tenants(made, GetParam());
        Grid const grid{made.grid};
        auto policies = testing::policies_of("connect_and_manage", "pro_rata");
        policies.migration = std::make_unique<testing::MoveBy>(roam);
        simulate(experiment, grid, policies, seen);
    }
    [[nodiscard]] TenantRow const& total(std::size_t tenant) const {
        return seen.result.tenants[tenant];
    }

    void check_power_and_work() const;
    void check_moves() const;

    Experiment experiment;
    TenantObserver seen;
};

TEST_P(TenantLaws, hold) {
    check_power_and_work();
    check_moves();
}

void TenantLaws::check_power_and_work() const {
    ASSERT_EQ(metric(seen.result, "failed_intervals"), 0.0);
    ASSERT_GT(seen.moves.size(), 5U);
    auto const first_hall = experiment.sites.size() - 4;

    // What halls consume is what their tenants were granted, and never more than these wanted.
    for (std::size_t hour = 0; hour < seen.hours.size(); ++hour) {
        auto const& tenants = seen.hours[hour];
        double consumed = 0.0;
        for (std::size_t hall = 0; hall < 4; ++hall) {
            consumed += seen.intervals[hour].consumed[first_hall + hall];
        }
        auto const granted = std::accumulate(tenants.granted.begin(), tenants.granted.end(), 0.0);
        ASSERT_NEAR(granted, consumed, 1e-5) << "hour " << hour;
        for (std::size_t row = 0; row < tenants.wanted.size(); ++row) {
            ASSERT_LE(tenants.granted[row], tenants.wanted[row] + 1e-9);
            if (!std::isnan(tenants.throughput[row])) {
                ASSERT_GE(tenants.throughput[row], 0.0);
                ASSERT_LE(tenants.throughput[row], 1.0);
            }
        }
    }

    // Work done, given up and left is work submitted, by tenant and by job.
    std::vector<double> work(experiment.tenants.size(), 0.0), done = work, lost = work, jobs = work;
    for (auto const& job : seen.jobs) {
        auto const row = job.tenant.index();
        work[row] += job.gpu_hours;
        done[row] += job.done_gpu_h;
        lost[row] += job.lost_gpu_h;
        jobs[row] += 1.0;
        ASSERT_LE(job.done_gpu_h, job.gpu_hours * (1.0 + 1e-12));
        if (job.state == JobRow::State::done) {
            ASSERT_EQ(job.done_gpu_h, job.gpu_hours);
        }
    }
    for (std::size_t row = 0; row < experiment.tenants.size(); ++row) {
        auto const& all = total(row);
        EXPECT_NEAR(all.done_gpu_h + all.given_up_gpu_h + all.left_gpu_h, all.submitted_gpu_h,
                    1e-9 * (1.0 + all.submitted_gpu_h));
        EXPECT_NEAR(work[row], all.submitted_gpu_h, 1e-9 * (1.0 + work[row]));
        EXPECT_NEAR(done[row], all.done_gpu_h, 1e-9 * (1.0 + done[row]));
        EXPECT_NEAR(lost[row], all.lost_gpu_h, 1e-9 * (1.0 + lost[row]));
        EXPECT_EQ(jobs[row], all.jobs);
        EXPECT_LE(all.granted_mwh, all.wanted_mwh + 1e-6);
    }
    EXPECT_GT(metric(seen.result, "job_failures"), 0.0);
    EXPECT_GT(metric(seen.result, "gpu_hours_lost"), 0.0);
}

/// A tenant is at one site at a time, changes it by a move only, and each move that was decided
/// arrives once, after it was decided and before the next.
void TenantLaws::check_moves() const {
    std::map<std::int32_t, std::vector<MigrationRow>> by_tenant;
    for (auto const& move : seen.moves) {
        by_tenant[move.tenant.code()].push_back(move);
    }
    double transfers = 0.0;
    for (auto& [tenant, moves] : by_tenant) {
        std::ranges::sort(moves, {}, &MigrationRow::decided_at);
        for (std::size_t i = 0; i < moves.size(); ++i) {
            auto const arrives = moves[i].arrived_at != TimePoint::min();
            ASSERT_TRUE(arrives || i + 1 == moves.size());
            if (arrives) {
                transfers += 1.0;
                ASSERT_GE(moves[i].sent_at, moves[i].decided_at);
                ASSERT_GE(moves[i].arrived_at, moves[i].sent_at);
                ASSERT_TRUE(i + 1 == moves.size() ||
                            moves[i].arrived_at <= moves[i + 1].decided_at);
            }
            ASSERT_TRUE(i == 0 ||
                        moves[i].from == (moves[i - 1].kind == MoveKind::move ? moves[i - 1].to
                                                                              : moves[i - 1].from));
        }
    }
    EXPECT_EQ(transfers, metric(seen.result, "tenant_moves"));
    EXPECT_EQ(std::ranges::count(seen.events, EventKind::load_moved, &EventRow::kind),
              std::ranges::count(seen.moves, MoveKind::move, &MigrationRow::kind));
    for (std::size_t row = 0; row < experiment.tenants.size(); ++row) {
        double last = -1.0;
        for (auto const& hour : seen.hours) {
            auto const site = hour.site[row];
            if (last >= 0.0 && site >= 0.0 && site != last) {
                auto const moved = std::ranges::any_of(
                    by_tenant[static_cast<std::int32_t>(row)], [&](MigrationRow const& move) {
                        return move.from.code() == static_cast<int>(last) &&
                               move.to.code() == static_cast<int>(site);
                    });
                ASSERT_TRUE(moved);
            }
            last = site;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, TenantLaws, ::testing::Range(1u, 6u));

}  // namespace
}  // namespace gridrush
