#include "sim/operations/load_forecast.hpp"

#include <algorithm>
#include <numeric>

#include "topology/random.hpp"

namespace gridrush {

LoadForecast::LoadForecast(Experiment const& experiment, Supply const& supply, std::size_t buses)
    : experiment_{experiment}, supply_{supply}, bus_mw_(buses) {}

double LoadForecast::error_of(TimePoint time) {
    auto const day = std::chrono::floor<std::chrono::days>(time);
    if (day != day_) {
        day_ = day;
        Rng rng{experiment_.seed, Purpose::load_forecast,
                static_cast<std::uint32_t>(day.time_since_epoch().count()), experiment_.replicate};
        error_ = 1.0 + experiment_.curtailment.forecast_error_share * rng.normal();
    }
    return error_;
}

double LoadForecast::forecast_mw(TimePoint time) {
    supply_.native_load(time, bus_mw_);
    return std::max(std::reduce(bus_mw_.begin(), bus_mw_.end()) * error_of(time), 0.0);
}

void LoadForecast::update(TimePoint now) {
    while (!native_mw_.empty() && first_ < now) {
        native_mw_.pop_front();
        first_ += experiment_.interval;
    }
    first_ = native_mw_.empty() ? now : first_;
    auto const count = std::chrono::hours{24} / experiment_.interval + 1;
    while (std::ssize(native_mw_) < count) {
        native_mw_.push_back(forecast_mw(first_ + experiment_.interval * std::ssize(native_mw_)));
    }
}

Notices::Notices(Experiment const& experiment, std::vector<int> leads)
    : experiment_{experiment}, leads_{std::move(leads)} {
    std::erase(leads_, 0);
    std::ranges::sort(leads_);
    auto const repeated = std::ranges::unique(leads_);
    leads_.erase(repeated.begin(), repeated.end());
    for (auto const lead : leads_) {
        said_.emplace_back(static_cast<std::size_t>(lead) + 1, char{0});
    }
}

double Notices::most_generation_mw(TimePoint time, Supply const& supply, std::size_t generators) {
    least_mw_.resize(generators);
    most_mw_.resize(generators);
    supply.generator_limits(time, least_mw_, most_mw_);
    return std::reduce(most_mw_.begin(), most_mw_.end());
}

void Notices::announce(TimePoint now, bool load_was_cut, LoadForecast const& forecast,
                       double large_mw, double reserve_mw, Supply const& supply,
                       std::size_t generators) {
    ++interval_;
    for (std::size_t row = 0; row < leads_.size(); ++row) {
        auto const lead = static_cast<std::size_t>(leads_[row]);
        auto const time = now + experiment_.interval * leads_[row];
        auto const is_short = [&] {
            return forecast.native_mw()[lead] + large_mw + reserve_mw >
                   most_generation_mw(time, supply, generators);
        };
        said_[row][(interval_ + lead) % said_[row].size()] =
            static_cast<char>(load_was_cut || is_short());
    }
}

bool Notices::announced(int lead) const {
    if (lead == 0) {
        return true;
    }
    auto const row =
        static_cast<std::size_t>(std::ranges::lower_bound(leads_, lead) - leads_.begin());
    return said_[row][interval_ % said_[row].size()] != 0;
}

}  // namespace gridrush
