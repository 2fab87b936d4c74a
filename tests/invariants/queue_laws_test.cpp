#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <stdexcept>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

using testing::MemoryObserver;

/// Rules anything that a policy may rule, at random.
class AtRandom : public InterconnectionPolicy {
public:
    InterconnectionDecision decide(InterconnectionView const& view, Rng& rng) override {
        InterconnectionDecision rulings;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            auto const draw = rng.uniform();
            if (view.stage[row] == RequestStage::in_study ||
                view.stage[row] == RequestStage::asked) {
                if (draw < 0.02) {
                    rulings.push_back({.request = view.request[row], .kind = RulingKind::refuse});
                }
                continue;
            }
            rulings.push_back(any(view, row, draw, rng));
        }
        return rulings;
    }

private:
    static Ruling any(InterconnectionView const& view, std::size_t row, double draw, Rng& rng) {
        Ruling ruling{.request = view.request[row]};
        auto const asked = view.requested_mw[row];
        if (draw < 0.05) {
            ruling.kind = RulingKind::refuse;
        } else if (draw < 0.35) {
            ruling.kind = RulingKind::study;
            ruling.group = static_cast<int>(rng.uniform() * 2.0);
            ruling.fit = static_cast<Fit>(static_cast<int>(rng.uniform() * 4.0));
            ruling.median_days = rng.uniform(0.0, 20.0);
            ruling.p90_days = rng.uniform(0.0, 50.0);
        } else if (draw < 0.45) {
            ruling.kind = RulingKind::ask;
        } else if (draw < 0.6) {
            ruling.kind = RulingKind::grant;
            for (int year = 0; year < 3; ++year) {
                auto const firm = rng.uniform() * asked;
                ruling.firm_by_year_mw.push_back(rng.uniform() < 0.3 ? 0.0 : firm);
                ruling.non_firm_by_year_mw.push_back(rng.uniform() * (asked - firm));
            }
            ruling.remainder_stays = rng.uniform() < 0.5;
            ruling.non_firm.firm_at =
                rng.uniform() < 0.5 ? view.now + std::chrono::days{40} : TimePoint::max();
        }
        return ruling;
    }
};

struct QueueObserver : MemoryObserver {
    void queue_event(QueueEventRow const& row) override { queue_events.push_back(row); }
    std::vector<QueueEventRow> queue_events;
};

ConnectionRules random_rules(Rng& rng) {
    ConnectionRules rules;
    for (int row = 0; row < 4; ++row) {
        auto& gate = rules.gates.emplace_back();
        gate.stage = static_cast<GateStage>(static_cast<int>(rng.uniform() * 4.0));
        gate.from_mw = rng.uniform() < 0.5 ? 0.0 : 30.0;
        gate.fee_usd = rng.uniform() * 1e5;
        gate.fee_returned_share = rng.uniform();
        gate.security_usd_per_mw = rng.uniform() < 0.3 ? 0.0 : rng.uniform() * 5e4;
        gate.security_share_of_upgrades = rng.uniform() * 0.2;
        for (auto& share : gate.forfeited_share) {
            share = rng.uniform();
        }
        gate.site_control = rng.uniform() < 0.3;
        gate.duplicate_detection = rng.uniform() < 0.5 ? 0.0 : rng.uniform();
    }
    rules.terms.socialised_share = rng.uniform();
    rules.terms.use_or_lose.enabled = true;
    rules.terms.use_or_lose.months = 1;
    rules.terms.use_or_lose.periods = 1;
    rules.terms.minimum_take_share = 0.5;
    rules.terms.charge_usd_per_kw_month = 1.0;
    rules.terms.transfer.relinquish = rng.uniform() < 0.3;
    rules.terms.transfer.successor = rng.uniform() < 0.7;
    rules.terms.transfer.haircut = rng.uniform() * 0.5;
    rules.terms.transfer.check_days = rng.uniform() * 20.0;
    return rules;
}

constexpr std::array<std::size_t, 2> converting{1, 2};  ///< rows that want one site's connection

