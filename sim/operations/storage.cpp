#include "sim/operations/storage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/operations/lp_vector.hpp"

namespace gridrush {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr Seconds hour_s{3600};
/// Stores give up their plan at a price just below that of firm load, charging before the rest.
constexpr double charging_helps_at = 0.998;
constexpr double discharging_helps_at = 0.999;

}  // namespace

Storage::Storage(Grid const& grid, Experiment const& experiment, DcNetwork const& network)
    : grid_{grid},
      rules_{experiment.storage},
      interval_{experiment.interval},
      help_usd_per_mwh_{
          std::min(experiment.large_load_shed_usd_per_mwh, experiment.dispatch.shed_usd_per_mwh)},
      in_service_(grid.storages().size(), 0) {
    auto const stores = grid.storages().size();
    for (auto* column : {&energy_mwh_, &shown_energy_mwh_, &charge_mw_, &discharge_mw_, &inflow_mw_,
                         &most_discharge_mw_}) {
        column->assign(stores, 0.0);
    }
    if (stores == 0 || !rules_.enabled) {
        return;
    }
    plan_ = std::make_unique<LookAhead>(network, experiment.dispatch, rules_.look_ahead_h);
    for (auto const& id : grid.storages().id) {
        auto const generator = grid.find_generator(id);
        generator_of_.push_back(generator.valid() ? generator.index() : grid.generators().size());
    }
    auto const hours = static_cast<std::size_t>(rules_.look_ahead_h);
    load_mw_.resize(hours * grid.buses().size());
    min_mw_.resize(hours * grid.generators().size());
    max_mw_.resize(min_mw_.size());
    inflow_forecast_mw_.resize(hours * stores);
    bus_sample_.resize(grid.buses().size());
    min_sample_.resize(grid.generators().size());
    max_sample_.resize(grid.generators().size());
}

void Storage::set_date(TimePoint time) {
    auto const& stores = grid_.storages();
    for (std::size_t s = 0; any() && s < stores.size(); ++s) {
        bool const within = stores.from_date[s] <= time && time < stores.until_date[s];
        bool const now = stores.in_service[s] != 0 && within;
        if (now == (in_service_[s] != 0)) {
            continue;
        }
        plan_stale_ = true;
        in_service_[s] = static_cast<char>(now);
        totals_.left += now ? 0.0 : energy_mwh_[s];
        energy_mwh_[s] = now ? stores.initial_share[s] * stores.energy_mwh[s] : 0.0;
        totals_.brought += energy_mwh_[s];
    }
}

void Storage::change_network(DcNetwork const& network) {
    plan_stale_ = true;
    if (any()) {
        plan_->change_network(network);
    }
}

void Storage::replace_generators(std::span<double> min_mw, std::span<double> max_mw) const {
    for (std::size_t s = 0; s < generator_of_.size(); ++s) {
        if (in_service_[s] && generator_of_[s] < max_mw.size()) {
            min_mw[generator_of_[s]] = max_mw[generator_of_[s]] = 0.0;
        }
    }
}

double Storage::inflow_mw(std::size_t store, TimePoint time) const {
    auto const& stores = grid_.storages();
    auto const series = stores.inflow_series[store];
    return series.valid() && in_service_[store]
               ? grid_.series()[series.index()].at(time) * stores.series_to_mw[store]
               : 0.0;
}

void Storage::forecast_hour(std::size_t hour, TimePoint start, Supply const& supply,
                            std::span<double const> large_mw) {
    auto const row = [&](std::vector<double>& table, std::size_t width) {
        return std::span{table}.subspan(hour * width, width);
    };
    auto const load = row(load_mw_, bus_sample_.size());
    auto const low = row(min_mw_, min_sample_.size());
    auto const high = row(max_mw_, max_sample_.size());
    auto const inflow = row(inflow_forecast_mw_, charge_mw_.size());
    auto const samples = std::max<std::int64_t>(1, hour_s / interval_);
    double const share = 1.0 / static_cast<double>(samples);
    std::ranges::copy(large_mw, load.begin());
    for (auto const part : {low, high, inflow}) {
        std::ranges::fill(part, 0.0);
    }
    for (std::int64_t k = 0; k < samples; ++k) {
        auto const time = start + k * interval_;
        supply.native_load(time, bus_sample_);
        supply.generator_limits(time, min_sample_, max_sample_);
        replace_generators(min_sample_, max_sample_);
        add_scaled(load, share, bus_sample_);
        for (std::size_t g = 0; g < min_sample_.size(); ++g) {
            low[g] += share * std::min(min_sample_[g], 0.0);
            high[g] += share * max_sample_[g];
        }
        for (std::size_t s = 0; s < inflow.size(); ++s) {
            inflow[s] += share * inflow_mw(s, time);
        }
    }
    hours_.push_back({load, low, high, {}});
}

void Storage::make_plan(TimePoint start, Supply const& supply, std::span<double const> large_mw,
                        std::span<CutBlock const> cuts) {
    hours_.clear();
    for (std::size_t hour = 0; hour < static_cast<std::size_t>(rules_.look_ahead_h); ++hour) {
        forecast_hour(hour, start + static_cast<int>(hour) * hour_s, supply, large_mw);
        hours_.back().cuts = cuts;
    }
    plan_status_ = plan_->plan({.first_hour = start.time_since_epoch() / hour_s,
                                .hours = hours_,
                                .inflow_mw = inflow_forecast_mw_,
                                .energy_mwh = energy_mwh_,
                                .in_service = in_service_});
    planned_at_ = start;
    plan_stale_ = plan_status_ != SolveStatus::optimal;
}

