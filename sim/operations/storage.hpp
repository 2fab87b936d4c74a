#pragma once

#include <memory>
#include <span>
#include <vector>

#include "sim/experiment.hpp"
#include "sim/operations/look_ahead.hpp"
#include "sim/operations/supply.hpp"

namespace gridrush {

/// The stores of energy of a run: what they hold, what they plan, what they do in an interval.
///
/// A plan (LookAhead) is made every `replan_every_h`, and afresh after equipment came or went or
/// the plan could not be kept. It knows the grid's own series, growth and dates of series (perfect
/// foresight), takes what is in service now as in service throughout, and large loads as they are
/// now. Its hours count from the instant of planning; where intervals are shorter it expects the
/// mean of an hour's intervals.
///
/// A store holds its initial_share when its service begins (at the start of a run or on its
/// from_date) and nothing outside its dates. While it is in service, a generator of the same id,
/// which stands for it where stores are not simulated, is out.
class Storage {
public:
    Storage(Grid const& grid, Experiment const& experiment, DcNetwork const& network);

    /// Whether there is anything to do at all.
    [[nodiscard]] bool any() const { return plan_ != nullptr; }

    /// Takes over which stores are within their dates at `time`; cheap where nothing changed.
    void set_date(TimePoint time);
    /// What the plan takes for given changed.
    void equipment_changed() { plan_stale_ = true; }
    void change_network(DcNetwork const& network);

    /// Takes generators that stand for stores out of service.
    void replace_generators(std::span<double> min_mw, std::span<double> max_mw) const;

    /// Decides the interval [start, start + length_h), with a new plan where one is due: sets
    /// charge_mw() and discharge_mw(). `large_mw` per bus and `cuts` are the large loads of now.
    /// Where the status is not optimal both are NaN, and settle() takes the stores for idle.
    SolveStatus decide(TimePoint start, double length_h, Supply const& supply,
                       std::span<double const> large_mw, std::span<CutBlock const> cuts);

    /// Offers to give up the plan rather than lose firm load: what is charged as blocks that may
    /// be left out, and what could be discharged more as blocks over a load of the same size. To be
    /// added to `load_mw` and `injection_mw` (per bus, both with the plan in them).
    void offer_help(std::span<double> load_mw, std::span<double> injection_mw,
                    std::vector<CutBlock>& cuts) const;
    /// Takes what the dispatch used of these blocks and undoes the rest of what offer_help added.
    /// Returns the blocks' part in the dispatch's objective, USD/h.
    double take_help(std::span<double const> cut_mw, std::span<double> load_mw,
                     std::span<double> injection_mw);

    /// The interval is over; without `served` the stores were idle and show NaN.
    void settle(bool served);

    /// Of the interval, per store; energy at its end.
    [[nodiscard]] std::span<double const> charge_mw() const { return charge_mw_; }
    [[nodiscard]] std::span<double const> discharge_mw() const { return discharge_mw_; }
    [[nodiscard]] std::span<double const> energy_mwh() const { return shown_energy_mwh_; }
    /// Variable cost of discharge in the interval.
    [[nodiscard]] double usd_per_h() const;

    /// Since the start of the run, MWh of all stores.
    struct Totals {
        double charged = 0.0, discharged = 0.0;  ///< at the grid
        double inflow = 0.0, spilled = 0.0;
        double brought = 0.0;  ///< stored when their service began
        double left = 0.0;     ///< stored when their service ended, or now
        /// Lost in charging, discharging and standing.
        [[nodiscard]] double lost() const {
            return brought + charged + inflow - spilled - discharged - left;
        }
    };
    [[nodiscard]] Totals totals() const;

private:
    void make_plan(TimePoint start, Supply const& supply, std::span<double const> large_mw,
                   std::span<CutBlock const> cuts);
    void forecast_hour(std::size_t hour, TimePoint start, Supply const& supply,
                       std::span<double const> large_mw);
    [[nodiscard]] double inflow_mw(std::size_t store, TimePoint time) const;
    [[nodiscard]] double kept_mwh(std::size_t store) const;
    [[nodiscard]] double most_charge_mw(std::size_t store) const;
    [[nodiscard]] double most_discharge_mw(std::size_t store) const;

    Grid const& grid_;
    StorageRules rules_;
    Seconds interval_;
    double help_usd_per_mwh_;
    std::unique_ptr<LookAhead> plan_;
    bool plan_stale_ = true;
    SolveStatus plan_status_ = SolveStatus::failed;
    TimePoint planned_at_{};
    std::vector<std::size_t> generator_of_;  ///< per store; number of generators = none
    std::vector<char> in_service_;
    double length_h_ = 1.0;
    std::vector<double> energy_mwh_, shown_energy_mwh_, charge_mw_, discharge_mw_, inflow_mw_;
    std::vector<double> most_discharge_mw_;  ///< of the interval
    Totals totals_;
    /// Forecast: hours x buses, generators, stores.
    std::vector<double> load_mw_, min_mw_, max_mw_, inflow_forecast_mw_;
    std::vector<double> bus_sample_, min_sample_, max_sample_;
    std::vector<DispatchInput> hours_;
};

}  // namespace gridrush
