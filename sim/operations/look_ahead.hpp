#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "topology/dc_power_flow.hpp"
#include "sim/operations/dispatch.hpp"
#include "sim/operations/dispatch_offers.hpp"
#include "sim/operations/lp_clp.hpp"
#include "sim/operations/lp_model.hpp"
#include "sim/operations/lp_network.hpp"

namespace gridrush {

/// What a plan starts from and expects. Hours follow each other; spans are borrowed for the call.
struct LookAheadInput {
    std::int64_t first_hour = 0;           ///< number of the first hour, counted from any origin
    std::span<DispatchInput const> hours;  ///< look_ahead_h of them, with the same cuts
    std::span<double const> inflow_mw;     ///< hours x stores
    std::span<double const> energy_mwh;    ///< per store, now
    std::span<char const> in_service;      ///< per store, throughout
};

/// What energy is worth that is stored at the end of the window.
enum class EndOfWindow {
    valued,     ///< the mean price of stored energy over the plan before
    worthless,  ///< nothing: the window is the whole horizon
};

/// Least-cost plan of the stores over the next hours, on the DC network:
///   min sum over hours t of [sum c_g p_g + sum price*cut + VOLL*shed + sum_s usd_s d_s]
///       - sum_s v_s end_s
///   s.t. for every hour: balance per island with stores, |flow_l| <= rating_l, limits as in
///        Dispatch; 0 <= charge, 0 <= discharge, 0 <= spilled <= inflow, 0 <= e <= capacity,
///        e_t = (1 - loss) e_{t-1} + charge_efficiency charge + inflow - spilled
///              - discharge / discharge_efficiency.
/// v_s, what a stored MWh is worth at the end of the window, is the mean price of energy in the
/// store (dual of the last equation) over the plan before; the first plan is made twice.
/// Fixed output is taken before all else but may be spilled where nobody can use it, so that the
/// plan is feasible whatever comes. Branches become rows, hour by hour, once they are violated.
/// Offers of one bus and one cost are one column, and shedding has columns only from when it may
/// pay. One LP persists: an hour keeps its columns and rows while it is within the window, and the
/// basis carries over. Deterministic: the same sequence of inputs gives the same bits.
class LookAhead {
public:
    /// `network` must outlive this object or be replaced by change_network. `hours` >= 2.
    LookAhead(DcNetwork const& network, DispatchSpec const& spec, int hours,
              EndOfWindow end_of_window = EndOfWindow::valued);

    void change_network(DcNetwork const& network);

    /// Where the status is not optimal the plan is NaN.
    SolveStatus plan(LookAheadInput const& input);

    /// Of the last plan, MW; at most one of the two is above 0.
    [[nodiscard]] double charge_mw(std::size_t hour, std::size_t store) const {
        return charge_[hour * stores_ + store];
    }
    [[nodiscard]] double discharge_mw(std::size_t hour, std::size_t store) const {
        return discharge_[hour * stores_ + store];
    }
    [[nodiscard]] int hours() const { return static_cast<int>(hours_); }
    /// Simplex iterations of the last plan.
    [[nodiscard]] int iterations() const { return iterations_; }

private:
    enum StoreColumn : std::size_t { charge, discharge, spilled, energy, end, store_columns };

    [[nodiscard]] std::size_t slot_of(std::size_t hour) const {
        return (first_slot_ + hour) % hours_;
    }
    [[nodiscard]] std::size_t column(std::size_t slot, std::size_t merged) const {
        return slot * width_ + merged;
    }
    [[nodiscard]] std::size_t column(std::size_t slot, std::size_t store, StoreColumn which) const {
        return slot * width_ + merged_.size() + store * store_columns + which;
    }
    [[nodiscard]] std::size_t energy_row(std::size_t slot, std::size_t store) const {
        return slot * rows_per_hour_ + islands_ + store;
    }

    /// Whether the LP has a column per bus for shedding. It hardly ever needs them: without them
    /// no price may exceed what shedding costs.
    enum class Shedding { left_out, offered };

    void merge_offers();
    void build();
    void add_balance_rows(std::size_t slot);
    void add_energy_rows(std::size_t slot);
    void add_branch_row(std::size_t slot, BranchId branch);
    bool take_hour(LookAheadInput const& input, std::size_t hour);
    void take_offers(DispatchInput const& input, std::size_t slot);
    void take_stores(LookAheadInput const& input, std::size_t hour);
    void set_branch_rows();
    bool take_hours(LookAheadInput const& input);
    SolveStatus solve(LookAheadInput const& input);
    SolveStatus solve_as_offered();
    [[nodiscard]] bool shedding_would_pay() const;
    void leave_out_idle_shedding();
    [[nodiscard]] std::size_t add_violated_branches();
    void find_violated(std::size_t slot);
    void drop_stale_rows();
    void value_energy();
    void write_plan();
    void fail();

    struct BranchRow {
        std::size_t slot;
        BranchId branch;
        int unpriced_solves = 0;
    };

    DcNetwork const* network_;
    Grid const& grid_;
    double shed_usd_per_mwh_;
    std::size_t hours_, stores_;
    EndOfWindow end_of_window_;
    OfferStack offers_;
    FlowLimits limits_;
    FlowProduct product_;
    std::size_t islands_ = 0, width_ = 0, rows_per_hour_ = 0, first_slot_ = 0;
    std::vector<InjectionColumn> merged_;   ///< columns of offers
    std::vector<std::size_t> merged_into_;  ///< per offer
    std::vector<char> fixed_output_;        ///< per offer: it is taken before all else
    Shedding shedding_ = Shedding::left_out;
    int plans_without_shedding_ = 0;
    std::vector<BranchRow> branch_rows_;
    std::vector<char> is_row_;            ///< slots x branches
    std::vector<double> base_injection_;  ///< slots x buses
    SparseLp lp_;
    BoxLpSolution solution_;
    ClpSolver clp_;
    int iterations_ = 0;
    bool valued_ = false;            ///< whether a plan has told what stored energy is worth
    std::vector<double> end_value_;  ///< per store, USD/MWh
    std::vector<double> charge_, discharge_;  ///< hours x stores
    std::vector<double> injection_, flow_;
    std::vector<std::pair<double, std::size_t>> violated_;
};

}  // namespace gridrush
