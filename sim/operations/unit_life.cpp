#include "sim/operations/unit_life.hpp"

#include <algorithm>
#include <cmath>

namespace gridrush {
namespace {

constexpr double hours_per_year = 8760.0;
constexpr double longest_s = 1e11;  ///< some thousand years: no draw leaves the calendar

Seconds draw_exponential(Rng& rng, double mean_h) {
    return Seconds{std::llround(std::clamp(3600.0 * rng.exponential(mean_h), 1.0, longest_s))};
}

}  // namespace

OutageTimes outage_times(GeneratorColumns const& generators, std::size_t row) {
    auto const rate = generators.forced_outage_rate[row];
    OutageTimes times{generators.mttf_h[row], generators.mttr_h[row]};
    if (times.mttf_h > 0.0 && times.mttr_h > 0.0) {
        return times;
    }
    if (rate <= 0.0) {
        return {};
    }
    if (times.mttr_h > 0.0) {
        times.mttf_h = times.mttr_h * (1.0 - rate) / rate;
    } else {
        times.mttr_h = rate < 1.0 ? times.mttf_h * rate / (1.0 - rate) : 0.0;
    }
    return times;
}

OutageTimes outage_times(BranchColumns const& branches, std::size_t row) {
    auto const per_year = branches.outages_per_year[row];
    return per_year > 0.0 ? OutageTimes{hours_per_year / per_year, branches.outage_hours[row]}
                          : OutageTimes{};
}

Issues find_outages_without_times(Grid const& grid) {
    Issues issues;
    for (auto const& unit : grid.spec().generators) {
        if (unit.forced_outage_rate > 0.0 && unit.mttf_h <= 0.0 && unit.mttr_h <= 0.0) {
            issues.push_back({unit.at, "generators." + unit.id + ".mttr_h",
                              "must be given beside forced_outage_rate (found neither mttf_h nor "
                              "mttr_h; outages of generators are on and need their duration)"});
        }
    }
    return issues;
}

void live_as_unit(Life& life, Sender unit, OutageTimes times, Lifetime lifetime, Rng rng) {
    using enum Message::Kind;
    if (life.now() < lifetime.from) {
        life.sleep_until(lifetime.from);
    }
    auto const pass_time = [&](double mean_h) {
        auto const until = life.now() + draw_exponential(rng, mean_h);
        life.sleep_until(std::min(until, lifetime.until));
        return until < lifetime.until;
    };

    auto const up = rng.uniform() >= times.forced_outage_rate();
    auto stands = !up || pass_time(times.mttf_h);
    while (stands) {
        life.tell({unit, fail});
        if (!pass_time(times.mttr_h)) {
            return;
        }
        life.tell({unit, repair});
        stands = pass_time(times.mttf_h);
    }
}

}  // namespace gridrush
