#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topology/issue.hpp"
#include "topology/time.hpp"

namespace gridrush {

inline constexpr double unlimited = std::numeric_limits<double>::infinity();
inline constexpr TimePoint always_since = TimePoint::min();
inline constexpr TimePoint for_ever = TimePoint::max();

/// A time series: `values[k]` is the mean over [start + k*step, start + (k+1)*step).
/// Outside its span it repeats by calendar: the value of the same month, day and hour of the
/// series' own first year (Feb 28 for Feb 29 where the series has none). A year is at least 364
/// days here: a day that such a series lacks takes the value of a week before. A shorter series
/// repeats over its whole weeks, over its whole days when it has no week, else over its length.
struct SeriesSpec {
    Location at;
    std::string id;
    TimePoint start{};
    Seconds step{3600};
    std::vector<double> values;
};

/// An area's native load is split over its buses in proportion to BusSpec::load_mw.
struct AreaSpec {
    Location at;
    std::string id;
    std::string
        load_series;  ///< MW of the whole area; empty = the sum of its buses' load_mw, constant
    double growth_per_year = 0.0;    ///< compound, from the calendar year of growth_from
    std::optional<int> growth_from;  ///< year whose load is as given; none = the run's first year
};

struct BusSpec {
    Location at;
    std::string id;
    std::string name;
    double base_kv = 0.0;
    std::string area;
    double load_mw = 0.0;   ///< native load of the snapshot; share within the area
    double shunt_mw = 0.0;  ///< shunt conductance: MW drawn at 1 per-unit voltage
    bool reference = false;
    double latitude = std::numeric_limits<double>::quiet_NaN();
    double longitude = std::numeric_limits<double>::quiet_NaN();
};

enum class BranchKind { line, transformer };

/// Reactances in per unit on GridSpec::base_mva.
struct BranchSpec {
    Location at;
    std::string id;
    std::string from;
    std::string to;
    BranchKind kind = BranchKind::line;
    double r_pu = 0.0;
    double x_pu = 0.0;
    double b_pu = 0.0;
    double tap = 1.0;
    double shift_deg = 0.0;
    double rating_mw = unlimited;             ///< continuous
    double rating_long_term_mw = unlimited;   ///< long-term emergency
    double rating_short_term_mw = unlimited;  ///< short-term emergency
    double angle_min_deg = -360.0;
    double angle_max_deg = 360.0;
    double length_km = std::numeric_limits<double>::quiet_NaN();
    double outages_per_year = 0.0;
    double outage_hours = 0.0;
    bool in_service = true;
    TimePoint from_date = always_since;
    TimePoint until_date = for_ever;
};

/// DC line; flow is positive from `from` to `to`.
/// loss_mw = loss_constant_mw + loss_fraction * flow, borne at the receiving end (MATPOWER dcline).
struct DcLineSpec {
    Location at;
    std::string id;
    std::string from;
    std::string to;
    double min_mw = 0.0;
    double max_mw = 0.0;
    double set_point_mw = 0.0;
    double loss_constant_mw = 0.0;
    double loss_fraction = 0.0;
    bool in_service = true;
};

/// Cost of output, usd per hour, either convex piecewise linear through `points` or
/// c0 + c1 p + c2 p^2 (+ ...) with `polynomial[k]` the coefficient of p^k. Exactly one is used.
struct CostCurve {
    struct Point {
        double mw = 0.0;
        double usd_per_h = 0.0;
    };
    std::vector<Point> points;
    std::vector<double> polynomial;