void make_applicants_choosy(Experiment& experiment, Rng& rng) {
    for (std::size_t row = 0; row < experiment.requests.size(); ++row) {
        auto& request = experiment.requests[row];
        request.least_share = rng.uniform() * 0.8;
        request.least_firm_share = rng.uniform() * 0.3;
        request.willing_usd_per_mw = rng.uniform() < 0.5 ? 1e9 : 2e5 * rng.uniform();
        request.security_limit_usd_per_mw = rng.uniform() < 0.5 ? 1e9 : 1e5 * rng.uniform();
        request.site_control_months = rng.uniform() * 2.0;
        request.withdrawal_per_year = rng.uniform();
        request.build_months = rng.uniform() * 0.5;
        request.build_sigma = 0.3;
        request.ramp_months = rng.uniform() < 0.5 ? 0.0 : 0.5;
        request.metered_share = rng.uniform();
    }
    for (auto const row : converting) {
        auto& request = experiment.requests[row];
        request.converts = experiment.sites[0].id;
        request.substation = experiment.sites[0].substation;
        request.successor = row == 2;
    }
    experiment.sites[0].transfer_usd_per_mw = 1e5 * rng.uniform();
    // One load that files at two substations.
    auto const elsewhere =
        std::ranges::find_if(experiment.requests, [&](RequestSpec const& request) {
            return request.substation != experiment.requests[0].substation;
        });
    if (elsewhere != experiment.requests.end()) {
        experiment.requests[0].project = elsewhere->project = "shared";
    }
    experiment.study.horizon_years = 2;
    experiment.study.engineers = 1;
    experiment.study.snapshots = {SnapshotKind::summer_peak};
    experiment.end = make_time(2025, 5, 1);
}

QueueObserver run(std::uint32_t seed) {
    auto made = testing::random_case(seed);
    Rng rng{seed, Purpose::test, 77};
    make_applicants_choosy(made.experiment, rng);
    auto policies = testing::policies_of("serial_fcfs", "pro_rata");
    policies.interconnection = std::make_unique<AtRandom>();
    policies.rules = random_rules(rng);
    Grid const grid{made.grid};
    QueueObserver seen;
    simulate(made.experiment, grid, policies, seen);
    return seen;
}

/// What may follow what, by kind; anything that is no state of its own may come at any time. What
/// stays in the queue beside a contract goes through the queue's states once more, each grant of it
/// on its own.
class Life {
public:
    void check(std::vector<QueueEventRow> const& events) {
        for (auto const& event : events) {
            SCOPED_TRACE(to_string(event.kind));
            ASSERT_GE(event.time, time_);
            time_ = event.time;
            ASSERT_TRUE(in_queue(event.kind));
            ASSERT_TRUE(of_connection(event.kind));
        }
    }

private:
    enum class Place { nowhere, filing, open, studied_now };
    enum class Connection { none, building, operating };

    [[nodiscard]] bool go(Place from, Place to) { return std::exchange(place_, to) == from; }
    [[nodiscard]] bool in_queue(QueueEventKind kind) {
        using enum QueueEventKind;
        switch (kind) {
            case filed:
                return go(Place::nowhere, Place::filing) && connection_ == Connection::none;
            case queued:
                return go(Place::filing, Place::open);
            case study_began:
                return go(Place::open, Place::studied_now);
            case study_ended:
                return go(Place::studied_now, Place::open);
            case offered:
                return place_ == Place::open;
            case stale:
                return place_ == Place::open || place_ == Place::studied_now;
            case signed_:
                return go(Place::open, Place::nowhere);
            case rest_queued:
                return connection_ != Connection::none && go(Place::nowhere, Place::open);
            case rest_left:
            case left:
                return std::exchange(place_, Place::nowhere) != Place::nowhere;
            default:
                return true;
        }
    }
    [[nodiscard]] bool of_connection(QueueEventKind kind) {
        using enum QueueEventKind;
        switch (kind) {
            case signed_:
                connection_ = connection_ == Connection::none ? Connection::building : connection_;
                return true;
            case energised:
                return std::exchange(connection_, Connection::operating) == Connection::building;
            case stepped_up:
            case in_operation:
            case lapsed:
                return connection_ == Connection::operating;
            case rest_left:
                return connection_ != Connection::none;
            case left:
                return connection_ == Connection::none;
            default:
                return true;
        }
    }

    TimePoint time_ = TimePoint::min();
    Place place_ = Place::nowhere;
    Connection connection_ = Connection::none;
};

/// What a site gives up is had once: by one request at most, and no more than it had.
void check_transfers(QueueObserver const& seen) {
    double kept = 0.0, given_up = 0.0;
    long taken_by = 0;
    for (std::size_t const row : {1, 2}) {
        kept += seen.result.queue.kept_mw[row];
        taken_by += seen.result.queue.transfer_usd[row] > 0.0 ? 1 : 0;
    }
    for (auto const& event : seen.queue_events) {
        given_up += event.kind == QueueEventKind::relinquished ? event.mw : 0.0;
    }
    EXPECT_LE(taken_by, 1);
    EXPECT_LE(kept + given_up, seen.intervals.front().limit[0] * (1.0 + 1e-9));
}

