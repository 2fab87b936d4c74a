#pragma once

#include <vector>

#include "sim/observer.hpp"
#include "sim/operations/banks.hpp"
#include "sim/operations/curtail.hpp"
#include "sim/operations/dispatch.hpp"
#include "sim/operations/frequency_relays.hpp"
#include "sim/operations/storage.hpp"
#include "sim/operations/supply.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// One operating interval from forecast to meter: what loads want, what the banks carry, what the
/// dispatch serves, who bears the cuts. Owns the network of the present date and the columns that
/// an IntervalRow shows.
class Operations {
public:
    Operations(World& world, Experiment const& experiment, Grid const& grid,
               CurtailmentPolicy& curtailment, LoadingPolicy& loading, PolicyCalls& calls,
               Timing& timing);

    /// Equipment comes or goes, fails or is repaired: takes over what is in service at `time`.
    void set_date(TimePoint time);
    /// Banks failed, were replaced, went into or came out of maintenance (World::bank_out).
    void update_bank_capacity(TimePoint time) { banks_.update_capacity(time); }
    /// Branches of the grid were strengthened; the next set_date() takes it over.
    void branches_strengthened() { branches_strengthened_ = true; }
    /// Contracts or energisation changed.
    void contracts_changed() { curtailment_.contracts_changed(); }

    /// Simulates [start, start + length_h). Spans in the row are valid until the next call.
    IntervalRow const& step(TimePoint start, double length_h, double queued_mw);

    [[nodiscard]] Curtailment const& curtailment() const { return curtailment_; }
    [[nodiscard]] FrequencyRelays const& relays() const { return relays_; }
    /// What relays shed in the last interval of all that was asked for.
    [[nodiscard]] double relay_shed_mw() const { return relay_shed_mw_; }
    [[nodiscard]] Banks const& banks() const { return banks_; }
    [[nodiscard]] Storage const& storage() const { return storage_; }

private:
    void update_branches(TimePoint time);
    void count_outages(TimePoint time);
    void set_loads(TimePoint start);
    double act_on_frequency();
    DispatchResult const& dispatch(TimePoint start, double length_h);
    DispatchResult const& dispatch_once(TimePoint start, double length_h);
    [[nodiscard]] double reserve_mw(DispatchResult const& result) const;
    [[nodiscard]] DispatchInput question(std::span<CutBlock const> blocks) const;
    DispatchResult const& solve(std::span<CutBlock const> blocks);
    SolveStatus add_stores(TimePoint start, double length_h, std::span<CutBlock const> blocks);
    [[nodiscard]] bool loses_firm_load(DispatchResult const& result,
                                       std::span<CutBlock const> blocks) const;
    DispatchResult const& dispatch_with_help(std::span<CutBlock const> blocks);
    void measure(DispatchResult const& result);
    void fill_system(DispatchResult const& result, double queued_mw);
    void add_stores(bool served);
    void add_fuels(DispatchResult const& result);
    void add_sites();
    void add_prices(DispatchResult const& result);
    void set_spans(DispatchResult const& result);
    void set_bank_spans();

    World& world_;
    Experiment const& experiment_;
    Grid const& grid_;
    Timing& timing_;
    Supply supply_;
    Banks banks_;
    std::vector<char> in_service_;
    DcNetwork network_;
    Dispatch dispatch_;
    Curtailment curtailment_;
    FrequencyRelays relays_;
    Storage storage_;
    SolveStatus plan_status_ = SolveStatus::optimal;
    double help_usd_per_h_ = 0.0;  ///< in the dispatch's objective, for changing plans of stores

    std::vector<double> native_mw_, load_mw_, minimum_mw_, maximum_mw_, spillable_mw_;
    std::vector<double> injection_mw_, flow_mw_, served_mw_, fuel_mw_, loading_;
    std::vector<double> large_mw_, store_injection_mw_;  ///< per bus
    std::vector<double> relay_mw_, shed_mw_;  ///< per bus: native load, by relays; in all
    double relay_shed_mw_ = 0.0;
    std::vector<CutBlock> help_blocks_;
    double generation_out_mw_ = 0.0;
    int branches_out_ = 0;
    bool branches_strengthened_ = false;
    IntervalRow row_;
};

}  // namespace gridrush
