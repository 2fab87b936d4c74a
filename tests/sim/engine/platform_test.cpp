#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <simgrid/s4u.hpp>

#include "sim/engine_platform.hpp"
#include "tests/sim/engine/engine_case.hpp"

namespace gridrush {
namespace {

namespace sg4 = simgrid::s4u;
using std::chrono::hours;

constexpr std::uint64_t gigabyte = 1'000'000'000;

sg4::Host* host_of(int site) {
    return sg4::Host::by_name("site:site" + std::to_string(site));
}

/// Runs SimGrid code of a test as actors, beside an operator that steps by the hour.
void run_beside_operator(Engine& engine, std::vector<std::function<void()>> const& bodies) {
    for (auto const& body : bodies) {
        sg4::Actor::create("program", sg4::Host::by_name("ctl"), body);
    }
    engine.run([&](TimePoint now, std::span<Message const>) -> std::optional<TimePoint> {
        return now < test_start + hours{20} ? std::optional{now + hours{1}} : std::nullopt;
    });
}

/// Seconds after the start at which each transfer of 782 GB ends, all begun together.
std::vector<double> transfers(std::vector<std::pair<int, int>> const& routes) {
    EngineCase test{3};
    std::vector<double> finished(routes.size(), -1.0);
    std::vector<std::function<void()>> bodies;
    for (std::size_t r = 0; r < routes.size(); ++r) {
        bodies.emplace_back([&finished, r, from = routes[r].first, to = routes[r].second] {
            sg4::Comm::sendto(host_of(from), host_of(to), 782 * gigabyte);
            finished[r] = sg4::Engine::get_clock();
        });
    }
    run_beside_operator(test.engine, bodies);
    return finished;
}

constexpr double alone_s = 62.56 + 2 * 0.005;  // 782 GB over 12.5 GB/s, plus both latencies

TEST(EnginePlatform, moves_a_checkpoint_at_the_full_WAN_rate) {
    EXPECT_NEAR(transfers({{0, 1}})[0], alone_s, 1e-3 * alone_s);
}

TEST(EnginePlatform, shares_the_senders_link) {
    for (double const finished : transfers({{0, 1}, {0, 2}})) {
        EXPECT_NEAR(finished, 2 * 62.56, 1e-3 * 2 * 62.56);
    }
}

TEST(EnginePlatform, shares_the_receivers_link) {
    for (double const finished : transfers({{0, 2}, {1, 2}})) {
        EXPECT_NEAR(finished, 2 * 62.56, 1e-3 * 2 * 62.56);
    }
}

TEST(EnginePlatform, carries_both_directions_at_once) {
    for (double const finished : transfers({{0, 1}, {1, 0}})) {
        EXPECT_NEAR(finished, alone_s, 1e-3 * alone_s);
    }
}

TEST(EnginePlatform, does_not_slow_a_site_that_sends_to_one_and_receives_from_another) {
    for (double const finished : transfers({{0, 1}, {1, 2}, {2, 0}})) {
        EXPECT_NEAR(finished, alone_s, 1e-3 * alone_s);
    }
}

TEST(EnginePlatform, shares_links_of_very_different_rates) {
    GridSpec spec = one_bus_grid(3).spec();
    spec.substations[1].wan_gbps = 0.1;
    spec.substations[2].wan_gbps = 1000.0;
    Grid const grid{spec};
    Engine engine{grid, site_each(3), test_start};
    double narrow = -1.0;
    double wide = -1.0;
    sg4::Actor::create("narrow", sg4::Host::by_name("ctl"), [&] {
        sg4::Comm::sendto(host_of(2), host_of(1), 25 * gigabyte / 2);
        narrow = sg4::Engine::get_clock();
    });
    sg4::Actor::create("wide", sg4::Host::by_name("ctl"), [&] {
        sg4::Comm::sendto(host_of(2), host_of(0), 12'500 * gigabyte);
        wide = sg4::Engine::get_clock();
    });
    engine.run([](TimePoint now, std::span<Message const>) {
        return now < test_start + hours{2} ? std::optional{now + hours{1}} : std::nullopt;
    });
    EXPECT_NEAR(narrow, 1000.01, 0.1);
    EXPECT_NEAR(wide, 1000.01, 0.1);
}

TEST(EnginePlatform, does_not_use_the_WAN_inside_a_substation) {
    Grid const grid = one_bus_grid(1);
    std::vector<SitePlace> const sites = {{"site0", SubstationId{0}}, {"site1", SubstationId{0}}};
    Engine engine{grid, sites, test_start};
    double finished = -1.0;
    sg4::Actor::create("program", sg4::Host::by_name("ctl"), [&] {
        sg4::Comm::sendto(host_of(0), host_of(1), 782 * gigabyte);
        finished = sg4::Engine::get_clock();
    });
    engine.run([](TimePoint now, std::span<Message const>) {
        return now < test_start + hours{1} ? std::optional{now + hours{1}} : std::nullopt;
    });
    EXPECT_NEAR(finished, 782e9 / 50e9, 1e-3);  // 400 Gb/s, and no latency
}

/// The reason for the settings of SimGridArguments: with SimGrid's own, whose TCP has a window of
/// 4 MiB, the transfer that takes 62.57 s above takes more than 50 times as long.
TEST(EnginePlatform, would_be_50_times_too_slow_with_the_default_settings) {
    int count = 1;
    std::string name = "test";
    std::vector<char*> arguments{name.data(), nullptr};
    sg4::Engine engine{&count, arguments.data()};
    Grid const grid = one_bus_grid(2);
    static_cast<void>(build_platform(grid, site_each(2)));
    double finished = -1.0;
    sg4::Actor::create("program", sg4::Host::by_name("ctl"), [&] {
        sg4::Comm::sendto(host_of(0), host_of(1), 782 * gigabyte);
        finished = sg4::Engine::get_clock();
    });
    engine.run();
    EXPECT_GT(finished, 50 * alone_s);
}

TEST(EnginePlatform, refuses_a_site_without_a_substation) {
    Grid const grid = one_bus_grid(1);
    std::vector<SitePlace> const sites = {{"lost", SubstationId{1}}};
    EXPECT_THROW((Engine{grid, sites, test_start}), std::invalid_argument);
}

TEST(EnginePlatform, refuses_two_sites_of_one_name) {
    Grid const grid = one_bus_grid(1);
    std::vector<SitePlace> const sites = {{"twin", SubstationId{0}}, {"twin", SubstationId{0}}};
    EXPECT_THROW((Engine{grid, sites, test_start}), std::invalid_argument);
}

}  // namespace
}  // namespace gridrush
