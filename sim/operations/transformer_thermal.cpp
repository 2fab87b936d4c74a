#include "sim/operations/transformer_thermal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "sim/operations/transformer_ageing.hpp"

namespace gridrush {
namespace {

constexpr double longest_sub_step_min = 2.0;
constexpr double ambient_at_rest_c = 20.0;
constexpr double zero_celsius_k = 273.0;  // so in both standards' ageing laws

Issues validate_all(std::span<ThermalUnit const> units) {
    Issues issues;
    for (std::size_t i = 0; i < units.size(); ++i) {
        for (Issue& issue : validate(units[i])) {
            issue.path = fmt::format("unit.{}.{}", i, issue.path);
            issues.push_back(std::move(issue));
        }
    }
    return issues;
}

}  // namespace

FinalRises final_rises(ThermalUnit const& unit, double load_pu) {
    double const loss = (1.0 + unit.loss_ratio * load_pu * load_pu) / (1.0 + unit.loss_ratio);
    double const gradient_k = unit.gradient_k * std::pow(load_pu, unit.winding_exponent);
    return {unit.oil_rise_k * std::pow(loss, unit.oil_exponent), unit.k21 * gradient_k,
            (unit.k21 - 1.0) * gradient_k};
}

/// One block while it steps: where the hot spot leads, in kelvin as the standards count it (degC +
/// 273), and how far each part of it still is from there.
struct TransformerThermal::Block {
    using Lane = std::array<double, lanes>;
    alignas(64) Lane end_k{};
    Lane oil_off_k{}, rise_off_k{}, lag_off_k{};
    Lane oil_keeps{}, winding_keeps{}, lag_keeps{};
    Lane constant{}, per_k{}, over_k{};
    Lane hottest_k{}, ageing{};

    /// Takes the hot spots as they are into account, their ageing with `weight`.
    void count(double weight) {
        for (std::size_t i = 0; i < lanes; ++i) {
            double const hot_spot_k = end_k[i] + (oil_off_k[i] + (rise_off_k[i] - lag_off_k[i]));
            hottest_k[i] = hottest_k[i] < hot_spot_k ? hot_spot_k : hottest_k[i];
            ageing[i] +=
                weight * fast_exp2(constant[i] + per_k[i] * hot_spot_k - over_k[i] / hot_spot_k);
        }
    }

