#include "sim/adequacy/sequential.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>

#include "topology/random.hpp"

namespace gridrush {
namespace {

constexpr std::size_t hours_per_day = 24;
constexpr std::uint32_t years_per_block = 16;

/// The available capacity changes.
struct CapacityStep {
    double at_h;
    double change_mw;
};

/// One year of a fleet: the capacity at its start and the steps in order of time.
struct CapacityYear {
    double start_mw = 0.0;
    std::vector<CapacityStep> steps;
};

struct YearKey {
    std::uint64_t seed;
    std::uint32_t year;
};

/// Reuses the memory of `sampled`.
void sample_year(UnitFleet const& fleet, double hours, YearKey key, CapacityYear& sampled) {
    sampled.start_mw = fleet.installed_mw();
    sampled.steps.clear();
    for (std::size_t u = 0; u < fleet.size(); ++u) {
        double const outage_rate = fleet.forced_outage_rate()[u];
        if (outage_rate == 0.0) {
            continue;
        }
        Rng rng{key.seed, Purpose::outage, fleet.stream()[u], key.year};
        double const mw = fleet.mw()[u];
        bool up = rng.uniform() >= outage_rate;
        sampled.start_mw -= up ? 0.0 : mw;
        double at_h = 0.0;
        while (true) {
            at_h += rng.exponential(up ? fleet.mttf_h()[u] : fleet.mttr_h()[u]);
            if (at_h >= hours) {
                break;
            }
            sampled.steps.push_back({at_h, up ? -mw : mw});
            up = !up;
        }
    }
    std::sort(sampled.steps.begin(), sampled.steps.end(),
              [](CapacityStep const& a, CapacityStep const& b) { return a.at_h < b.at_h; });
}

/// Adds up one year of one demand, stretch by stretch of constant capacity.
class YearMeter {
public:
    explicit YearMeter(HourlyDemand const& demand) : demand_{demand} {}

    void pass(double from_h, double to_h, double capacity_mw) {
        double const limit_mw = capacity_mw + shortfall_tolerance_mw;
        if (limit_mw >= demand_.peak_mw()) {
            is_short_ = false;
            return;
        }
        for (auto hour = static_cast<std::size_t>(from_h); hour < demand_.hours(); ++hour) {
            auto const start_h = static_cast<double>(hour);
            if (start_h >= to_h) {
                break;
            }
            if (demand_.mw()[hour] <= limit_mw) {
                is_short_ = false;
                continue;
            }
            double const span_h = std::min(to_h, start_h + 1.0) - std::max(from_h, start_h);
            add_shortfall(hour, span_h, demand_.mw()[hour] - capacity_mw);
        }
    }

    [[nodiscard]] AdequacyIndices const& indices() const { return indices_; }

private:
    void add_shortfall(std::size_t hour, double span_h, double shortfall_mw) {
        double const unserved_mwh = shortfall_mw * span_h;
        indices_.lolh_h += span_h;
        indices_.lole_d += span_h * demand_.daily_peak()[hour];
        indices_.lolf_per_year += is_short_ ? 0.0 : 1.0;
        indices_.eue_mwh += unserved_mwh;
        indices_.firm_eue_mwh += unserved_mwh * demand_.firm_share()[hour];
        std::size_t const day = hour / hours_per_day + 1;
        indices_.short_days_d += day != last_short_day_ ? 1.0 : 0.0;
        last_short_day_ = day;
        is_short_ = true;
    }

    HourlyDemand const& demand_;
    AdequacyIndices indices_;
    bool is_short_ = false;
    std::size_t last_short_day_ = 0;  ///< from 1
};

AdequacyIndices measure(CapacityYear const& year, HourlyDemand const& demand) {
    YearMeter meter{demand};
    double capacity_mw = year.start_mw;
    double from_h = 0.0;
    for (CapacityStep const& step : year.steps) {
        meter.pass(from_h, step.at_h, capacity_mw);
        capacity_mw += step.change_mw;
        from_h = step.at_h;
    }
    meter.pass(from_h, static_cast<double>(demand.hours()), capacity_mw);
    return meter.indices();
}

/// Runs `work(block)` for every block on `jobs` threads; rethrows what one of them threw.
template <class Work>
void for_each_block(std::uint32_t blocks, unsigned jobs, Work const& work) {
    std::atomic<std::uint32_t> next{0};
    std::vector<std::exception_ptr> failures(jobs);
    auto const take_blocks = [&](unsigned job) {
        try {
            for (std::uint32_t block = next++; block < blocks; block = next++) {
                work(block);
            }
        } catch (...) {
            failures[job] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> threads;
        for (unsigned job = 1; job < jobs; ++job) {
            threads.emplace_back(take_blocks, job);
        }
        take_blocks(0);
    }
    for (std::exception_ptr const& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
}

}  // namespace

std::vector<std::vector<AdequacyIndices>> simulate_years(UnitFleet const& fleet,
                                                         std::vector<HourlyDemand> const& demands,
                                                         SequentialSettings const& settings) {
    std::vector<std::vector<AdequacyIndices>> result(demands.size(),
                                                     std::vector<AdequacyIndices>(settings.years));
    auto const hours = static_cast<double>(demands.front().hours());
    std::uint32_t const blocks = (settings.years + years_per_block - 1) / years_per_block;
    unsigned const jobs = std::min<unsigned>(settings.jobs, std::max(1U, blocks));
    for_each_block(blocks, jobs, [&](std::uint32_t block) {
        CapacityYear sampled;
        std::uint32_t const first = block * years_per_block;
        std::uint32_t const last = std::min(settings.years, first + years_per_block);
        for (std::uint32_t year = first; year < last; ++year) {
            sample_year(fleet, hours, {settings.seed, year}, sampled);
            for (std::size_t d = 0; d < demands.size(); ++d) {
                result[d][year] = measure(sampled, demands[d]);
            }
        }
    });
    return result;
}

}  // namespace gridrush
