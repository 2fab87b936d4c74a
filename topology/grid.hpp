#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "topology/grid_spec.hpp"
#include "topology/ids.hpp"

namespace gridrush {

/// One time series with its calendar repetition; see SeriesSpec.
class Series {
public:
    explicit Series(SeriesSpec const& spec);

    /// Index into values() of the value that holds at `time`. Constant time: one division inside
    /// the series' own span, calendar arithmetic outside it.
    [[nodiscard]] std::size_t index_at(TimePoint time) const;
    [[nodiscard]] double at(TimePoint time) const { return values_[index_at(time)]; }
    [[nodiscard]] std::span<double const> values() const { return values_; }
    [[nodiscard]] TimePoint start() const { return start_; }
    [[nodiscard]] Seconds step() const { return step_; }
    /// Whether index_at() gives the same for both at every time, so that one call serves many.
    [[nodiscard]] bool shares_index_with(Series const& other) const;

private:
    [[nodiscard]] Seconds repeated_offset(TimePoint time, Seconds span) const;

    TimePoint start_;
    Seconds step_;
    std::vector<double> values_;
};

/// Columns of Grid: vectors of equal length within a table, indexed by the table's Id.
struct AreaColumns {
    std::vector<std::string> id;
    std::vector<SeriesId> load_series;  ///< none = constant
    std::vector<double> load_mw;        ///< sum of its buses' load_mw
    std::vector<double> growth_per_year;
    std::vector<std::optional<int>> growth_from;
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

struct BusColumns {
    std::vector<std::string> id;
    std::vector<std::string> name;
    std::vector<double> base_kv;
    std::vector<AreaId> area;
    std::vector<double> load_mw;     ///< snapshot load
    std::vector<double> area_share;  ///< of the area's load, sums to 1 per area with load
    std::vector<double> shunt_mw;
    std::vector<char> reference;
    std::vector<double> latitude, longitude;
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

struct BranchColumns {
    std::vector<std::string> id;
    std::vector<BusId> from, to;
    std::vector<BranchKind> kind;
    std::vector<double> r_pu, x_pu, b_pu, tap, shift_deg;
    std::vector<double> rating_mw, rating_long_term_mw, rating_short_term_mw;  ///< inf = unlimited
    std::vector<double> angle_min_deg, angle_max_deg;
    std::vector<double> length_km, outages_per_year, outage_hours;
    std::vector<char> in_service;  ///< switch position in the input; dates come on top
    std::vector<TimePoint> from_date, until_date;
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

struct DcLineColumns {
    std::vector<std::string> id;
    std::vector<BusId> from, to;
    std::vector<double> min_mw, max_mw, set_point_mw, loss_constant_mw, loss_fraction;
    std::vector<char> in_service;
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

struct GeneratorColumns {
    std::vector<std::string> id;
    std::vector<BusId> bus;
    std::vector<std::string> unit_type;
    std::vector<Fuel> fuel;
    std::vector<Output> output;
    std::vector<double> min_mw, max_mw, set_point_mw;
    std::vector<CostCurve> cost;
    std::vector<SeriesId> availability_series;  ///< none = always max_mw
    std::vector<double> series_to_mw;           ///< series value * this = MW
    std::vector<double> co2_t_per_mwh, forced_outage_rate, mttf_h, mttr_h;
    std::vector<char> in_service;
    std::vector<TimePoint> from_date, until_date;
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

struct SubstationColumns {
    std::vector<std::string> id;
    std::vector<BusId> bus;
    std::vector<double> latitude, longitude, wan_gbps, wan_latency_ms;
    std::vector<SeriesId> ambient_series;  ///< degC; none = the experiment's
    std::vector<std::vector<BankId>> banks;
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

struct BankColumns {
    std::vector<std::string> id;
    std::vector<SubstationId> substation;
    std::vector<double> mva;
    std::vector<Cooling> cooling;
    std::vector<double> consumed_life_share;
    std::vector<TimePoint> from_date, until_date;
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

struct StorageColumns {
    std::vector<std::string> id;
    std::vector<BusId> bus;
    std::vector<std::string> unit_type;
    std::vector<double> charge_mw, discharge_mw, energy_mwh, charge_efficiency,
        discharge_efficiency, standing_loss_per_h, initial_share, usd_per_mwh;
    std::vector<SeriesId> inflow_series;  ///< none = no inflow
    std::vector<double> series_to_mw;     ///< series value * this = MW
    std::vector<char> in_service;
    std::vector<TimePoint> from_date, until_date;
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

/// Planned outages; `row` is that of the generator, branch or bank.
struct MaintenanceColumns {
    std::vector<Equipment> equipment;
    std::vector<std::size_t> row;
    std::vector<TimePoint> from_date, until_date;
    [[nodiscard]] std::size_t size() const { return row.size(); }
};

/// A power grid: structure of arrays, always valid. What comes or goes on a date is in it from the
/// start, with its dates; nothing changes once built but for branches that are strengthened in a
/// run's own copy.
class Grid {
public:
    /// Throws InputError with every issue of `validate(spec)`.
    explicit Grid(GridSpec spec);