class QueueLaws : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(QueueLaws, hold_under_any_rulings_gates_and_terms) {
    auto const seen = run(GetParam());
    auto const& queue = seen.result.queue;
    auto const requests = queue.state.size();
    std::vector<std::vector<QueueEventRow>> of(requests);
    for (auto const& event : seen.queue_events) {
        if (event.request < 0) {
            ASSERT_EQ(event.kind, QueueEventKind::site_lapsed);
            continue;
        }
        of[static_cast<std::size_t>(event.request)].push_back(event);
    }
    check_transfers(seen);
    double upgrades_usd = 0.0;
    for (std::size_t row = 0; row < requests; ++row) {
        SCOPED_TRACE(row);
        Life{}.check(of[row]);
        double paid = 0.0;
        double signed_mw = 0.0;
        double asked = queue.requested_mw[row];
        for (auto const& event : of[row]) {
            auto const is_payment = event.kind == QueueEventKind::fee_paid ||
                                    event.kind == QueueEventKind::security_posted;
            paid += is_payment ? event.usd : 0.0;
            if (event.kind == QueueEventKind::shrunk) {
                ASSERT_LT(event.mw, asked);
                asked = event.mw;
            }
            if (event.kind == QueueEventKind::signed_) {
                ASSERT_LE(event.mw, asked * (1.0 + 1e-9));
                signed_mw += event.mw;
                ASSERT_LE(signed_mw, queue.requested_mw[row] * (1.0 + 1e-9));
            }
        }
        auto const out = queue.fees_usd[row] + queue.held_usd[row] + queue.returned_usd[row] +
                         queue.forfeited_usd[row];
        EXPECT_NEAR(paid, out, 1e-6 * (1.0 + paid));
        for (auto const usd : {queue.fees_usd[row], queue.held_usd[row], queue.returned_usd[row],
                               queue.forfeited_usd[row], queue.penalty_usd[row]}) {
            EXPECT_GE(usd, -1e-6);
        }
        for (int year = 0; year < queue.horizon_years; ++year) {
            auto const k = row * static_cast<std::size_t>(queue.horizon_years) +
                           static_cast<std::size_t>(year);
            EXPECT_LE(queue.granted_mw[k], queue.requested_mw[row] * (1.0 + 1e-9));
        }
        upgrades_usd += queue.upgrade_usd[row];
    }
    // Nobody pays for an upgrade that was not ordered, and nothing is paid twice.
    double allocated = 0.0;
    for (auto const& upgrade : seen.result.upgrades) {
        EXPECT_NEAR(upgrade.allocated_usd + upgrade.socialised_usd, upgrade.what.cost_usd, 1e-3);
        EXPECT_LE(upgrade.stranded_usd, upgrade.allocated_usd * (1.0 + 1e-9));
        allocated += upgrade.allocated_usd - upgrade.stranded_usd;
    }
    EXPECT_LE(upgrades_usd, allocated * (1.0 + 1e-9) + 1e-3);
    for (auto const& interval : seen.intervals) {
        for (std::size_t site = 0; site < interval.consumed.size(); ++site) {
            ASSERT_LE(interval.consumed[site], interval.limit[site] + 1e-6);
        }
    }
}

/// Violations of serial order. Who filed first and stands in the queue is studied first, and is
/// not passed over: nobody has an offer while somebody who filed before waits for a study. A
/// new use in place, which needs no study, has no place in this order.
int out_of_order(QueueObserver const& seen) {
    struct Dates {
        TimePoint filed = TimePoint::max(), queued = filed, studied = filed, found = filed,
                  offered = filed, left = filed;
    };
    std::vector<Dates> of(seen.result.queue.state.size());
    for (auto const& event : seen.queue_events) {
        auto& dates = of[static_cast<std::size_t>(event.request)];
        auto const first = [&](QueueEventKind kind, TimePoint& date) {
            date = event.kind == kind ? std::min(date, event.time) : date;
        };
        first(QueueEventKind::filed, dates.filed);
        first(QueueEventKind::queued, dates.queued);
        first(QueueEventKind::study_began, dates.studied);
        first(QueueEventKind::study_ended, dates.found);
        first(QueueEventKind::offered, dates.offered);
        first(QueueEventKind::left, dates.left);
    }
    for (auto const row : converting) {
        if (of[row].studied == TimePoint::max()) {
            of[row] = {};
        }
    }
    int count = 0;
    for (auto const& a : of) {
        for (auto const& b : of) {
            bool const is_before = a.filed < b.filed;
            bool const studied_late =
                a.queued < b.studied && b.studied < a.left && a.studied > b.studied;
            bool const passed_over =
                a.queued < b.offered && b.offered < a.left && a.found > b.offered;
            count += is_before && (studied_late || passed_over) ? 1 : 0;
        }
    }
    return count;
}

