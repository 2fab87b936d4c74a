#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <simgrid/plugins/energy.h>
#include <simgrid/s4u.hpp>

#include "topology/random.hpp"
#include "sim/engine.hpp"
#include "sim/engine_platform.hpp"
#include "tests/sim/engine/engine_case.hpp"

namespace gridrush {
namespace {

namespace sg4 = simgrid::s4u;
using std::chrono::hours;
using namespace std::chrono_literals;

constexpr double gigabyte = 1e9;

/// Steps by the hour for so many days; `act` is called in every step with the hour's number.
template <class Act>
void run_hourly(Engine& engine, int days, Act const& act) {
    engine.run([&, end = test_start + std::chrono::days{days}](
                   TimePoint now, std::span<Message const>) -> std::optional<TimePoint> {
        act(static_cast<int>((now - test_start) / hours{1}));
        return now < end ? std::optional{now + hours{1}} : std::nullopt;
    });
}

/// A job whose rate is drawn anew every hour, one hour in five at 0.
struct CappedJob {
    double share;
    double work_s;
    std::vector<double> rates;
    std::size_t actor = 0;
    double ended_at_s = -1.0;

    /// When it must end: the hour in which the integral of the rates reaches the work.
    [[nodiscard]] double analytic_end_s() const {
        double done = 0.0;
        for (std::size_t hour = 0; hour < rates.size(); ++hour) {
            if (done + 3600.0 * rates[hour] >= work_s) {
                return 3600.0 * static_cast<double>(hour) + (work_s - done) / rates[hour];
            }
            done += 3600.0 * rates[hour];
        }
        return -1.0;
    }
};

std::vector<CappedJob> capped_jobs(std::vector<double> const& shares, int days, double work_s) {
    std::vector<CappedJob> jobs;
    for (std::size_t j = 0; j < shares.size(); ++j) {
        Rng rng{7, Purpose::test, static_cast<std::uint32_t>(j)};
        CappedJob job{shares[j], work_s, {}};
        for (int hour = 0; hour < 24 * days; ++hour) {
            job.rates.push_back(rng.uniform() < 0.2 ? 0.0 : rng.uniform());
        }
        jobs.push_back(job);
    }
    return jobs;
}

void run_capped(Engine& engine, std::vector<CappedJob>& jobs, int days) {
    for (CappedJob& job : jobs) {
        job.actor = engine.spawn("job", SiteId{}, [&job](Life& life) {
            auto const computed = life.compute(SiteId{0}, job.work_s, job.share);
            EXPECT_EQ(computed.ending, Ending::done);
            job.ended_at_s = sg4::Engine::get_clock();
        });
    }
    run_hourly(engine, days, [&](int hour) {
        for (CappedJob const& job : jobs) {
            if (hour < 24 * days) {
                engine.set_rate(job.actor, job.rates[static_cast<std::size_t>(hour)]);
            }
        }
    });
}

TEST(EngineWork, ends_when_the_integral_of_a_random_hourly_cap_says) {
    EngineCase test{1};
    auto jobs = capped_jobs({1.0}, 400, 3600.0 * 24 * 120);
    run_capped(test.engine, jobs, 400);
    EXPECT_GT(jobs[0].analytic_end_s(), 0.0);
    EXPECT_NEAR(jobs[0].ended_at_s, jobs[0].analytic_end_s(), 1e-3);
}

TEST(EngineWork, keeps_every_jobs_own_cap_on_a_shared_host) {
    EngineCase test{1};
    auto jobs = capped_jobs({0.31, 0.0213, 0.4, 0.1777}, 400, 3600.0 * 24 * 120);
    run_capped(test.engine, jobs, 400);
    for (CappedJob const& job : jobs) {
        EXPECT_GT(job.analytic_end_s(), 0.0);
        EXPECT_NEAR(job.ended_at_s, job.analytic_end_s(), 1e-3) << "share " << job.share;
    }
}

/// Rates of one for all, of nothing for all, next to nothing and whole thousandths of the host:
/// what each of many jobs has left is what the integral of its rates leaves.
TEST(EngineWork, keeps_to_any_rates_of_many_jobs) {
    constexpr std::size_t hosts = 40;
    constexpr std::size_t per_host = 5;
    constexpr double work_s = 1e9;
    EngineCase test{hosts};
    std::vector<std::size_t> actors;
    std::vector<double> left_s(hosts * per_host, work_s);
    for (std::size_t job = 0; job < left_s.size(); ++job) {
        actors.push_back(test.engine.spawn("job", SiteId{}, [job](Life& life) {
            Rng rng{5, Purpose::test, static_cast<std::uint32_t>(job)};
            auto const share = job % 3 == 0 ? 0.2 : rng.uniform(1e-6, 0.2);
            static_cast<void>(life.compute(SiteId{job / per_host}, work_s, share));
        }));
    }
    Rng rng{6, Purpose::test, 0};
    constexpr int days = 60;
    run_hourly(test.engine, days, [&](int hour) {
        for (std::size_t job = 0; job < left_s.size(); ++job) {
            static double common = 1.0;
            auto const pick = rng.uniform();
            common = job % per_host == 0 ? rng.uniform() : common;
            auto const rate = pick < 0.2   ? 0.0
                              : pick < 0.3 ? 1e-15
                              : pick < 0.6 ? common
                              : pick < 0.8 ? 1.0
                                           : rng.uniform();
            auto const used = hour % 7 == 3 ? 0.0 : hour % 7 == 5 ? 1.0 : rate;
            if (hour < 24 * days) {
                test.engine.set_rate(actors[job], used);
                left_s[job] -= 3600.0 * used;
            } else {
                EXPECT_NEAR(test.engine.work_left_s(actors[job]), left_s[job], 1e-3);
            }
        }
    });
}

TEST(EngineWork, is_never_faster_than_its_own_full_speed) {
    EngineCase test{1};
    double ended_at_s = -1.0;
    test.engine.spawn("job", SiteId{}, [&](Life& life) {
        EXPECT_EQ(life.compute(SiteId{0}, 1000.0, 0.05).left_s, 0.0);  // alone on the host
        ended_at_s = sg4::Engine::get_clock();
    });
    run_hourly(test.engine, 1, [](int) {});
    EXPECT_NEAR(ended_at_s, 1000.0, 1e-6);
}

TEST(EngineWork, refuses_more_work_than_a_host_has) {
    EngineCase test{1};
    for (int i = 0; i < 2; ++i) {
        test.engine.spawn("job", SiteId{}, [](Life& life) {
            static_cast<void>(life.compute(SiteId{0}, 1000.0, 0.6));
        });
    }
    EXPECT_THROW(run_hourly(test.engine, 1, [](int) {}), std::logic_error);
}

/// Interrupts a work of 10 h after 3 h at this rate and goes on elsewhere; the end, in seconds.
double end_of_interrupted(double rate) {
    EngineCase test{2};
    double ended_at_s = -1.0;
    auto const actor = test.engine.spawn("job", SiteId{}, [&](Life& life) {
        auto const first = life.compute(SiteId{0}, 36'000.0, 0.5);
        EXPECT_EQ(first.ending, Ending::interrupted);
        EXPECT_NEAR(first.left_s, 36'000.0 - 3 * 3600.0 * rate, 1e-6);
        EXPECT_EQ(sg4::Engine::get_clock(), 3 * 3600.0);
        EXPECT_EQ(life.compute(SiteId{1}, first.left_s, 1.0).ending, Ending::done);
        ended_at_s = sg4::Engine::get_clock();
    });
    run_hourly(test.engine, 2, [&](int hour) {
        if (hour == 0) {
            test.engine.set_rate(actor, rate);
        } else if (hour == 3) {
            EXPECT_NEAR(test.engine.work_left_s(actor), 36'000.0 - 3 * 3600.0 * rate, 1e-6);
            test.engine.set_rate(actor, 1.0);
            test.engine.wake(actor);
        }
    });
    return ended_at_s;
}

TEST(EngineWork, that_is_interrupted_goes_on_elsewhere_with_what_is_left) {
    EXPECT_NEAR(end_of_interrupted(1.0), 36'000.0, 1e-3);
}

TEST(EngineWork, that_is_slowed_can_be_interrupted) {
    EXPECT_NEAR(end_of_interrupted(0.25), 36'000.0 + 0.75 * 3 * 3600.0, 1e-3);
}

TEST(EngineWork, that_stands_still_can_be_interrupted) {
    EXPECT_NEAR(end_of_interrupted(0.0), 36'000.0 + 3 * 3600.0, 1e-3);
}

TEST(EngineWork, does_not_begin_after_a_wake_that_came_before) {
    EngineCase test{1};
    auto left_s = -1.0;
    auto const actor = test.engine.spawn("job", SiteId{}, [&](Life& life) {
        life.sleep_until(test_start + 90min);
        left_s = life.compute(SiteId{0}, 500.0, 1.0).left_s;
        EXPECT_EQ(life.compute(SiteId{0}, 500.5, 1.0).ending, Ending::done);
        EXPECT_EQ(life.now(), test_start + 90min + 501s);  // the next whole second
    });
    run_hourly(test.engine, 1, [&](int hour) {
        if (hour == 1) {
            test.engine.wake(actor);
        }
    });
    EXPECT_EQ(left_s, 500.0);
}

TEST(EngineWork, can_be_begun_by_actors_that_the_step_adds) {
    EngineCase test{1};
    std::vector<double> ended_at_s;
    run_hourly(test.engine, 2, [&](int hour) {
        if (hour % 10 == 5) {
            test.engine.spawn("job", SiteId{}, [&](Life& life) {
                EXPECT_EQ(life.compute(SiteId{0}, 100.0, 0.5).ending, Ending::done);
                ended_at_s.push_back(sg4::Engine::get_clock());
            });
        }
    });
    ASSERT_EQ(ended_at_s.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_NEAR(ended_at_s[i], 3600.0 * (5.0 + 10.0 * static_cast<double>(i)) + 100.0, 1e-3);
    }
}

/// SimGrid's plugin for the energy of hosts as the oracle: with a host of 1 MW at full speed and
/// nothing at rest, what it counts is the integral of share times rate. Where the works need whole
/// thousandths of the host, and not nothing, no endless work runs, which the plugin would count
/// too.
TEST(EngineWork, takes_the_energy_that_SimGrid_counts) {
    sg4::Host::on_creation_cb([](sg4::Host& host) {
        std::string watts;
        for (int rung = 0; rung < power_rungs; ++rung) {
            watts += (rung == 0 ? "" : ",") + std::string{"0:0:"} +
                     std::to_string(1e6 * (power_rungs - rung) / power_rungs);
        }
        if (host.get_name() != "ctl") {
            host.set_property("wattage_per_state", watts);
        }
    });
    sg_host_energy_plugin_init();
    EngineCase test{1};
    constexpr int days = 100;
    auto jobs = capped_jobs({0.5, 0.25}, days, 3600.0 * 24 * 20);
    for (std::size_t hour = 0; hour < jobs[0].rates.size(); ++hour) {
        jobs[0].rates[hour] = std::round(jobs[0].rates[hour] * 250.0) / 250.0;
        jobs[1].rates[hour] = std::max(std::round(jobs[1].rates[hour] * 250.0) / 250.0, 0.004);
    }
    double expected_mj = 0.5 * jobs[0].work_s;
    for (double const rate : jobs[1].rates) {
        expected_mj += 0.25 * rate * 3600.0;
    }
    test.engine.spawn("endless", SiteId{},
                      [](Life& life) { static_cast<void>(life.compute(SiteId{0}, 1e12, 0.25)); });
    auto const first = test.engine.spawn("job", SiteId{}, [&](Life& life) {
        static_cast<void>(life.compute(SiteId{0}, jobs[0].work_s, 0.5));
    });
    run_hourly(test.engine, days, [&](int hour) {
        if (hour < 24 * days) {
            test.engine.set_rate(0, jobs[1].rates[static_cast<std::size_t>(hour)]);
            test.engine.set_rate(first, jobs[0].rates[static_cast<std::size_t>(hour)]);
        }
    });
    ASSERT_GT(jobs[0].analytic_end_s(), 0.0);
    sg_host_energy_update_all();
    EXPECT_NEAR(sg_host_get_consumed_energy(sg4::Host::by_name("site:site0")) / 1e6, expected_mj,
                1e-9 * expected_mj);
}

/// Seconds at which each transfer of 782 GB ends, all begun at the start.
std::vector<double> transfers(std::size_t sites,
                              std::vector<std::pair<std::size_t, std::size_t>> const& routes) {
    EngineCase test{sites};
    std::vector<double> ended_at_s(routes.size(), -1.0);
    for (std::size_t r = 0; r < routes.size(); ++r) {
        test.engine.spawn("move", SiteId{}, [&, r](Life& life) {
            EXPECT_EQ(
                life.transfer(SiteId{routes[r].first}, SiteId{routes[r].second}, 782 * gigabyte),
                Ending::done);
            ended_at_s[r] = sg4::Engine::get_clock();
        });
    }
    run_hourly(test.engine, 1, [](int) {});
    return ended_at_s;
}

constexpr double alone_s = 782.0 / 12.5;  // over 100 Gb/s

TEST(EngineTransfers, share_a_link_of_100_gigabit_fairly_among_eight) {
    std::vector<std::pair<std::size_t, std::size_t>> routes;
    for (std::size_t to = 1; to <= 8; ++to) {
        routes.emplace_back(0, to);
    }
    for (double const ended_at_s : transfers(9, routes)) {
        EXPECT_NEAR(ended_at_s, 8 * alone_s, 1e-3 * 8 * alone_s);
    }
}

/// Five leave S0 (its link is what binds: 1/5 each), three go from others to S1, which one of the
/// five goes to as well. Max-min: S0's link gives 2.5 GB/s each; what S1's has left of 12.5 GB/s is
/// 10 for three. These end first; nothing else binds then.
TEST(EngineTransfers, of_eight_over_two_links_that_bind_take_their_max_min_shares) {
    auto const ended_at_s =
        transfers(9, {{0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}, {6, 1}, {7, 1}, {8, 1}});
    for (std::size_t r = 0; r < 5; ++r) {
        EXPECT_NEAR(ended_at_s[r], 782.0 / 2.5, 1e-3 * 782.0 / 2.5);
    }
    for (std::size_t r = 5; r < 8; ++r) {
        EXPECT_NEAR(ended_at_s[r], 782.0 * 3 / 10.0, 1e-3 * 782.0 * 3 / 10.0);
    }
}

TEST(EngineTransfers, fail_with_the_WAN_and_succeed_once_it_is_restored) {
    EngineCase test{2};
    std::vector<std::pair<Ending, double>> seen;
    test.engine.spawn("move", SiteId{}, [&](Life& life) {
        while (seen.empty() || seen.back().first != Ending::done) {
            auto const ending = life.transfer(SiteId{0}, SiteId{1}, 100'000 * gigabyte);
            seen.emplace_back(ending, sg4::Engine::get_clock());
            life.sleep_until(life.now() + 30min);
        }
    });
    run_hourly(test.engine, 1, [&](int hour) {
        if (hour == 1) {
            test.engine.fail_wan(SubstationId{1});
        } else if (hour == 2) {
            test.engine.restore_wan(SubstationId{1});
        }
    });
    ASSERT_EQ(seen.size(), 4U);  // when it fails, after 30 min, at the very repair, done
    EXPECT_EQ(seen[0], (std::pair{Ending::failed, 3600.0}));
    EXPECT_EQ(seen[1], (std::pair{Ending::failed, 5400.0}));
    EXPECT_EQ(seen[2].first, Ending::failed);
    EXPECT_EQ(seen[3].first, Ending::done);
    EXPECT_NEAR(seen[3].second, 9000.0 + 8000.0, 1.0);
}

TEST(EngineTransfers, can_be_interrupted) {
    EngineCase test{2};
    auto ending = Ending::done;
    double at_s = -1.0;
    auto const actor = test.engine.spawn("move", SiteId{}, [&](Life& life) {
        ending = life.transfer(SiteId{0}, SiteId{1}, 1e6 * gigabyte);
        at_s = sg4::Engine::get_clock();
    });
    run_hourly(test.engine, 1, [&](int hour) {
        if (hour == 2) {
            test.engine.wake(actor);
        }
    });
    EXPECT_EQ(ending, Ending::interrupted);
    EXPECT_EQ(at_s, 7200.0);
}

TEST(EngineTransfers, take_no_time_where_they_lead_nowhere) {
    EngineCase test{1};
    auto ending = Ending::failed;
    test.engine.spawn("move", SiteId{}, [&](Life& life) {
        ending = life.transfer(SiteId{0}, SiteId{0}, gigabyte);
        EXPECT_EQ(life.now(), test_start);
    });
    run_hourly(test.engine, 1, [](int) {});
    EXPECT_EQ(ending, Ending::done);
}

}  // namespace
}  // namespace gridrush
