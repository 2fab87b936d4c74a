#pragma once

#include <span>
#include <vector>

#include "sim/calendar.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Failures of transformer banks, the spares that replace them, and the orders for new ones.
///
/// The hazard of a bank with a share L of its normal life consumed, per year in service, is
///   new_failures_per_year (old_failures_per_year / new_failures_per_year)^L
/// (log-linear: the law of Gompertz in consumed life instead of age, so that heat brings failures
/// forward). A bank fails when the integral of its hazard passes a unit-exponential threshold that
/// is drawn once per life from the bank's own stream: hazards may depend on all that happens, draws
/// do not.
///
/// Every failure uses a spare, if one is left, and orders one transformer. An order for a bank that
/// is still out goes into its place; any other goes to the bank that has waited longest, if that
/// saves it time, else to the spares. What comes for a bank beyond its dates is a spare.
class BankFailures {
public:
    BankFailures(World& world, Experiment const& experiment, Grid const& grid);

    /// The banks of `in_service` (1 = in service, per bank) were exposed for `length_h` with their
    /// present consumed life. Returns those that fail now, in row order; valid until the next call.
    [[nodiscard]] std::span<BankId const> expose(std::span<char const> in_service, double length_h);

    /// The bank fails: it is out, and what comes of it is put on the calendar.
    void fail(BankId bank, TimePoint now, Calendar& calendar);
    /// The transformer that was ordered when this bank failed arrives. Returns whether it stands in
    /// the bank's place from now on.
    [[nodiscard]] bool deliver(BankId ordered_for, TimePoint now, Calendar& calendar);
    /// A spare stands in the bank's place: it is available and has its whole life ahead. Returns
    /// false when the bank is not wanted any more.
    bool install(BankId bank, TimePoint now);

    [[nodiscard]] int spares() const { return spares_; }
    [[nodiscard]] long failures() const { return failures_; }

private:
    struct Waiting {
        BankId bank;
        TimePoint delivery;  ///< of the transformer ordered for it
    };

    World& world_;
    Grid const& grid_;
    TransformerSpec const& spec_;
    Seconds lead_time_, installation_;
    double log2_growth_;  ///< of the hazard over the whole normal life
    std::vector<Rng> rng_;
    std::vector<double> threshold_, cumulated_;
    std::vector<char> failed_;
    std::vector<BankId> failing_;
    std::vector<Waiting> waiting_;  ///< by date of failure
    int spares_;
    long failures_ = 0;
};

}  // namespace gridrush
