#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "topology/contingency.hpp"
#include "topology/dc_power_flow.hpp"
#include "topology/grid.hpp"

namespace gridrush {

enum class SolveStatus { optimal, infeasible, unbounded, failed };

[[nodiscard]] std::string_view to_string(SolveStatus status);

/// Which outages the dispatch is prepared for: after any one of them, with nothing dispatched
/// again, every branch must be within its emergency rating. What a radial outage cuts off is not
/// constrained after it; in what stays the reference bus takes the difference. A branch without an
/// emergency rating (infinite) is unlimited after outages. Where no dispatch is secure, load is cut
/// and shed beforehand at its price.
enum class Security { none, n_1 };

[[nodiscard]] std::string_view to_string(Security security);

/// Parameters of the hourly dispatch.
struct DispatchSpec {
    Security security = Security::none;
    RatingKind security_rating = RatingKind::long_term;  ///< limits flows after an outage
    double shed_usd_per_mwh = 10'000.0;  ///< value of lost load (VOLL), at every bus
    double flow_tolerance_mw = 1e-6;     ///< a branch over its rating by more is a violation
};

/// Load at a bus that may be left unserved at a price: a mine's bid, an interruptible contract.
struct CutBlock {
    BusId bus;
    double mw = 0.0;           ///< at most this much, >= 0; part of the bus's load
    double usd_per_mwh = 0.0;  ///< what leaving it unserved costs
};

/// One interval's question. Spans are borrowed for the call.
struct DispatchInput {
    std::span<double const> load_mw;           ///< per bus, everything that wants to run, >= 0
    std::span<double const> generator_min_mw;  ///< per generator; equal to max = fixed
    std::span<double const> generator_max_mw;  ///< per generator, 0 when out of service
    std::span<CutBlock const> cuts;            ///< parts of load_mw; cheap to keep the same layout
    std::span<double const> injection_mw{};    ///< per bus, fixed, beside generators; empty = none
};

/// One interval's answer. Where status is not optimal every number is NaN.
struct DispatchResult {
    SolveStatus status = SolveStatus::failed;
    double objective_usd_per_h = 0.0;     ///< generation + cuts + shedding
    double generation_usd_per_h = 0.0;    ///< generation alone
    std::vector<double> generator_mw;     ///< per generator
    std::vector<double> dc_line_mw;       ///< per DC line
    std::vector<double> flow_mw;          ///< per branch, positive leaving the from-bus
    std::vector<double> lmp_usd_per_mwh;  ///< per bus; NaN at a bus with nothing in its island
    std::vector<double> cut_mw;           ///< per CutBlock
    std::vector<double> shed_mw;          ///< per bus, firm load lost (what cuts did not cover)
    /// Per branch, shadow price of its rating, >= 0; under n_1 the sum of those of its continuous
    /// rating and of its emergency rating after each outage.
    std::vector<double> branch_price_usd_per_mwh;
    bool merit_order = false;  ///< true: the merit order alone was feasible, no LP ran
    int simplex_iterations = 0;
    int binding_branches = 0;  ///< branches at their limit with a price
};

/// Least-cost dispatch of one interval on the DC network:
///   min sum c_g p_g + sum price*cut + VOLL*shed
///   s.t. balance per island, |flow_l| <= rating_l, p and cut and DC lines within limits.
/// The merit order is tried first (DC lines at their last set point, equal costs in proportion to
/// their MW); where its flows violate a rating, only violated branches become rows (PTDF) of one
/// persistent LP whose bounds move with the interval and whose basis carries over, until nothing is
/// violated. Security::n_1 adds |flow_l + factor_lk flow_k| <= emergency rating_l for every outage
/// k and every branch l of what stays (ContingencyScreen), violated ones as rows in the same way.
/// Where demand ends exactly with a block of the merit order, the price is that block's.
/// Costs are the convex piecewise-linear (or linear) curves of the grid; a polynomial of degree 2
/// or more is taken as 10 secants between the unit's limits (`solve_opf` is exact). A unit that is
/// off (both limits 0) costs nothing. Fixed output (min = max) is strict: where it exceeds the load
/// the interval is infeasible; give it a minimum of 0 where it may be spilled. Under
/// Convention::powermodels angle limits hold as well. Deterministic: the same sequence of inputs
/// gives the same bits.
class Dispatch {
public:
    /// `network` must outlive this object (and stay where it is).
    Dispatch(DcNetwork const& network, DispatchSpec spec);
    ~Dispatch();
    Dispatch(Dispatch&&) noexcept;
    Dispatch& operator=(Dispatch&&) noexcept;

    /// The result is owned by this object and valid until the next call. Limits that are NaN,
    /// infinite (but for the upper ones) or crossed are infeasible. Throws std::invalid_argument
    /// when a column has not the grid's length.
    DispatchResult const& solve(DispatchInput const& input);
    /// The same where the merit order alone is the answer and every price stays below
    /// `usd_per_mwh`: then nothing that is dearer had to be known, such as the MW of cuts. Else
    /// null, and nothing was decided.
    DispatchResult const* solve_below(DispatchInput const& input, double usd_per_mwh);

    /// Whether these flows (per branch) are secure after every single outage that the dispatch is
    /// prepared for; true where it is for none.
    [[nodiscard]] bool survives_outages(std::span<double const> flow_mw);

    /// Goes on with another network of the same grid (a branch came or went).
    void change_network(DcNetwork const& network);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gridrush
