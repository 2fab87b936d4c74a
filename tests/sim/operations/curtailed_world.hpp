#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/operations/interval.hpp"
#include "tests/sim/operations/small_grid.hpp"

namespace gridrush::testing {

/// A policy that decides as functions say; without one it shares by contracts.
struct ScriptedCurtailment : CurtailmentPolicy {
    double offer_usd_per_mwh(double bid) const override { return offer ? offer(bid) : 1500.0; }
    CurtailmentDecision decide(CurtailmentView const& view, Rng&) override;
    CutPayment payment() const override { return pays; }
    CutCaps caps() const override { return limits; }
    bool stands_down() const override { return static_cast<bool>(stand_by); }
    std::vector<double> stand_down(StandDownView const& view, Rng&) override {
        return stand_by(view);
    }

    std::function<double(double)> offer;
    std::function<CurtailmentDecision(CurtailmentView const&)> split;
    std::function<std::vector<double>(StandDownView const&)> stand_by;
    CutPayment pays = CutPayment::contract;
    CutCaps limits;
};

/// One bus with a unit of 1,000 MW, native load hour by hour, and campuses that always want all of
/// their contract: each hour `short_mw` of them cannot be served. Operated without an engine.
class CurtailedWorld {
public:
    CurtailedWorld();

    /// Before start().
    SiteSpec& site(std::string id, double mw, std::string contract = {});
    CurtailmentContractSpec& contract(std::string id, CurtailmentTier tier);

    /// MW by which load exceeds generation, from the first hour on; afterwards there is plenty.
    void start(std::vector<double> short_mw);
    IntervalRow const& step();

    /// MW cut of a site on a rung in the last interval.
    [[nodiscard]] double cut_mw(std::size_t site, CurtailmentTier tier) const;
    [[nodiscard]] double cut_mw(std::size_t site) const;
    [[nodiscard]] double cut_mw(std::size_t site, CutCause cause) const;
    /// Of the ledger, over all years and causes.
    [[nodiscard]] CurtailmentRow sum(std::size_t site, CurtailmentTier tier) const;

    Experiment experiment;
    SmallGrid made{1};
    ScriptedCurtailment policy;
    std::unique_ptr<Grid> grid;
    std::unique_ptr<World> world;
    std::unique_ptr<Operations> operations;
    TimePoint now;

private:
    Policies policies_;
    std::unique_ptr<PolicyCalls> calls_;
    Timing timing_;
};

}  // namespace gridrush::testing
