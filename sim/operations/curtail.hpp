#pragma once

#include <span>
#include <vector>

#include "policies/curtailment/curtailment.hpp"
#include "sim/operations/dispatch.hpp"
#include "sim/operations/policy_calls.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Turns what large loads want into blocks that the dispatch may leave unserved, and what it left
/// unserved into cuts per site.
///
/// Ladder, cheapest first: a bidding mine's tranches at their break-even; interruptible MW (above
/// the firm level, and the interruptible share of firm contracts) at the policy's offer; firm large
/// load at the experiment's price; native load at the value of lost load (in the dispatch).
/// Interruptible MW of one price are a tier. Where no branch binds, a tier's cut is split by the
/// policy over the whole grid; where one binds, the dispatch's location stands and the policy
/// splits per bus.
class Curtailment {
public:
    Curtailment(World& world, Experiment const& experiment, DcNetwork const& network,
                CurtailmentPolicy& policy, PolicyCalls& calls);

    /// Contracts, energisation or bids changed: the blocks are to be laid out anew.
    void contracts_changed() { laid_out_ = false; }
    /// Asks the policy for its offers and lays the blocks out, when something changed. Call before
    /// the others in an interval.
    void lay_out(TimePoint now);
    /// Cuts what a substation's banks may not carry (cause transformer), by the policy:
    /// interruptible MW first, then firm. Bidding mines count with all that pays at a price of 0.
    void cut_to_banks(TimePoint now, double interval_h);

    /// Blocks for the dispatch, and their bus loads added to `load_mw` (per bus).
    std::span<CutBlock const> blocks(std::span<double> load_mw);

    /// Splits what the dispatch cut and sets consumption. `bus_injection_mw` (generation and DC
    /// lines less load, per bus) is used to check that a split over the whole grid violates no
    /// rating, also after the outages that `dispatch` is prepared for; where it would, the split is
    /// per bus. Returns true when flows changed: `flow_mw` then holds the new ones.
    bool settle(DispatchResult const& result, Dispatch& dispatch,
                std::span<double const> bus_injection_mw, std::span<double> flow_mw, TimePoint now,
                double interval_h);

    /// The blocks of the last call of blocks().
    [[nodiscard]] std::span<CutBlock const> layout() const { return blocks_; }

    /// Wall-clock seconds inside the policy.
    [[nodiscard]] double policy_wall_s() const { return policy_wall_s_; }

private:
    /// Sites of one bus within a tier: one block.
    struct Group {
        BusId bus;
        std::size_t block = 0;
        std::vector<std::size_t> sites;
    };
    struct Tier {
        double usd_per_mwh = 0.0;
        bool firm = false;
        std::vector<Group> groups;
        std::vector<std::size_t> sites;  ///< of all groups
    };

    void add_tier(double usd_per_mwh, bool firm, std::vector<std::size_t> const& sites);
    [[nodiscard]] double demand_mw(std::size_t site) const;
    [[nodiscard]] double protected_mw(std::size_t site) const;
    [[nodiscard]] double tier_mw(std::size_t site, bool firm) const;
    [[nodiscard]] bool bids(std::size_t site) const;
    [[nodiscard]] double ask_offer(std::size_t site, TimePoint now);

    void cut_group(std::vector<std::size_t> const& sites, std::vector<double> const& cuttable,
                   double cut_mw, CutCause cause, TimePoint now, double interval_h);
    std::vector<double> split(std::vector<std::size_t> const& sites,
                              std::vector<double> const& cuttable, double cut_mw, TimePoint now,
                              double interval_h);
    [[nodiscard]] CurtailmentDecision ask_split(CurtailmentView const& view);
    void judge(CurtailmentDecision const& cut, CurtailmentView const& view);
    static void put_right(CurtailmentDecision& cut, CurtailmentView const& view);
    [[nodiscard]] bool any_tier_cut(DispatchResult const& result) const;
    bool settle_tiers(DispatchResult const& result, Dispatch& dispatch,
                      std::span<double const> bus_injection_mw, TimePoint now, double interval_h);
    [[nodiscard]] bool trial_flow_is_allowed(Dispatch& dispatch) const;
    bool settle_tier(Tier const& tier, DispatchResult const& result, TimePoint now,
                     double interval_h);
    void settle_tier_by_bus(Tier const& tier, DispatchResult const& result, TimePoint now,
                            double interval_h);
    void settle_mines(DispatchResult const& result);
    void set_consumption();

    World& world_;
    Experiment const& experiment_;
    DcNetwork const& network_;
    CurtailmentPolicy& policy_;
    PolicyCalls& calls_;
    Rng rng_;
    bool laid_out_ = false;
    std::vector<double> offer_usd_per_mwh_;  ///< per site; infinity while it is not energised
    std::vector<CutBlock> blocks_;
    std::vector<Tier> tiers_;
    std::vector<std::size_t> tranche_block_;  ///< per tranche row; npos = not a bidding tranche
    std::vector<std::vector<std::size_t>> sites_of_substation_;
    std::vector<double> cuttable_, bus_shift_mw_, trial_flow_;
    struct Scratch {
        std::vector<SiteId> site;
        std::vector<double> contracted_mw, bid_usd_per_mwh;
        std::vector<TimePoint> energised_at;
    } scratch_;
    double policy_wall_s_ = 0.0;
};

}  // namespace gridrush
