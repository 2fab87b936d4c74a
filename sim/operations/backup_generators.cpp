#include "sim/operations/backup_generators.hpp"

#include <algorithm>
#include <cmath>

namespace gridrush {
namespace {

constexpr double negligible_h = 1e-9;

Seconds seconds_of(double hours) {
    return Seconds{std::llround(hours * 3600.0)};
}

}  // namespace

double BackupGenerators::capacity_mw(BackupSpec const& spec, double contracted_mw) {
    return std::min(spec.mw, spec.share * contracted_mw);
}

BackupGenerators::BackupGenerators(World const& world, Experiment const& experiment)
    : world_{world}, set_of_(world.sites.size(), -1) {
    for (std::size_t site = 0; site < set_of_.size(); ++site) {
        auto const contract = world.sites.contract[site];
        if (contract < 0) {
            continue;
        }
        auto const& spec =
            experiment.curtailment_contracts[static_cast<std::size_t>(contract)].backup;
        if (spec.share > 0.0) {
            set_of_[site] = static_cast<std::int32_t>(sets_.size());
            sites_.push_back(site);
            sets_.push_back({.spec = &spec, .fuel_h = spec.fuel_hours});
        }
    }
}

void BackupGenerators::begin(TimePoint now, double length_h) {
    if (std::exchange(length_h_, length_h) != length_h) {
        for (auto& set : sets_) {
            set.start_h = std::fmod(set.spec->start_minutes / 60.0, length_h);
        }
    }
    auto const new_year = !sets_.empty() && year_of(now) != year_;
    for (std::size_t row = 0; row < sets_.size(); ++row) {
        auto& set = sets_[row];
        if (set.refuelled_at <= now) {
            set.fuel_h = set.spec->fuel_hours;
            set.refuelled_at = TimePoint::max();
        }
        set.year_hours = new_year ? 0.0 : set.year_hours;
        set.available_mw = available_mw(set, world_.sites.limit_mw[sites_[row]]);
    }
    year_ = new_year ? year_of(now) : year_;
}

double BackupGenerators::available_mw(Set const& set, double limit_mw) const {
    if (set.year_hours + length_h_ > set.spec->permit_hours_per_year + negligible_h) {
        return 0.0;
    }
    // Whole intervals of a start are asked for as notice.
    auto const running_h = set.runs ? length_h_ : length_h_ - set.start_h;
    return capacity_mw(*set.spec, limit_mw) * std::min(running_h, set.fuel_h) / length_h_;
}

void BackupGenerators::run(std::size_t site, double mw, TimePoint now) {
    auto const index = set_of_[site];
    if (index < 0) {
        return;
    }
    auto& set = sets_[static_cast<std::size_t>(index)];
    running_ -= set.runs ? 1 : 0;
    set.runs = mw > 0.0;
    running_ += set.runs ? 1 : 0;
    if (!set.runs) {
        return;
    }
    auto const capacity = capacity_mw(*set.spec, world_.sites.limit_mw[site]);
    set.fuel_h = std::max(set.fuel_h - length_h_ * mw / capacity, 0.0);
    set.year_hours += length_h_;
    if (set.refuelled_at == TimePoint::max()) {
        set.refuelled_at = now + seconds_of(set.spec->refuel_hours);
    }
    energy_mwh_ += mw * length_h_;
    cost_usd_ += mw * length_h_ * set.spec->usd_per_mwh;
}

}  // namespace gridrush
