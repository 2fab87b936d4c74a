#include "sim/engine.hpp"

#include <csignal>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>
#include <simgrid/s4u.hpp>

#include "tests/sim/engine/engine_case.hpp"

namespace gridrush {
namespace {

using std::chrono::hours;
using namespace std::chrono_literals;

/// A step that goes on by the hour until `end`.
Engine::Step hourly_until(TimePoint end) {
    return [end](TimePoint now, std::span<Message const>) -> std::optional<TimePoint> {
        return now < end ? std::optional{now + hours{1}} : std::nullopt;
    };
}

Message message_from(std::size_t request, Message::Kind kind = Message::Kind::apply) {
    return {.from = RequestId{request}, .kind = kind};
}

TEST(Engine, hits_every_hour_of_20_years_exactly) {
    EngineCase test;
    TimePoint const end = add_years(test_start, 20);
    TimePoint expected = test_start;
    std::size_t inexact = 0;
    auto const result =
        test.engine.run([&](TimePoint now, std::span<Message const>) -> std::optional<TimePoint> {
            double const clock = static_cast<double>((now - test_start).count());
            inexact += now != expected || simgrid::s4u::Engine::get_clock() != clock ? 1 : 0;
            expected += hours{1};
            return now < end ? std::optional{expected} : std::nullopt;
        });
    EXPECT_EQ(result, RunEnd::complete);
    EXPECT_EQ(inexact, 0U);
    EXPECT_EQ(expected, end + hours{1});
}

TEST(Engine, gives_actors_their_exact_instants) {
    EngineCase test{1};
    std::vector<TimePoint> woken;
    test.engine.spawn("sleeper", SiteId{0}, [&](Life& life) {
        for (auto const wait : {7s, 3593s, 100'000'001s, 1s}) {
            life.sleep_until(life.now() + wait);
            woken.push_back(life.now());
        }
    });
    test.engine.run(hourly_until(add_years(test_start, 4)));
    EXPECT_EQ(woken, (std::vector{test_start + 7s, test_start + 3600s, test_start + 100'003'601s,
                                  test_start + 100'003'602s}));
}

/// Spawns 200 actors that speak at every noon: two thirds wake from sleep, one third from a wait
/// whose deadline is then. Returns them per step, in the order that the step saw.
std::vector<std::vector<std::size_t>> noon_messages(Engine& engine, int days) {
    constexpr std::size_t actors = 200;
    for (std::size_t a = 0; a < actors; ++a) {
        std::size_t const request = (a * 77) % actors;
        engine.spawn("speaker", SiteId{a % 3}, [request, days](Life& life) {
            for (int day = 0; day < days; ++day) {
                TimePoint const noon = test_start + std::chrono::days{day} + hours{12};
                if (request % 3 == 0) {
                    EXPECT_FALSE(life.wait_until(noon));
                } else {
                    life.sleep_until(noon);
                }
                life.tell(message_from(request));
            }
        });
    }
    std::vector<std::vector<std::size_t>> seen;
    engine.run([&](TimePoint now, std::span<Message const> messages) -> std::optional<TimePoint> {
        std::vector<std::size_t>& row = seen.emplace_back();
        for (Message const& message : messages) {
            row.push_back(message.from.index());
        }
        TimePoint const next = now + hours{1};
        return next < test_start + std::chrono::days{days} ? std::optional{next} : std::nullopt;
    });
    return seen;
}

TEST(Engine, delivers_what_is_told_at_an_instant_in_that_instants_step) {
    EngineCase test{3};
    auto const seen = noon_messages(test.engine, 30);
    ASSERT_EQ(seen.size(), 30U * 24U);
    for (std::size_t hour = 0; hour < seen.size(); ++hour) {
        EXPECT_EQ(seen[hour].size(), hour % 24 == 12 ? 200U : 0U) << "hour " << hour;
        for (std::size_t i = 0; i < seen[hour].size(); ++i) {
            EXPECT_EQ(seen[hour][i], i) << "hour " << hour;
        }
    }
}

TEST(Engine, delivers_what_is_told_at_the_start_in_the_first_step) {
    EngineCase test{1};
    test.engine.spawn("early", SiteId{0}, [](Life& life) { life.tell(message_from(5)); });
    std::size_t first = 0;
    test.engine.run([&](TimePoint now, std::span<Message const> messages) {
        EXPECT_EQ(now, test_start);
        first = messages.size();
        return std::optional<TimePoint>{};
    });
    EXPECT_EQ(first, 1U);
}

TEST(Engine, orders_messages_of_an_instant_by_sender_then_kind_then_arrival) {
    EngineCase test{1};
    test.engine.spawn("speaker", SiteId{0}, [](Life& life) {
        life.tell(message_from(2, Message::Kind::ramp));
        life.tell(message_from(2, Message::Kind::apply));
        life.tell({.from = RequestId{1}, .kind = Message::Kind::ramp, .value = 0.5});
        life.tell({.from = RequestId{1}, .kind = Message::Kind::ramp, .value = 0.25});
    });
    std::vector<Message> seen;
    test.engine.run([&](TimePoint, std::span<Message const> messages) {
        seen.assign(messages.begin(), messages.end());
        return std::optional<TimePoint>{};
    });
    ASSERT_EQ(seen.size(), 4U);
    EXPECT_EQ(seen[0].value, 0.5);
    EXPECT_EQ(seen[1].value, 0.25);
    EXPECT_EQ(seen[2].kind, Message::Kind::apply);
    EXPECT_EQ(seen[3].kind, Message::Kind::ramp);
}

TEST(Engine, ends_a_wait_by_wake_or_by_deadline_whichever_is_first) {
    EngineCase test{1};
    struct Waited {
        bool woken;
        TimePoint at;
        bool operator==(Waited const&) const = default;
    };
    std::vector<Waited> waited;
    std::size_t const actor = test.engine.spawn("waiter", SiteId{0}, [&](Life& life) {
        for (auto const deadline : {hours{5}, hours{6}, hours{10}, hours{20}, hours{20}}) {
            bool const woken = life.wait_until(test_start + deadline);
            waited.push_back({woken, life.now()});
        }
        bool const woken = life.wait_until(TimePoint::max());
        waited.push_back({woken, life.now()});
    });
    test.engine.run([&](TimePoint now, std::span<Message const>) -> std::optional<TimePoint> {
        auto const hour = now - test_start;
        if (hour == hours{2} || hour == hours{10} || hour == hours{12} || hour == hours{30}) {
            test.engine.wake(actor);
            test.engine.wake(actor);  // the same wake
        }
        return hour < hours{40} ? std::optional{now + hours{1}} : std::nullopt;
    });
    auto const at = [](int hour) { return test_start + hours{hour}; };
    // The wake of hour 10 comes after the deadline of hour 10 and serves the wait that follows.
    EXPECT_EQ(waited, (std::vector<Waited>{{true, at(2)},
                                           {false, at(6)},
                                           {false, at(10)},
                                           {true, at(10)},
                                           {true, at(12)},
                                           {true, at(30)}}));
}

TEST(Engine, keeps_a_wake_for_an_actor_that_sleeps) {
    EngineCase test{1};
    std::vector<TimePoint> woken;
    std::size_t const actor = test.engine.spawn("sleeper", SiteId{}, [&](Life& life) {
        life.sleep_until(test_start + hours{3});
        EXPECT_TRUE(life.wait_until(test_start));  // even past its deadline: the wake came before
        woken.push_back(life.now());
        EXPECT_FALSE(life.wait_until(test_start));
        EXPECT_FALSE(life.wait_until(test_start + hours{4}));
        woken.push_back(life.now());
    });
    test.engine.run([&](TimePoint now, std::span<Message const>) -> std::optional<TimePoint> {
        test.engine.wake(actor);
        return now < test_start + hours{1} ? std::optional{now + hours{8}} : std::nullopt;
    });
    EXPECT_EQ(woken, (std::vector{test_start + hours{3}, test_start + hours{4}}));
}

TEST(Engine, ends_actors_that_still_live_with_their_destructors) {
    EngineCase test{1};
    int ended = 0;
    struct Count {
        int& of;
        ~Count() { ++of; }
    };
    for (int a = 0; a < 10; ++a) {
        test.engine.spawn("waiter", SiteId{0}, [&](Life& life) {
            Count const count{ended};
            static_cast<void>(life.wait_until(TimePoint::max()));
        });
    }
    EXPECT_EQ(test.engine.run(hourly_until(test_start + hours{2})), RunEnd::complete);
    EXPECT_EQ(ended, 10);
}

TEST(Engine, rethrows_an_actors_exception) {
    EngineCase test{1};
    bool other_ended = false;
    struct Mark {
        bool& of;
        ~Mark() { of = true; }
    };
    test.engine.spawn("other", SiteId{0}, [&](Life& life) {
        Mark const mark{other_ended};
        life.sleep_until(TimePoint::max());
    });
    test.engine.spawn("thrower", SiteId{0}, [](Life& life) {
        life.sleep_until(test_start + hours{7});
        throw std::out_of_range{"seven hours are over"};
    });
    TimePoint last = test_start;
    try {
        test.engine.run([&](TimePoint now, std::span<Message const>) {
            last = now;
            return std::optional{now + hours{1}};
        });
        ADD_FAILURE() << "run() returned";
    } catch (std::out_of_range const& thrown) {
        EXPECT_STREQ(thrown.what(), "seven hours are over");
    }
    EXPECT_TRUE(other_ended);
    EXPECT_LE(last, test_start + hours{7});
}

TEST(Engine, rethrows_the_steps_exception) {
    EngineCase test{1};
    test.engine.spawn("sleeper", SiteId{0}, [](Life& life) { life.sleep_until(TimePoint::max()); });
    try {
        test.engine.run([&](TimePoint now, std::span<Message const>) -> std::optional<TimePoint> {
            if (now == test_start + hours{3}) {
                throw std::domain_error{"the step of hour 3"};
            }
            return now + hours{1};
        });
        ADD_FAILURE() << "run() returned";
    } catch (std::domain_error const& thrown) {
        EXPECT_STREQ(thrown.what(), "the step of hour 3");
    }
}

TEST(Engine, refuses_a_next_instant_that_is_not_later) {
    EngineCase test;
    EXPECT_THROW(
        test.engine.run([](TimePoint now, std::span<Message const>) { return std::optional{now}; }),
        std::logic_error);
}

TEST(Engine, reports_a_deadlock) {
    EngineCase test;
    try {
        test.engine.run([](TimePoint, std::span<Message const>) -> std::optional<TimePoint> {
            simgrid::s4u::Semaphore::create(0)->acquire();
            return std::nullopt;
        });
        ADD_FAILURE() << "run() returned";
    } catch (std::runtime_error const& thrown) {
        EXPECT_NE(std::string{thrown.what()}.find("deadlock"), std::string::npos);
    }
}

void interrupt_at_hour_5(int signal) {
    auto const before = std::signal(signal, SIG_IGN);  // stands for the program's own handler
    EngineCase test{1};
    bool ended = false;
    struct Mark {
        bool& of;
        ~Mark() { of = true; }
    };
    test.engine.spawn("sleeper", SiteId{0}, [&](Life& life) {
        Mark const mark{ended};
        life.sleep_until(TimePoint::max());
    });
    TimePoint last = test_start;
    auto const result = test.engine.run([&](TimePoint now, std::span<Message const>) {
        last = now;
        if (now == test_start + hours{5}) {
            std::raise(signal);
        }
        return std::optional{now + hours{1}};
    });
    EXPECT_EQ(result, RunEnd::interrupted);
    EXPECT_EQ(last, test_start + hours{5});
    EXPECT_TRUE(ended);
    EXPECT_EQ(std::signal(signal, before), SIG_IGN) << "the handler is not put back";
}

TEST(Engine, ends_interrupted_by_SIGINT) {
    interrupt_at_hour_5(SIGINT);
}

TEST(Engine, ends_interrupted_by_SIGTERM) {
    interrupt_at_hour_5(SIGTERM);
}

TEST(Engine, ends_interrupted_on_request) {
    EngineCase test;
    Engine::request_stop();
    EXPECT_EQ(test.engine.run(hourly_until(test_start + hours{5})), RunEnd::interrupted);
}

TEST(Engine, refuses_a_second_engine_in_the_process) {
    {
        EngineCase const first;
    }
    EXPECT_THROW(EngineCase{}, std::logic_error);
}

TEST(Engine, gives_the_step_a_large_stack) {
    EngineCase test;
    std::size_t sum = 0;
    test.engine.run([&](TimePoint, std::span<Message const>) {
        constexpr std::size_t bytes = std::size_t{7} << 20U;
        char volatile block[bytes];
        for (std::size_t i = bytes; i > 0; i -= 1024) {
            block[i - 1] = 1;
        }
        for (std::size_t i = bytes; i > 0; i -= 1024) {
            sum += static_cast<std::size_t>(block[i - 1]);
        }
        return std::optional<TimePoint>{};
    });
    EXPECT_EQ(sum, std::size_t{7} << 10U);
}

TEST(Engine, holds_5000_lives) {
    EngineCase test{2};
    int spoken = 0;
    for (std::size_t a = 0; a < 5000; ++a) {
        test.engine.spawn("life", SiteId{a % 2}, [a](Life& life) {
            life.sleep_until(test_start + hours{a % 50});
            life.tell(message_from(a));
            life.sleep_until(TimePoint::max());
        });
    }
    test.engine.run([&](TimePoint now, std::span<Message const> messages) {
        spoken += static_cast<int>(messages.size());
        return now < test_start + hours{60} ? std::optional{now + hours{1}} : std::nullopt;
    });
    EXPECT_EQ(spoken, 5000);
}

TEST(Engine, counts_its_wall_time_without_the_step) {
    EngineCase test;
    test.engine.run([](TimePoint, std::span<Message const>) {
        usleep(200'000);
        return std::optional<TimePoint>{};
    });
    EXPECT_GE(test.engine.engine_wall_s(), 0.0);
    EXPECT_LT(test.engine.engine_wall_s(), 0.1);
}

/// FNV-1a over what a run with 200 random lives shows, computed in a process of its own.
std::uint64_t trace_of_a_run() {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    pid_t const child = fork();
    if (child == 0) {
        std::uint64_t hash = 14695981039346656037ULL;
        auto const mix = [&](std::uint64_t value) { hash = (hash ^ value) * 1099511628211ULL; };
        EngineCase test{7};
        std::vector<std::size_t> actors;
        for (std::size_t a = 0; a < 200; ++a) {
            actors.push_back(test.engine.spawn("life", SiteId{a % 7}, [&mix, a](Life& life) {
                for (std::size_t k = 1; k < 50; ++k) {
                    mix(a);  // the order of the actors themselves
                    mix(life.wait_until(life.now() + hours{(a * k) % 40 + 1}) ? 1 : 0);
                    life.tell(message_from(a % 13));
                }
            }));
        }
        test.engine.run([&](TimePoint now, std::span<Message const> messages) {
            mix(static_cast<std::uint64_t>(now.time_since_epoch().count()));
            for (Message const& message : messages) {
                mix(message.from.index());
            }
            test.engine.wake(actors[static_cast<std::size_t>((now - test_start) / 1h) % 200]);
            return now < test_start + hours{2000} ? std::optional{now + hours{1}} : std::nullopt;
        });
        bool const written = write(ends[1], &hash, sizeof hash) == sizeof hash;
        _exit(written ? 0 : 1);
    }
    std::uint64_t hash = 0;
    EXPECT_EQ(read(ends[0], &hash, sizeof hash), static_cast<ssize_t>(sizeof hash));
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    close(ends[0]);
    close(ends[1]);
    return hash;
}

TEST(Engine, repeats_a_run_event_by_event) {
    std::uint64_t const first = trace_of_a_run();
    EXPECT_NE(first, 0U);
    EXPECT_EQ(trace_of_a_run(), first);
}

}  // namespace
}  // namespace gridrush
