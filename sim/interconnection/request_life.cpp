#include "sim/interconnection/request_life.hpp"

#include <algorithm>
#include <cmath>

#include "topology/random.hpp"

namespace gridrush {

Seconds months_as_days(double months) {
    return std::chrono::days{std::lround(months * 30.436875)};
}

Seconds draw_build_time(RequestSpec const& spec, std::uint64_t seed, std::uint32_t replicate) {
    Rng rng{seed, Purpose::applicants, stream_of(spec.id), replicate};
    return months_as_days(rng.lognormal(spec.build_months, spec.build_sigma));
}

void live_as_request(Life& life, RequestId request, RequestSpec const& spec, Seconds build_time,
                     RequestAnswer const& answer) {
    using enum Message::Kind;
    life.sleep_until(spec.applied_on);
    life.tell({request, apply});

    auto const patience_ends = spec.applied_on + months_as_days(spec.patience_months);
    if (!life.wait_until(patience_ends)) {
        life.tell({request, withdraw});
        return;
    }
    if (answer == RequestAnswer::refused) {
        return;
    }

    auto const energised_on = life.now() + build_time;
    life.sleep_until(energised_on);
    auto const ramp_time = months_as_days(spec.ramp_months);
    life.tell({request, energise, ramp_time.count() > 0 ? spec.first_fraction : 1.0});

    for (auto month = 1; life.now() < energised_on + ramp_time; ++month) {
        life.sleep_until(std::min(energised_on + months_as_days(month), energised_on + ramp_time));
        auto const done = static_cast<double>((life.now() - energised_on).count()) /
                          static_cast<double>(ramp_time.count());
        life.tell({request, ramp, spec.first_fraction + (1.0 - spec.first_fraction) * done});
    }
}

}  // namespace gridrush