    [[nodiscard]] GridSpec const& spec() const { return spec_; }
    [[nodiscard]] std::string const& name() const { return spec_.name; }
    [[nodiscard]] double base_mva() const { return spec_.base_mva; }
    [[nodiscard]] AreaColumns const& areas() const { return areas_; }
    [[nodiscard]] BusColumns const& buses() const { return buses_; }
    [[nodiscard]] BranchColumns const& branches() const { return branches_; }
    [[nodiscard]] DcLineColumns const& dc_lines() const { return dc_lines_; }
    [[nodiscard]] GeneratorColumns const& generators() const { return generators_; }
    [[nodiscard]] SubstationColumns const& substations() const { return substations_; }
    [[nodiscard]] BankColumns const& banks() const { return banks_; }
    [[nodiscard]] StorageColumns const& storages() const { return storages_; }
    [[nodiscard]] MaintenanceColumns const& maintenance() const { return maintenance_; }
    [[nodiscard]] std::vector<Series> const& series() const { return series_; }

    /// Row of the entity with this id, or "none".
    [[nodiscard]] BusId find_bus(std::string_view id) const;
    [[nodiscard]] SubstationId find_substation(std::string_view id) const;
    [[nodiscard]] GeneratorId find_generator(std::string_view id) const;

    /// Branches that are switched in and within their dates at `time`; 1 per branch.
    [[nodiscard]] std::vector<char> branches_in_service(TimePoint time) const;
    /// As above without dates: the switch positions of the input.
    [[nodiscard]] std::vector<char> const& branch_switches() const { return branches_.in_service; }

    /// MVA of a substation's banks at `time` less the largest `spare_count` of them: what is left
    /// after that many outages. Where banks are out (row in `out` not 0; empty: none), these are
    /// among those outages, and what the others carry together is an upper limit.
    /// `added_mva`: banks beside those of the grid, always there.
    [[nodiscard]] double firm_capacity_mva(SubstationId substation, TimePoint time,
                                           int spare_count = 1, std::span<int const> out = {},
                                           std::span<double const> added_mva = {}) const;

    /// Adds `added_mw` to the branch's continuous rating, to the others in the same proportion, and
    /// multiplies its impedance by `impedance_factor` > 0. Networks of this grid must be built
    /// anew.
    void strengthen(BranchId branch, double added_mw, double impedance_factor);

private:
    GridSpec spec_;
    AreaColumns areas_;
    BusColumns buses_;
    BranchColumns branches_;
    DcLineColumns dc_lines_;
    GeneratorColumns generators_;
    SubstationColumns substations_;
    BankColumns banks_;
    StorageColumns storages_;
    MaintenanceColumns maintenance_;
    std::vector<Series> series_;
    std::unordered_map<std::string, BusId> bus_of_id_;
    std::unordered_map<std::string, SubstationId> substation_of_id_;
    std::unordered_map<std::string, GeneratorId> generator_of_id_;
};

}  // namespace gridrush