/// Of what is stored now, left at the interval's end.
double Storage::kept_mwh(std::size_t store) const {
    return energy_mwh_[store] *
           std::pow(1.0 - grid_.storages().standing_loss_per_h[store], length_h_);
}

double Storage::most_charge_mw(std::size_t store) const {
    auto const& stores = grid_.storages();
    double const room =
        (stores.energy_mwh[store] - kept_mwh(store)) / length_h_ - inflow_mw_[store];
    return std::clamp(room / stores.charge_efficiency[store], 0.0, stores.charge_mw[store]);
}

double Storage::most_discharge_mw(std::size_t store) const {
    auto const& stores = grid_.storages();
    double const ready = kept_mwh(store) / length_h_ + inflow_mw_[store];
    return std::clamp(ready * stores.discharge_efficiency[store], 0.0, stores.discharge_mw[store]);
}

SolveStatus Storage::decide(TimePoint start, double length_h, Supply const& supply,
                            std::span<double const> large_mw, std::span<CutBlock const> cuts) {
    length_h_ = length_h;
    for (std::size_t s = 0; s < charge_mw_.size(); ++s) {
        inflow_mw_[s] = inflow_mw(s, start);
    }
    auto const age_h = static_cast<double>((start - planned_at_).count()) / 3600.0;
    if (plan_stale_ || age_h >= rules_.replan_every_h) {
        make_plan(start, supply, large_mw, cuts);
    }
    auto const hour = static_cast<std::size_t>((start - planned_at_) / hour_s);
    for (std::size_t s = 0; s < charge_mw_.size(); ++s) {
        double const on = in_service_[s] ? 1.0 : 0.0;
        most_discharge_mw_[s] = on * most_discharge_mw(s);
        charge_mw_[s] = std::min(plan_->charge_mw(hour, s), on * most_charge_mw(s));
        discharge_mw_[s] = std::min(plan_->discharge_mw(hour, s), most_discharge_mw_[s]);
    }
    return plan_status_;
}

void Storage::offer_help(std::span<double> load_mw, std::span<double> injection_mw,
                         std::vector<CutBlock>& cuts) const {
    for (std::size_t s = 0; s < charge_mw_.size(); ++s) {
        auto const bus = grid_.storages().bus[s];
        double const more = most_discharge_mw_[s] - discharge_mw_[s];
        load_mw[bus.index()] += more;
        injection_mw[bus.index()] += more;
        cuts.push_back({bus, charge_mw_[s], charging_helps_at * help_usd_per_mwh_});
        cuts.push_back({bus, more, discharging_helps_at * help_usd_per_mwh_});
    }
}

double Storage::take_help(std::span<double const> cut_mw, std::span<double> load_mw,
                          std::span<double> injection_mw) {
    double usd_per_h = 0.0;
    for (std::size_t s = 0; s < charge_mw_.size(); ++s) {
        auto const bus = grid_.storages().bus[s].index();
        double const offered = most_discharge_mw_[s] - discharge_mw_[s];
        double const less = std::clamp(cut_mw[2 * s], 0.0, charge_mw_[s]);
        double const more = std::clamp(cut_mw[2 * s + 1], 0.0, offered);
        load_mw[bus] -= less + offered;
        injection_mw[bus] -= offered - more;
        charge_mw_[s] -= less;
        discharge_mw_[s] += more;
        usd_per_h += help_usd_per_mwh_ * (charging_helps_at * less + discharging_helps_at * more);
    }
    plan_stale_ = true;
    return usd_per_h;
}

void Storage::settle(bool served) {
    auto const& stores = grid_.storages();
    for (std::size_t s = 0; any() && s < charge_mw_.size(); ++s) {
        double const charge = served ? charge_mw_[s] : 0.0;
        double const discharge = served ? discharge_mw_[s] : 0.0;
        double const reached = kept_mwh(s) +
                               length_h_ * (stores.charge_efficiency[s] * charge + inflow_mw_[s]) -
                               length_h_ * discharge / stores.discharge_efficiency[s];
        double const held = std::clamp(reached, 0.0, stores.energy_mwh[s]);
        totals_.charged += length_h_ * charge;
        totals_.discharged += length_h_ * discharge;
        totals_.inflow += length_h_ * inflow_mw_[s];
        totals_.spilled += std::max(0.0, reached - held);
        energy_mwh_[s] = held;
        shown_energy_mwh_[s] = served ? held : nan;
        charge_mw_[s] = served ? charge : nan;
        discharge_mw_[s] = served ? discharge : nan;
    }
    plan_stale_ = plan_stale_ || !served;
}

double Storage::usd_per_h() const {
    return dot(grid_.storages().usd_per_mwh, discharge_mw_);
}

Storage::Totals Storage::totals() const {
    auto totals = totals_;
    totals.left += std::reduce(energy_mwh_.begin(), energy_mwh_.end());
    return totals;
}

}  // namespace gridrush
