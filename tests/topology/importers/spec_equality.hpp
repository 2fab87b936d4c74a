#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include "topology/grid_spec.hpp"

namespace gridrush::importing {

/// Bit by bit, but any NaN equals any other.
inline bool same(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) ||
           std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

inline bool same(CostCurve const& a, CostCurve const& b) {
    auto const points = [](auto const& p, auto const& q) {
        return same(p.mw, q.mw) && same(p.usd_per_h, q.usd_per_h);
    };
    auto const numbers = [](double p, double q) { return same(p, q); };
    return std::ranges::equal(a.points, b.points, points) &&
           std::ranges::equal(a.polynomial, b.polynomial, numbers);
}

inline bool same(std::vector<double> const& a, std::vector<double> const& b) {
    return std::ranges::equal(a, b, [](double p, double q) { return same(p, q); });
}

template <class Value>
bool same(Value const& a, Value const& b) {
    return a == b;
}

#define GRIDRUSH_EXPECT_SAME(member) EXPECT_TRUE(same(a.member, b.member)) << #member << ' ' << a.id

inline void expect_same(AreaSpec const& a, AreaSpec const& b) {
    GRIDRUSH_EXPECT_SAME(id);
    GRIDRUSH_EXPECT_SAME(load_series);
    GRIDRUSH_EXPECT_SAME(growth_per_year);
    GRIDRUSH_EXPECT_SAME(growth_from);
}

inline void expect_same(BusSpec const& a, BusSpec const& b) {
    GRIDRUSH_EXPECT_SAME(id);
    GRIDRUSH_EXPECT_SAME(name);
    GRIDRUSH_EXPECT_SAME(base_kv);
    GRIDRUSH_EXPECT_SAME(area);
    GRIDRUSH_EXPECT_SAME(load_mw);
    GRIDRUSH_EXPECT_SAME(shunt_mw);
    GRIDRUSH_EXPECT_SAME(reference);
    GRIDRUSH_EXPECT_SAME(latitude);
    GRIDRUSH_EXPECT_SAME(longitude);
}

inline void expect_same(BranchSpec const& a, BranchSpec const& b) {
    GRIDRUSH_EXPECT_SAME(id);
    GRIDRUSH_EXPECT_SAME(from);
    GRIDRUSH_EXPECT_SAME(to);
    GRIDRUSH_EXPECT_SAME(kind);
    GRIDRUSH_EXPECT_SAME(r_pu);
    GRIDRUSH_EXPECT_SAME(x_pu);
    GRIDRUSH_EXPECT_SAME(b_pu);
    GRIDRUSH_EXPECT_SAME(tap);
    GRIDRUSH_EXPECT_SAME(shift_deg);
    GRIDRUSH_EXPECT_SAME(rating_mw);
    GRIDRUSH_EXPECT_SAME(rating_long_term_mw);
    GRIDRUSH_EXPECT_SAME(rating_short_term_mw);
    GRIDRUSH_EXPECT_SAME(angle_min_deg);
    GRIDRUSH_EXPECT_SAME(angle_max_deg);
    GRIDRUSH_EXPECT_SAME(length_km);
    GRIDRUSH_EXPECT_SAME(outages_per_year);
    GRIDRUSH_EXPECT_SAME(outage_hours);
    GRIDRUSH_EXPECT_SAME(in_service);
    GRIDRUSH_EXPECT_SAME(from_date);
    GRIDRUSH_EXPECT_SAME(until_date);
}

inline void expect_same(DcLineSpec const& a, DcLineSpec const& b) {
    GRIDRUSH_EXPECT_SAME(id);
    GRIDRUSH_EXPECT_SAME(from);
    GRIDRUSH_EXPECT_SAME(to);
    GRIDRUSH_EXPECT_SAME(min_mw);
    GRIDRUSH_EXPECT_SAME(max_mw);
    GRIDRUSH_EXPECT_SAME(set_point_mw);
    GRIDRUSH_EXPECT_SAME(loss_constant_mw);
    GRIDRUSH_EXPECT_SAME(loss_fraction);
    GRIDRUSH_EXPECT_SAME(in_service);
}

inline void expect_same(GeneratorSpec const& a, GeneratorSpec const& b) {
    GRIDRUSH_EXPECT_SAME(id);
    GRIDRUSH_EXPECT_SAME(bus);
    GRIDRUSH_EXPECT_SAME(unit_type);
    GRIDRUSH_EXPECT_SAME(fuel);
    GRIDRUSH_EXPECT_SAME(output);
    GRIDRUSH_EXPECT_SAME(min_mw);
    GRIDRUSH_EXPECT_SAME(max_mw);
    GRIDRUSH_EXPECT_SAME(set_point_mw);
    GRIDRUSH_EXPECT_SAME(cost);
    GRIDRUSH_EXPECT_SAME(availability_series);
    GRIDRUSH_EXPECT_SAME(series_is_mw);
    GRIDRUSH_EXPECT_SAME(co2_t_per_mwh);
    GRIDRUSH_EXPECT_SAME(forced_outage_rate);
    GRIDRUSH_EXPECT_SAME(mttf_h);
    GRIDRUSH_EXPECT_SAME(mttr_h);
    GRIDRUSH_EXPECT_SAME(in_service);
    GRIDRUSH_EXPECT_SAME(from_date);
    GRIDRUSH_EXPECT_SAME(until_date);
}

inline void expect_same(SubstationSpec const& a, SubstationSpec const& b) {
    GRIDRUSH_EXPECT_SAME(id);
    GRIDRUSH_EXPECT_SAME(bus);
    GRIDRUSH_EXPECT_SAME(latitude);
    GRIDRUSH_EXPECT_SAME(longitude);
    GRIDRUSH_EXPECT_SAME(wan_gbps);
    GRIDRUSH_EXPECT_SAME(wan_latency_ms);
    GRIDRUSH_EXPECT_SAME(ambient_series);
}

inline void expect_same(BankSpec const& a, BankSpec const& b) {
    GRIDRUSH_EXPECT_SAME(id);
    GRIDRUSH_EXPECT_SAME(substation);
    GRIDRUSH_EXPECT_SAME(mva);
    GRIDRUSH_EXPECT_SAME(cooling);
    GRIDRUSH_EXPECT_SAME(consumed_life_share);
    GRIDRUSH_EXPECT_SAME(from_date);
    GRIDRUSH_EXPECT_SAME(until_date);
}

inline void expect_same(StorageSpec const& a, StorageSpec const& b) {
    GRIDRUSH_EXPECT_SAME(id);
    GRIDRUSH_EXPECT_SAME(bus);
    GRIDRUSH_EXPECT_SAME(unit_type);
    GRIDRUSH_EXPECT_SAME(charge_mw);
    GRIDRUSH_EXPECT_SAME(discharge_mw);
    GRIDRUSH_EXPECT_SAME(energy_mwh);
    GRIDRUSH_EXPECT_SAME(charge_efficiency);
    GRIDRUSH_EXPECT_SAME(discharge_efficiency);
    GRIDRUSH_EXPECT_SAME(standing_loss_per_h);
    GRIDRUSH_EXPECT_SAME(initial_share);
    GRIDRUSH_EXPECT_SAME(usd_per_mwh);
    GRIDRUSH_EXPECT_SAME(inflow_series);
    GRIDRUSH_EXPECT_SAME(series_is_mw);
    GRIDRUSH_EXPECT_SAME(in_service);
    GRIDRUSH_EXPECT_SAME(from_date);
    GRIDRUSH_EXPECT_SAME(until_date);
}

inline void expect_same(MaintenanceSpec const& a, MaintenanceSpec const& b) {
    EXPECT_EQ(a.equipment, b.equipment);
    EXPECT_EQ(a.unit, b.unit);
    EXPECT_EQ(a.from_date, b.from_date);
    EXPECT_EQ(a.until_date, b.until_date);
}

inline void expect_same(SeriesSpec const& a, SeriesSpec const& b) {
    GRIDRUSH_EXPECT_SAME(id);
    GRIDRUSH_EXPECT_SAME(start);
    GRIDRUSH_EXPECT_SAME(step);
    GRIDRUSH_EXPECT_SAME(values);
}

#undef GRIDRUSH_EXPECT_SAME

template <class Row>
void expect_same(std::vector<Row> const& a, std::vector<Row> const& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t k = 0; k < a.size(); ++k) {
        expect_same(a[k], b[k]);
    }
}

/// Everything but where it was written.
inline void expect_same(GridSpec const& a, GridSpec const& b) {
    EXPECT_EQ(a.name, b.name);
    EXPECT_TRUE(same(a.base_mva, b.base_mva));
    expect_same(a.areas, b.areas);
    expect_same(a.buses, b.buses);
    expect_same(a.branches, b.branches);
    expect_same(a.dc_lines, b.dc_lines);
    expect_same(a.generators, b.generators);
    expect_same(a.substations, b.substations);
    expect_same(a.banks, b.banks);
    expect_same(a.storages, b.storages);
    expect_same(a.maintenance, b.maintenance);
    expect_same(a.series, b.series);
}

}  // namespace gridrush::importing