    /// 0 without points and coefficients; beyond its ends a piecewise curve goes on straight.
    [[nodiscard]] double usd_per_h(double mw) const;
};

enum class Fuel { gas, coal, oil, nuclear, hydro, wind, solar, csp, storage, other };

enum class Output {
    dispatchable,  ///< between min_mw and max_mw (and its series, where it has one)
    fixed,         ///< exactly its series (or set_point_mw): hydro, rooftop PV
};

struct GeneratorSpec {
    Location at;
    std::string id;
    std::string bus;
    std::string unit_type;  ///< free text of the source, such as CT, STEAM, PV
    Fuel fuel = Fuel::other;
    Output output = Output::dispatchable;
    double min_mw = 0.0;
    double max_mw = 0.0;
    double set_point_mw = 0.0;
    CostCurve cost;
    std::string availability_series;  ///< empty = always max_mw
    bool series_is_mw = true;         ///< true: MW; false: fraction of max_mw
    double co2_t_per_mwh = 0.0;
    double forced_outage_rate = 0.0;
    double mttf_h = 0.0;
    double mttr_h = 0.0;
    bool in_service = true;
    TimePoint from_date = always_since;
    TimePoint until_date = for_ever;
};

/// A store of energy at a bus: a battery, pumped hydro, or a store with an inflow of its own (the
/// heat of a CSP plant, a reservoir). Its energy over an interval of h hours:
///   e' = e (1 - standing_loss_per_h)^h + h (charge_efficiency charge + inflow - spilled)
///        - h discharge / discharge_efficiency
struct StorageSpec {
    Location at;
    std::string id;
    std::string bus;
    std::string unit_type;      ///< free text of the source
    double charge_mw = 0.0;     ///< most that it takes from the grid; 0 = cannot
    double discharge_mw = 0.0;  ///< most that it gives to the grid
    double energy_mwh = 0.0;    ///< capacity
    double charge_efficiency = 1.0;
    double discharge_efficiency = 1.0;
    double standing_loss_per_h = 0.0;  ///< share of the stored energy that an hour loses
    double initial_share = 0.5;        ///< of energy_mwh, at the start of a run
    double usd_per_mwh = 0.0;          ///< variable cost of discharge
    std::string inflow_series;         ///< into the store; empty = none
    bool series_is_mw = true;          ///< true: MW; false: fraction of discharge_mw
    bool in_service = true;
    TimePoint from_date = always_since;
    TimePoint until_date = for_ever;
};

/// What a planned outage takes out of service.
enum class Equipment { generator, branch, bank };

/// Scheduled maintenance: out of service within [from_date, until_date).
struct MaintenanceSpec {
    Location at;
    Equipment equipment = Equipment::generator;
    std::string unit;  ///< id of the generator, branch or bank
    TimePoint from_date{};
    TimePoint until_date{};
};

enum class Cooling { onan, onaf, ofaf, odaf };
inline constexpr std::array coolings{Cooling::onan, Cooling::onaf, Cooling::ofaf, Cooling::odaf};

/// One transformer of a substation that feeds large loads.
struct BankSpec {
    Location at;
    std::string id;
    std::string substation;
    double mva = 0.0;
    Cooling cooling = Cooling::onaf;
    double consumed_life_share = 0.0;  ///< of its insulation's normal life, when the run starts
    TimePoint from_date = always_since;
    TimePoint until_date = for_ever;
};

/// A place where large loads connect: transformer banks behind one bus, and a WAN link.
struct SubstationSpec {
    Location at;
    std::string id;
    std::string bus;
    double latitude = std::numeric_limits<double>::quiet_NaN();
    double longitude = std::numeric_limits<double>::quiet_NaN();
    double wan_gbps = 100.0;
    double wan_latency_ms = 5.0;
    std::string ambient_series;  ///< degC of the air around its banks; empty = the experiment's
};

/// A power grid as it was written: plain rows that name each other by id. `Grid` is the checked
/// form.
struct GridSpec {
    std::string name;
    double base_mva = 100.0;
    std::vector<AreaSpec> areas;
    std::vector<BusSpec> buses;
    std::vector<BranchSpec> branches;
    std::vector<DcLineSpec> dc_lines;
    std::vector<GeneratorSpec> generators;
    std::vector<SubstationSpec> substations;
    std::vector<BankSpec> banks;
    std::vector<StorageSpec> storages;
    std::vector<MaintenanceSpec> maintenance;
    std::vector<SeriesSpec> series;
};

/// Every mistake in `spec`: duplicate ids, unknown buses, areas or series, zero reactance, negative
/// ratings, NaN, non-convex costs, limits the wrong way round, islands without a reference bus.
[[nodiscard]] Issues validate(GridSpec const& spec);

[[nodiscard]] std::string_view to_string(Fuel fuel);
[[nodiscard]] std::string_view to_string(Cooling cooling);
[[nodiscard]] std::string_view to_string(BranchKind kind);
[[nodiscard]] std::string_view to_string(Output output);
[[nodiscard]] std::string_view to_string(Equipment equipment);

}  // namespace gridrush
