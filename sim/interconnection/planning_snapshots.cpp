#include "sim/interconnection/planning_snapshots.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace gridrush {

namespace {

struct Hour {
    double mw = 0.0;
    TimePoint time;
};

bool is_summer(TimePoint time) {
    auto const month = calendar_hour(time).month;
    return month >= 4 && month <= 9;
}

/// The `count` hours of most MW, the first of equal ones first.
std::vector<TimePoint> highest(std::vector<Hour> hours, int count) {
    auto const kept = std::min(hours.size(), static_cast<std::size_t>(std::max(count, 1)));
    std::ranges::partial_sort(
        hours, hours.begin() + static_cast<std::ptrdiff_t>(kept),
        [](Hour const& a, Hour const& b) { return a.mw != b.mw ? a.mw > b.mw : a.time < b.time; });
    std::vector<TimePoint> times;
    for (std::size_t k = 0; k < kept; ++k) {
        times.push_back(hours[k].time);
    }
    return times;
}

}  // namespace

TimePoint end_of_study_year(TimePoint from) {
    return add_years(from, 1) - Seconds{1};
}

PlanningSnapshots::PlanningSnapshots(Grid const& grid, Experiment const& experiment)
    : grid_{grid},
      experiment_{experiment},
      supply_{grid, experiment},
      minimum_mw_(grid.generators().size()),
      maximum_mw_(grid.generators().size()) {}

/// Output that nobody chooses, at most.
double PlanningSnapshots::varying_mw(TimePoint hour) {
    auto const& generators = grid_.generators();
    supply_.generator_limits(hour, minimum_mw_, maximum_mw_);
    double sum = 0.0;
    for (std::size_t row = 0; row < generators.size(); ++row) {
        if (generators.fuel[row] == Fuel::wind || generators.fuel[row] == Fuel::solar ||
            generators.output[row] == Output::fixed) {
            sum += maximum_mw_[row];
        }
    }
    return sum;
}

PlanningSnapshots::Hours const& PlanningSnapshots::hours_of(int calendar_year) {
    auto const [place, is_new] = hours_.try_emplace(calendar_year);
    if (!is_new) {
        return place->second;
    }
    supply_.set_date(make_time(calendar_year, 1, 1));
    std::vector<double> load(grid_.buses().size());
    std::array<std::vector<Hour>, snapshot_kind_count> all;
    auto const add = [&](SnapshotKind kind, double mw, TimePoint time) {
        all[static_cast<std::size_t>(kind)].push_back({mw, time});
    };
    for (auto time = make_time(calendar_year, 1, 1); year_of(time) == calendar_year;
         time += Seconds{3600}) {
        supply_.native_load(time, calendar_year, load);
        double const mw = std::reduce(load.begin(), load.end());
        add(is_summer(time) ? SnapshotKind::summer_peak : SnapshotKind::winter_peak, mw, time);
        add(SnapshotKind::net_peak, mw - varying_mw(time), time);
        add(SnapshotKind::light_load, -mw, time);
    }
    for (std::size_t kind = 0; kind < snapshot_kind_count; ++kind) {
        place->second[kind] = highest(std::move(all[kind]), experiment_.study.peak_hours);
    }
    return place->second;
}

/// Means over the hours, of units that are there from the first to the last instant.
void PlanningSnapshots::write_units(std::span<TimePoint const> hours, TimePoint from,
                                    TimePoint until, PlanningSnapshot& snapshot) {
    auto const& generators = grid_.generators();
    snapshot.generator_min_mw.assign(generators.size(), 0.0);
    snapshot.generator_max_mw.assign(generators.size(), 0.0);
    supply_.set_date(from);
    for (TimePoint const hour : hours) {
        supply_.generator_limits(hour, minimum_mw_, maximum_mw_);
        for (std::size_t row = 0; row < generators.size(); ++row) {
            double const share = 1.0 / static_cast<double>(hours.size());
            snapshot.generator_min_mw[row] += share * std::min(minimum_mw_[row], 0.0);
            snapshot.generator_max_mw[row] += share * maximum_mw_[row];
        }
    }
    for (std::size_t row = 0; row < generators.size(); ++row) {
        if (until >= generators.until_date[row]) {
            snapshot.generator_min_mw[row] = snapshot.generator_max_mw[row] = 0.0;
        }
    }
}

void raise_supply(std::span<double> generator_max_mw, double mw) {
    double can_produce = 0.0;
    for (double const limit : generator_max_mw) {
        can_produce += std::max(limit, 0.0);
    }
    if (can_produce <= 0.0 || can_produce >= mw) {
        return;
    }
    for (double& limit : generator_max_mw) {
        limit *= limit > 0.0 ? mw / can_produce : 1.0;
    }
}

std::vector<PlanningSnapshot> PlanningSnapshots::of(TimePoint now, int year) {
    TimePoint const from = add_years(now, year);
    int const forecast = year_of(add_years(from, experiment_.study.forecast_years));
    Hours const& hours = hours_of(forecast);
    std::vector<PlanningSnapshot> snapshots;
    for (SnapshotKind const kind : experiment_.study.snapshots) {
        auto const& of_kind = hours[static_cast<std::size_t>(kind)];
        PlanningSnapshot& made = snapshots.emplace_back();
        made.kind = kind;
        made.hour = of_kind.front();
        made.native_mw.resize(grid_.buses().size());
        supply_.native_load(made.hour, forecast, made.native_mw);
        write_units(of_kind, from, end_of_study_year(from), made);
        raise_supply(made.generator_max_mw,
                     experiment_.study.supply_ratio *
                         std::reduce(made.native_mw.begin(), made.native_mw.end()));
    }
    return snapshots;
}

}  // namespace gridrush
