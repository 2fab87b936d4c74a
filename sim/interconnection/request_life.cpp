#include "sim/interconnection/request_life.hpp"

#include <algorithm>
#include <cmath>

#include "topology/random.hpp"

namespace gridrush {

Seconds months_as_days(double months) {
    return std::chrono::days{std::lround(months * 30.436875)};
}

TimePoint after_months(TimePoint from, double months) {
    constexpr double never = 12'000.0;
    return months < never ? from + months_as_days(months) : TimePoint::max();
}

RequestDraws draw_life(RequestSpec const& spec, std::uint64_t seed, std::uint32_t replicate) {
    Rng rng{seed, Purpose::applicants, stream_of(spec.id), replicate};
    RequestDraws drawn;
    drawn.build_time = months_as_days(rng.lognormal(spec.build_months, spec.build_sigma));
    if (spec.withdrawal_per_year > 0.0) {
        auto const months = rng.exponential(12.0 / spec.withdrawal_per_year);
        drawn.changes_mind_at = after_months(spec.applied_on, months);
    }
    return drawn;
}

void live_as_request(Life& life, RequestId request, RequestSpec const& spec,
                     RequestDraws const& drawn, RequestMail& mail) {
    using Status = RequestMail::Status;
    using enum Message::Kind;
    life.sleep_until(spec.applied_on);
    life.tell({request, apply});

    // At the desk: answer what is asked, until there is a contract or no more patience. Patience
    // is for an offer; once that is there, only a change of mind ends the waiting.
    auto const patience_ends = after_months(spec.applied_on, spec.patience_months);
    auto waits_until = std::min(patience_ends, drawn.changes_mind_at);
    while (mail.status != Status::signed_) {
        if (mail.status == Status::over) {
            return;
        }
        if (mail.status == Status::asked) {
            mail.reply = answer(spec, mail.question, mail.spent_usd);
            life.tell({request, reply});
            if (mail.question.kind == Question::Kind::offer) {
                waits_until = drawn.changes_mind_at;
            }
            static_cast<void>(life.wait_until(TimePoint::max()));  // until the desk has read it
        } else if (!life.wait_until(waits_until)) {
            auto const impatient = waits_until == patience_ends;
            mail.reply.why = impatient ? ExitReason::patience : ExitReason::changed_mind;
            life.tell({request, withdraw});
            return;
        }
    }

    auto const energised_on = std::max(life.now() + drawn.build_time, mail.energise_from);
    life.sleep_until(energised_on);
    auto const ramp_months = mail.longest_ramp_months > 0.0
                                 ? std::min(spec.ramp_months, mail.longest_ramp_months)
                                 : spec.ramp_months;
    auto const ramp_time = months_as_days(ramp_months);
    life.tell({request, energise, ramp_time.count() > 0 ? spec.first_fraction : 1.0});

    for (auto month = 1; life.now() < energised_on + ramp_time; ++month) {
        life.sleep_until(std::min(energised_on + months_as_days(month), energised_on + ramp_time));
        auto const done = static_cast<double>((life.now() - energised_on).count()) /
                          static_cast<double>(ramp_time.count());
        life.tell({request, ramp, spec.first_fraction + (1.0 - spec.first_fraction) * done});
    }
}

}  // namespace gridrush
