#include "sim/operations/banks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

#include "sim/stopwatch.hpp"

namespace gridrush {
namespace {

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr double slack_mw = 1e-6;  // of a policy's arithmetic
constexpr auto family = PolicyFamily::loading;

}  // namespace

ThermalUnit bank_unit(TransformerSpec const& spec, Cooling cooling) {
    if (spec.standard == ThermalStandard::iec) {
        return make_unit(iec_spec(iec_class_of(cooling)), spec.paper);
    }
    IeeeSpec unit;
    unit.cooling = cooling;
    return make_unit(unit);
}

Banks::Banks(World& world, Experiment const& experiment, Grid const& grid, Supply const& supply,
             LoadingPolicy& policy, PolicyCalls& calls)
    : world_{world},
      experiment_{experiment},
      grid_{grid},
      supply_{supply},
      policy_{policy},
      calls_{calls},
      rng_{experiment.seed, Purpose::policy, static_cast<std::uint32_t>(PolicyFamily::loading),
           experiment.replicate},
      carriable_{[this](std::size_t row, LoadingClass loading, double hours) {
          return answer(row, loading, hours);
      }},
      in_service_mva_(grid.substations().size()),
      ambient_c_(grid.substations().size(), experiment.transformers.ambient_c),
      hottest_oil_c_(grid.substations().size()),
      hottest_spot_c_(grid.substations().size()),
      ceiling_mw_(grid.substations().size()),
      firm_kinds_(grid.substations().size()),
      within_dates_(grid.banks().size()),
      in_service_(grid.banks().size()),
      load_pu_(grid.banks().size(), nan),
      top_oil_c_(grid.banks().size(), nan),
      hot_spot_c_(grid.banks().size(), nan),
      ageing_rate_(grid.banks().size(), nan) {
    for (std::size_t row = 0; row < grid.substations().size(); ++row) {
        substation_ids_.emplace_back(row);
    }
    add_tracks();
    set_ambient(experiment.start);
    for (std::size_t track = 0; track < track_unit_.size(); ++track) {
        thermal_->start_steady(track, 0.0, ambient_c_[substation_of_track_[track]]);
    }
    update_capacity(experiment.start);
}

void Banks::add_tracks() {
    auto const& banks = grid_.banks();
    std::vector<Cooling> cooling;
    for (std::size_t bank = 0; bank < banks.size(); ++bank) {
        std::size_t track = 0;
        while (track < cooling.size() &&
               (substation_of_track_[track] != banks.substation[bank].index() ||
                cooling[track] != banks.cooling[bank])) {
            ++track;
        }
        if (track == cooling.size()) {
            cooling.push_back(banks.cooling[bank]);
            substation_of_track_.push_back(banks.substation[bank].index());
            track_unit_.push_back(bank_unit(experiment_.transformers, banks.cooling[bank]));
        }
        track_of_bank_.push_back(track);
    }
    thermal_ = std::make_unique<TransformerThermal>(track_unit_);
    track_load_pu_.assign(track_unit_.size(), 0.0);
    track_ambient_c_.assign(track_unit_.size(), 0.0);
    track_aged_h_.assign(track_unit_.size(), 0.0);
}

void Banks::update_capacity(TimePoint time) {
    auto const& banks = grid_.banks();
    out_count_ = 0;
    for (std::size_t bank = 0; bank < banks.size(); ++bank) {
        auto const within = banks.from_date[bank] <= time && time < banks.until_date[bank];
        within_dates_[bank] = static_cast<char>(within);
        in_service_[bank] = static_cast<char>(within && world_.bank_out[bank] == 0);
        out_count_ += within && world_.bank_out[bank] != 0;
    }
    for (std::size_t row = 0; row < substation_ids_.size(); ++row) {
        auto const& added = world_.added_bank_mva[row];
        auto const firm_mva = grid_.firm_capacity_mva(
            substation_ids_[row], time, experiment_.spare_banks, world_.bank_out, added);
        in_service_mva_[row] =
            grid_.firm_capacity_mva(substation_ids_[row], time, 0, world_.bank_out, added);
        world_.firm_capacity_mw[row] = experiment_.power_factor * firm_mva;
        world_.bank_capacity_mw[row] = experiment_.power_factor * in_service_mva_[row];
        update_substation(row);
    }
}

/// The kinds of bank that firm capacity counts on, and what the current limits of all banks allow.
void Banks::update_substation(std::size_t substation) {
    auto const& banks = grid_.banks();
    std::vector<Kind> standing;
    auto spares = static_cast<std::size_t>(experiment_.spare_banks);
    ceiling_mw_[substation] = 0.0;
    auto const stand = [&](Kind const& kind) {
        standing.push_back(kind);
        auto const limit = loading_limit(experiment_.transformers.standard,
                                         LoadingClass::short_term_emergency, kind.mva);
        ceiling_mw_[substation] += experiment_.power_factor * kind.mva * limit.load_pu;
    };
    auto const& own = grid_.substations().banks[substation];
    for (BankId const bank : own) {
        if (in_service_[bank.index()] != 0) {
            stand({track_of_bank_[bank.index()], banks.mva[bank.index()]});
        } else if (within_dates_[bank.index()] != 0 && spares > 0) {
            --spares;  // what they are there for has happened
        }
    }
    if (!own.empty()) {
        for (double const mva : world_.added_bank_mva[substation]) {
            stand({track_of_bank_[own.front().index()], mva});  // as warm as its neighbours
        }
    }
    std::ranges::stable_sort(standing, {}, &Kind::mva);
    standing.resize(standing.size() - std::min(standing.size(), spares));
    auto& kinds = firm_kinds_[substation];
    kinds.clear();
    for (Kind const& kind : standing) {
        auto const known = std::ranges::any_of(kinds, [&](Kind const& other) {
            return other.track == kind.track && other.mva == kind.mva;
        });
        if (!known) {
            kinds.push_back(kind);
        }
    }
}

void Banks::set_ambient(TimePoint start) {
    auto const& series = grid_.substations().ambient_series;
    for (std::size_t row = 0; row < series.size(); ++row) {
        if (series[row].valid()) {
            ambient_c_[row] = supply_.series_value(series[row], start);
        }
    }
    for (std::size_t track = 0; track < substation_of_track_.size(); ++track) {
        track_ambient_c_[track] = ambient_c_[substation_of_track_[track]];
    }
}

double Banks::carriable_mw(std::size_t substation, LoadingClass loading, double hours) {
    auto least_pu = std::numeric_limits<double>::infinity();
    for (Kind const& kind : firm_kinds_[substation]) {
        least_pu = std::min(
            least_pu,
            capability_.highest_load_pu(
                track_unit_[kind.track], thermal_->state(kind.track), ambient_c_[substation],
                loading_limit(experiment_.transformers.standard, loading, kind.mva), 60.0 * hours));
    }
    return firm_kinds_[substation].empty() ? 0.0 : least_pu * world_.firm_capacity_mw[substation];
}

/// What a policy asks, which may be anything.
double Banks::answer(std::size_t row, LoadingClass loading, double hours) {
    if (row >= substation_ids_.size() || !(hours >= 0.0) || !std::isfinite(hours) ||
        static_cast<std::size_t>(loading) >= loading_classes.size()) {
        throw std::invalid_argument{
            fmt::format("carriable_mw asked for row {} of {}, loading class {}, {} hours", row,
                        substation_ids_.size(), static_cast<long>(loading), hours)};
    }
    return calls_.answer([&] { return carriable_mw(row, loading, hours); });
}

void Banks::show_temperatures() {
    std::ranges::copy(ambient_c_, hottest_oil_c_.begin());
    std::ranges::copy(ambient_c_, hottest_spot_c_.begin());
    for (std::size_t substation = 0; substation < firm_kinds_.size(); ++substation) {
        for (Kind const& kind : firm_kinds_[substation]) {
            auto& oil_c = hottest_oil_c_[substation];
            auto& spot_c = hottest_spot_c_[substation];
            oil_c = std::max(oil_c, thermal_->top_oil_c(kind.track));
            spot_c = std::max(spot_c, thermal_->hot_spot_c(kind.track));
        }
    }
}

LoadingDecision Banks::ask(TimePoint start, double interval_h) {
    show_temperatures();
    LoadingView const view{.now = start,
                           .interval_h = interval_h,
                           .substation = substation_ids_,
                           .firm_mw = world_.firm_capacity_mw,
                           .bank_mw = world_.bank_capacity_mw,
                           .ambient_c = ambient_c_,
                           .top_oil_c = hottest_oil_c_,
                           .hot_spot_c = hottest_spot_c_,
                           .carriable_mw = carriable_};
    Stopwatch const watch{policy_wall_s_};
    return calls_.ask(family, start, [&] { return policy_.decide(view, rng_); });
}

/// `limit` with what breaks a rule put right: nameplate where it is no answer, 0 below it.
LoadingDecision Banks::legal(LoadingDecision limit, TimePoint start) {
    if (limit.size() != substation_ids_.size()) {
        calls_.break_silent_rule(
            family, start,
            {fmt::format("must return {} numbers, one for each substation (found {})",
                         substation_ids_.size(), limit.size())});
        return world_.firm_capacity_mw;
    }
    for (std::size_t row = 0; row < limit.size(); ++row) {
        if (limit[row] >= -slack_mw) {
            continue;
        }
        auto const missing = std::isnan(limit[row]);
        BrokenRule rule{.problem = missing ? "must return numbers" : "must not be negative",
                        .entity = "substation " + grid_.substations().id[row],
                        .row = static_cast<std::int32_t>(row),
                        .value = limit[row]};
        if (!missing) {
            rule.limit = 0.0;
        }
        calls_.break_silent_rule(family, start, rule);
        limit[row] = missing ? world_.firm_capacity_mw[row] : 0.0;
    }
    return limit;
}

void Banks::set_limits(TimePoint start, double interval_h) {
    set_ambient(start);
    auto const limit = legal(ask(start, interval_h), start);
    for (std::size_t row = 0; row < limit.size(); ++row) {
        auto const held = std::clamp(limit[row], 0.0, ceiling_mw_[row]);
        clipped_ += held != limit[row];
        world_.substation_limit_mw[row] = held;
    }
}

void Banks::step(double interval_h) {
    for (std::size_t track = 0; track < track_load_pu_.size(); ++track) {
        auto const substation = substation_of_track_[track];
        auto const mva = in_service_mva_[substation];
        auto const load_mw = world_.substation_load_mw[substation];
        if (!std::isnan(load_mw)) {
            track_load_pu_[track] = mva > 0.0 ? load_mw / (experiment_.power_factor * mva) : 0.0;
        }
    }
    std::ranges::copy(thermal_->aged_h(), track_aged_h_.begin());
    thermal_->step(track_load_pu_, track_ambient_c_, 60.0 * interval_h);
    for (std::size_t bank = 0; bank < load_pu_.size(); ++bank) {
        show(bank, interval_h);
    }
}

void Banks::show(std::size_t bank, double interval_h) {
    auto const track = track_of_bank_[bank];
    auto const substation = substation_of_track_[track];
    if (in_service_[bank] == 0) {
        auto const within = within_dates_[bank] != 0;
        load_pu_[bank] = ageing_rate_[bank] = within ? 0.0 : nan;
        top_oil_c_[bank] = hot_spot_c_[bank] = within ? ambient_c_[substation] : nan;
        return;
    }
    auto const aged_h = thermal_->aged_h()[track] - track_aged_h_[track];
    world_.bank_consumed_life[bank] +=
        aged_h / (hours_per_life_year * experiment_.transformers.normal_life_years);
    auto const known = !std::isnan(world_.substation_load_mw[substation]);
    load_pu_[bank] = known ? track_load_pu_[track] : nan;
    top_oil_c_[bank] = known ? thermal_->top_oil_c(track) : nan;
    hot_spot_c_[bank] = known ? thermal_->hottest_c()[track] : nan;
    ageing_rate_[bank] = known ? aged_h / interval_h : nan;
}

}  // namespace gridrush
