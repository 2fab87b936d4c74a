#include "sim/operations/bank_failures.hpp"

#include <algorithm>
#include <cmath>

#include "sim/operations/transformer_ageing.hpp"

namespace gridrush {
namespace {

constexpr double most_doublings = 100.0;  ///< of the hazard; no bank lives to see it

Seconds weeks_to_seconds(double weeks) {
    return Seconds{static_cast<Seconds::rep>(std::llround(weeks * 7.0 * 86400.0))};
}

}  // namespace

BankFailures::BankFailures(World& world, Experiment const& experiment, Grid const& grid)
    : world_{world},
      grid_{grid},
      spec_{experiment.transformers},
      lead_time_{weeks_to_seconds(spec_.lead_time_weeks)},
      installation_{weeks_to_seconds(spec_.spare_weeks)},
      log2_growth_{std::log2(spec_.old_failures_per_year / spec_.new_failures_per_year)},
      cumulated_(grid.banks().size()),
      failed_(grid.banks().size()),
      spares_{spec_.spares} {
    for (auto const& id : grid.banks().id) {
        rng_.emplace_back(experiment.seed, Purpose::bank_failure, stream_of(id),
                          experiment.replicate);
        threshold_.push_back(rng_.back().exponential(1.0));
    }
}

std::span<BankId const> BankFailures::expose(std::span<char const> in_service, double length_h) {
    failing_.clear();
    if (!spec_.failures) {
        return failing_;
    }
    for (std::size_t bank = 0; bank < in_service.size(); ++bank) {
        if (in_service[bank] == 0 || failed_[bank] != 0) {
            continue;
        }
        auto const doublings =
            std::min(log2_growth_ * world_.bank_consumed_life[bank], most_doublings);
        cumulated_[bank] +=
            spec_.new_failures_per_year * fast_exp2(doublings) * length_h / hours_per_life_year;
        if (cumulated_[bank] >= threshold_[bank]) {
            failed_[bank] = 1;
            failing_.emplace_back(bank);
        }
    }
    return failing_;
}

void BankFailures::fail(BankId bank, TimePoint now, Calendar& calendar) {
    using Kind = CalendarEvent::Kind;
    ++failures_;
    ++world_.bank_out[bank.index()];
    calendar.add(now + lead_time_, {Kind::bank_delivery, bank.code()});
    if (spares_ > 0) {
        --spares_;
        calendar.add(now + installation_, {Kind::bank_installation, bank.code()});
    } else {
        waiting_.push_back({bank, now + lead_time_});
    }
}

bool BankFailures::deliver(BankId ordered_for, TimePoint now, Calendar& calendar) {
    auto const own = std::ranges::find(waiting_, ordered_for, &Waiting::bank);
    if (own != waiting_.end()) {
        waiting_.erase(own);
        return install(ordered_for, now);
    }
    if (!waiting_.empty() && now + installation_ < waiting_.front().delivery) {
        calendar.add(now + installation_,
                     {CalendarEvent::Kind::bank_installation, waiting_.front().bank.code()});
        waiting_.erase(waiting_.begin());
    } else {
        ++spares_;
    }
    return false;
}

bool BankFailures::install(BankId bank, TimePoint now) {
    auto const row = bank.index();
    if (now >= grid_.banks().until_date[row]) {
        ++spares_;
        return false;
    }
    --world_.bank_out[row];
    world_.bank_consumed_life[row] = 0.0;
    failed_[row] = 0;
    cumulated_[row] = 0.0;
    threshold_[row] = rng_[row].exponential(1.0);
    return true;
}

}  // namespace gridrush
