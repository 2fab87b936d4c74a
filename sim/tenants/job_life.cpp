#include "sim/tenants/job_life.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gridrush {
namespace {

/// Computes until the work is done, the machines fail or there is another order; how long it did.
double compute_stretch(Life& life, JobCard& card, double to_failure_s) {
    auto const left_s = card.work_s - card.done_s;
    card.stretch_s = std::min(left_s, to_failure_s);
    auto const computed = life.compute(card.site, card.stretch_s, card.share);
    auto const ran_s = std::exchange(card.stretch_s, 0.0) - computed.left_s;
    auto const all = computed.ending == Ending::done && left_s <= to_failure_s;
    card.done_s = all ? card.work_s : card.done_s + ran_s;
    return ran_s;
}

}  // namespace

double JobCard::unsaved_s(double done) const {
    return checkpoint_s > 0.0 ? std::fmod(done, checkpoint_s) : 0.0;
}

void JobCard::roll_back() {
    auto const unsaved = unsaved_s(done_s);
    done_s -= unsaved;
    lost_s += unsaved;
}

void live_as_job(Life& life, JobId job, JobCard& card, Rng rng) {
    auto const time_to_failure = [&] {
        return std::isinf(card.mean_to_failure_s) ? card.mean_to_failure_s
                                                  : rng.exponential(card.mean_to_failure_s);
    };
    auto to_failure_s = time_to_failure();
    while (!card.is_done()) {
        if (card.order == JobCard::Order::quit) {
            return;
        }
        if (card.order == JobCard::Order::hold) {
            if (std::exchange(card.loses_unsaved, false)) {
                card.roll_back();
            }
            static_cast<void>(life.wait_until(TimePoint::max()));
            continue;
        }
        to_failure_s -= compute_stretch(life, card, to_failure_s);
        if (to_failure_s <= 0.0 && !card.is_done()) {
            card.roll_back();
            ++card.failures;
            to_failure_s = time_to_failure();
            auto const restart = Seconds{std::llround(card.restart_s)};
            static_cast<void>(life.wait_until(life.now() + restart));  // or another order
        }
    }
    life.tell({job, Message::Kind::finish});
}

}  // namespace gridrush