    void advance() {
        for (std::size_t i = 0; i < lanes; ++i) {
            oil_off_k[i] *= oil_keeps[i];
            rise_off_k[i] *= winding_keeps[i];
            lag_off_k[i] *= lag_keeps[i];
        }
    }
};

TransformerThermal::TransformerThermal(std::span<ThermalUnit const> units)
    : size_{units.size()}, unit_{units.begin(), units.end()} {
    throw_if_any(validate_all(units));
    std::size_t const padded = (size_ + lanes - 1) / lanes * lanes;
    for (auto* const column :
         {&ageing_constant_, &ageing_per_k_, &ageing_over_k_, &oil_keeps_, &winding_keeps_,
          &lag_keeps_, &oil_c_, &rise_k_, &lag_k_, &oil_end_c_, &rise_end_k_, &lag_end_k_,
          &ambient_c_, &hottest_c_, &aged_h_}) {
        column->assign(padded, 0.0);
    }
    load_pu_.assign(size_, std::numeric_limits<double>::quiet_NaN());
    rises_.resize(size_);
    for (std::size_t i = 0; i < size_; ++i) {
        auto const law = ageing_law(unit_[i].standard, unit_[i].paper);
        ageing_constant_[i] = law.constant - law.per_c * zero_celsius_k;
        ageing_per_k_[i] = law.per_c;
        ageing_over_k_[i] = law.over_k;
        start_steady(i, 0.0, ambient_at_rest_c);
    }
}

void TransformerThermal::start_steady(std::size_t unit, double load_pu, double ambient_c) {
    auto const rises = final_rises(unit_[unit], load_pu);
    start_from(unit, rises.oil, rises.winding - rises.lag, ambient_c);
    rise_k_[unit] = rises.winding;
    lag_k_[unit] = rises.lag;
}

void TransformerThermal::start_from(std::size_t unit, double oil_rise_k, double gradient_k,
                                    double ambient_c) {
    oil_c_[unit] = ambient_c + oil_rise_k;
    // As if a steady load had led there.
    rise_k_[unit] = unit_[unit].k21 * gradient_k;
    lag_k_[unit] = (unit_[unit].k21 - 1.0) * gradient_k;
    ambient_c_[unit] = ambient_c;
    hottest_c_[unit] = hot_spot_c(unit);
    aged_h_[unit] = 0.0;
}

void TransformerThermal::set_sub_step(double minutes) {
    if (minutes == minutes_) {
        return;
    }
    minutes_ = minutes;
    sub_steps_ = 2 * static_cast<int>(std::ceil(minutes / (2.0 * longest_sub_step_min)));
    double const sub_step_min = minutes / sub_steps_;
    for (std::size_t i = 0; i < size_; ++i) {
        oil_keeps_[i] = std::exp(-sub_step_min / unit_[i].oil_time_min);
        winding_keeps_[i] = std::exp(-sub_step_min / unit_[i].winding_time_min);
        lag_keeps_[i] = std::exp(-sub_step_min / unit_[i].lag_time_min);
    }
}

TransformerThermal::Block TransformerThermal::load_block(std::size_t first,
                                                         std::span<double const> load_pu,
                                                         std::span<double const> ambient_c) {
    Block block;
    std::size_t const used = std::min(lanes, size_ - first);
    for (std::size_t i = 0; i < used; ++i) {
        std::size_t const row = first + i;
        if (load_pu_[row] != load_pu[row]) {
            load_pu_[row] = load_pu[row];
            rises_[row] = final_rises(unit_[row], load_pu[row]);
        }
        auto const rises = rises_[row];
        bool const at_once = unit_[row].ambient == AmbientResponse::immediate;
        double const oil_c = oil_c_[row] + (at_once ? ambient_c[row] - ambient_c_[row] : 0.0);
        ambient_c_[row] = ambient_c[row];
        oil_end_c_[row] = ambient_c[row] + rises.oil;
        rise_end_k_[row] = rises.winding;
        lag_end_k_[row] = rises.lag;
        block.end_k[i] = oil_end_c_[row] + (rises.winding - rises.lag) + zero_celsius_k;
        block.oil_off_k[i] = oil_c - oil_end_c_[row];
        block.rise_off_k[i] = rise_k_[row] - rises.winding;
        block.lag_off_k[i] = lag_k_[row] - rises.lag;
    }
    auto const copy = [first](std::vector<double> const& column, Block::Lane& lane) {
        std::copy_n(column.begin() + static_cast<std::ptrdiff_t>(first), lanes, lane.begin());
    };
    copy(oil_keeps_, block.oil_keeps);
    copy(winding_keeps_, block.winding_keeps);
    copy(lag_keeps_, block.lag_keeps);
    copy(ageing_constant_, block.constant);
    copy(ageing_per_k_, block.per_k);
    copy(ageing_over_k_, block.over_k);
    return block;
}

void TransformerThermal::store_block(Block const& block, std::size_t first) {
    // Simpson's weights were 1, 4, 2, ..., 4, 1.
    double const hours_per_weight = minutes_ / 60.0 / (3.0 * sub_steps_);
    std::size_t const used = std::min(lanes, size_ - first);
    for (std::size_t i = 0; i < used; ++i) {
        std::size_t const row = first + i;
        oil_c_[row] = oil_end_c_[row] + block.oil_off_k[i];
        rise_k_[row] = rise_end_k_[row] + block.rise_off_k[i];
        lag_k_[row] = lag_end_k_[row] + block.lag_off_k[i];
        hottest_c_[row] = block.hottest_k[i] - zero_celsius_k;
        aged_h_[row] += hottest_c_[row] > hottest_meaningful_c
                            ? std::numeric_limits<double>::infinity()
                            : hours_per_weight * block.ageing[i];
    }
}

void TransformerThermal::step(std::span<double const> load_pu, std::span<double const> ambient_c,
                              double minutes) {
    set_sub_step(minutes);
    for (std::size_t first = 0; first < size_; first += lanes) {
        Block block = load_block(first, load_pu, ambient_c);
        block.count(1.0);
        for (int i = 1; i < sub_steps_; ++i) {
            block.advance();
            block.count(i % 2 == 1 ? 4.0 : 2.0);
        }
        block.advance();
        block.count(1.0);
        store_block(block, first);
    }
}

double TransformerThermal::ageing_rate(std::size_t unit) const {
    auto const law = ageing_law(unit_[unit].standard, unit_[unit].paper);
    return gridrush::ageing_rate(law, hot_spot_c(unit));
}

SteadyTemperatures steady_temperatures(ThermalUnit const& unit, double load_pu, double ambient_c) {
    auto const rises = final_rises(unit, load_pu);
    double const top_oil_c = ambient_c + rises.oil;
    return {top_oil_c, top_oil_c + rises.winding - rises.lag};
}

}  // namespace gridrush