enum class Rule { serial, at_random };

/// Months of short studies by few engineers; applicants that leave now and then.
QueueObserver run_serial(std::uint32_t seed, Rule rule) {
    auto made = testing::random_case(seed);
    Rng rng{seed, Purpose::test, 78};
    make_applicants_choosy(made.experiment, rng);
    auto choices = default_policies();
    std::string const regime = "serial_fcfs";
    Issues issues;
    choices.interconnection = {
        regime, Parameters{find_policy(PolicyFamily::interconnection, regime)->parameters(),
                           {{"study_months", 0.5}},
                           "",
                           {},
                           issues}};
    auto policies = make_policies(choices);
    if (rule == Rule::at_random) {
        policies.interconnection = std::make_unique<AtRandom>();
    }
    Grid const grid{made.grid};
    QueueObserver seen;
    simulate(made.experiment, grid, policies, seen);
    return seen;
}

TEST_P(QueueLaws, serial_order_is_respected) {
    auto const seen = run_serial(GetParam(), Rule::serial);
    EXPECT_EQ(out_of_order(seen), 0);
    EXPECT_GE(
        std::ranges::count(seen.queue_events, QueueEventKind::study_began, &QueueEventRow::kind),
        2);
}

INSTANTIATE_TEST_SUITE_P(Seeds, QueueLaws, ::testing::Range(0u, 8u));

/// What a child process makes of `work`, a number.
double in_child(std::function<double()> const& work) {
    std::array<int, 2> channel{};
    if (pipe(channel.data()) != 0) {
        throw std::runtime_error{"no pipe"};
    }
    if (fork() == 0) {
        auto const number = work();
        auto const written = write(channel[1], &number, sizeof number);
        _exit(written == sizeof number ? 0 : 1);
    }
    double number = std::nan("");
    if (read(channel[0], &number, sizeof number) != static_cast<ssize_t>(sizeof number)) {
        throw std::runtime_error{"the child said nothing"};
    }
    return number;
}

TEST(SerialOrder, is_not_kept_by_chance) {
    double broken = 0.0;
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
        broken += in_child([seed] {  // a process holds one engine
            return static_cast<double>(out_of_order(run_serial(seed, Rule::at_random)));
        });
    }
    EXPECT_GT(broken, 0.0);
}

TEST(QueueDeterminism, same_seed_same_queue) {
    auto const digest = [] {
        double sum = 0.0;
        for (auto const& event : run(3).queue_events) {
            sum = std::fma(sum, 1.0000001,
                           static_cast<double>(event.kind) + event.mw + 1e-6 * event.usd +
                               1e-9 * static_cast<double>(event.time.time_since_epoch().count()));
        }
        return sum;
    };
    auto const there = in_child(digest);
    EXPECT_NE(there, 0.0);
    EXPECT_EQ(digest(), there);
}

/// Grants all that is asked for from `first` on.
class GrantFrom : public InterconnectionPolicy {
public:
    explicit GrantFrom(TimePoint first) : first_{first} {}
    InterconnectionDecision decide(InterconnectionView const& view, Rng& rng) override {
        InterconnectionDecision rulings;
        static_cast<void>(rng.uniform());  // a policy's own draws are its own
        for (std::size_t row = 0; view.now >= first_ && row < view.request.size(); ++row) {
            rulings.push_back({view.request[row], RulingKind::grant, view.requested_mw[row]});
        }
        return rulings;
    }

private:
    TimePoint first_;
};

TEST(QueueDeterminism, another_policy_leaves_the_applicants_draws_untouched) {
    auto const build_times = [](TimePoint first) {
        auto made = testing::random_case(5);
        for (auto& request : made.experiment.requests) {
            request.patience_months = 60.0;
            request.build_months = 1.0;
            request.build_sigma = 0.2;
        }
        made.experiment.end = make_time(2025, 7, 1);
        auto policies = testing::policies_of("serial_fcfs", "pro_rata");
        policies.interconnection = std::make_unique<GrantFrom>(first);
        Grid const grid{made.grid};
        MemoryObserver seen;
        simulate(made.experiment, grid, policies, seen);
        auto const& queue = seen.result.queue;
        double sum = 0.0;
        for (std::size_t row = 0; row < queue.state.size(); ++row) {
            EXPECT_NE(queue.energised_at[row], TimePoint::min());
            sum = 1.37 * sum +
                  static_cast<double>((queue.energised_at[row] - queue.signed_at[row]).count());
        }
        return sum;
    };
    auto const late = in_child([&] { return build_times(make_time(2025, 4, 1)); });
    EXPECT_EQ(build_times(make_time(2025, 1, 1)), late);
}

}  // namespace
}  // namespace gridrush
