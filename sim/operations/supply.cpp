#include "sim/operations/supply.hpp"

#include <algorithm>
#include <cmath>

namespace gridrush {

Supply::Supply(Grid const& grid, Experiment const& experiment)
    : grid_{grid}, area_mw_(grid.areas().size()) {
    auto const& areas = grid.areas();
    for (std::size_t area = 0; area < areas.size(); ++area) {
        growth_.push_back(experiment.override_load_growth ? experiment.load_growth_override_per_year
                                                          : areas.growth_per_year[area]);
        growth_from_.push_back(areas.growth_from[area].value_or(year_of(experiment.start)));
    }
    for (std::size_t row = 0; row < grid.series().size(); ++row) {
        auto const& series = grid.series()[row];
        auto const same = std::ranges::find_if(clock_, [&](SeriesId id) {
            return series.shares_index_with(grid.series()[id.index()]);
        });
        clock_of_series_.push_back(static_cast<std::size_t>(same - clock_.begin()));
        if (same == clock_.end()) {
            clock_.emplace_back(row);
        }
    }
    clock_index_.resize(clock_.size());
    set_date(experiment.start);
}

void Supply::set_date(TimePoint time, std::span<int const> out) {
    auto const& generators = grid_.generators();
    available_.assign(generators.size(), 0);
    for (std::size_t row = 0; row < generators.size(); ++row) {
        auto const within = generators.from_date[row] <= time && time < generators.until_date[row];
        auto const out_of_order = !out.empty() && out[row] > 0;
        available_[row] =
            static_cast<char>(generators.in_service[row] != 0 && within && !out_of_order);
    }
}

std::size_t Supply::index_of(SeriesId series, TimePoint time) const {
    if (time != clock_time_) {
        for (std::size_t clock = 0; clock < clock_.size(); ++clock) {
            clock_index_[clock] = grid_.series()[clock_[clock].index()].index_at(time);
        }
        clock_time_ = time;
    }
    return clock_index_[clock_of_series_[series.index()]];
}

double Supply::growth_factor(std::size_t area, int year) const {
    return std::pow(1.0 + growth_[area], year - growth_from_[area]);
}

void Supply::native_load(TimePoint time, std::span<double> load_mw) const {
    native_load(time, year_of(time), load_mw);
}

void Supply::native_load(TimePoint time, int growth_year, std::span<double> load_mw) const {
    auto const& areas = grid_.areas();
    for (std::size_t area = 0; area < areas.size(); ++area) {
        auto const series = areas.load_series[area];
        auto const base = series.valid()
                              ? grid_.series()[series.index()].values()[index_of(series, time)]
                              : areas.load_mw[area];
        area_mw_[area] = base * growth_factor(area, growth_year);
    }
    auto const& buses = grid_.buses();
    for (std::size_t bus = 0; bus < buses.size(); ++bus) {
        auto const area = buses.area[bus];
        auto const native =
            area.valid() ? area_mw_[area.index()] * buses.area_share[bus] : buses.load_mw[bus];
        load_mw[bus] = native + buses.shunt_mw[bus];
    }
}

void Supply::generator_limits(TimePoint time, std::span<double> min_mw,
                              std::span<double> max_mw) const {
    auto const& generators = grid_.generators();
    for (std::size_t row = 0; row < generators.size(); ++row) {
        if (!available_[row]) {
            min_mw[row] = max_mw[row] = 0.0;
            continue;
        }
        auto const series = generators.availability_series[row];
        auto const fixed = generators.output[row] == Output::fixed;
        double most = fixed ? generators.set_point_mw[row] : generators.max_mw[row];
        if (series.valid()) {
            auto const value = grid_.series()[series.index()].values()[index_of(series, time)] *
                               generators.series_to_mw[row];
            most = fixed ? value : std::min(value, generators.max_mw[row]);
        }
        max_mw[row] = most;
        min_mw[row] = fixed ? most : std::min(generators.min_mw[row], 0.0);
    }
}

}  // namespace gridrush
