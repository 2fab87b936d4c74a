#pragma once

#include <span>
#include <vector>

#include "policies/curtailment/curtailment.hpp"
#include "sim/operations/backup_generators.hpp"
#include "sim/operations/curtail_ladder.hpp"
#include "sim/operations/curtail_ledger.hpp"
#include "sim/operations/curtail_split.hpp"
#include "sim/operations/dispatch.hpp"
#include "sim/operations/load_forecast.hpp"
#include "sim/operations/policy_calls.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Turns what large loads want into blocks that the dispatch may leave unserved, and what it left
/// unserved into cuts per site, with cause, rung, contract and payment.
///
/// Ladder, cheapest first: a bidding mine's tranches at their break-even, then the rungs of
/// `Ladder`; native load at the value of lost load (in the dispatch). MW of one rung and price are
/// a tier. Where no branch binds, a tier's cut is split by the policy over the whole grid. Where
/// one binds, the policy splits it over all sites that relieve it, and more is cut where that
/// relieves less; where no such split does, the dispatch's location stands and the policy splits
/// per bus.
///
/// What may be cut on each rung is found out once something has to be cut, or contracts bind.
///
/// Call in an interval: begin, cut_to_banks, bids, blocks unless the dispatch ends below
/// lowest_rung_usd_per_mwh(), force and then share_at_branches as long as they are true, settle,
/// meter.
class Curtailment {
public:
    Curtailment(World& world, Experiment const& experiment, DcNetwork const& network,
                Supply const& supply, CurtailmentPolicy& policy, PolicyCalls& calls);

    /// Contracts, energisation or bids changed: the rungs are to be laid out anew.
    void contracts_changed() { laid_out_ = false; }
    /// Takes what large loads leave off by their own choice, what relays have shed of all loads
    /// alike (`relay_share` of each) and what contracts keep cut; finds what else may be cut.
    void begin(TimePoint now, double interval_h, double relay_share);
    /// Cuts what a substation's banks may not carry (cause transformer), rung by rung. Bidding
    /// mines count with all that pays at a price of 0.
    void cut_to_banks();

    /// Blocks for the dispatch of which those of rungs have no MW yet, and all bus loads added to
    /// `load_mw` (per bus).
    std::span<CutBlock const> bids(std::span<double> load_mw);
    /// No rung is cheaper; minus infinity where they have been found out already.
    [[nodiscard]] double lowest_rung_usd_per_mwh() const;
    /// All blocks.
    std::span<CutBlock const> blocks();
    /// Whether anything may be cut in spite of the dispatch.
    [[nodiscard]] bool forces() const {
        return switches_ || !experiment_.curtailment.emergency_stages.empty();
    }
    /// Switches sites off whole where the dispatch cut their rung in part, and cuts for the
    /// operating reserve by the emergency stages; `reserve_mw`: what generators could produce
    /// beyond the dispatch. True: `load_mw` is lower, and the dispatch is to be solved again with
    /// layout().
    bool force(DispatchResult const& result, double reserve_mw, std::span<double> load_mw);

    /// Where branches bind, takes the policy's split of what the dispatch cut on the highest rung,
    /// unless that is firm load, off the loads: so much that the branches are relieved as by the
    /// dispatch's own cuts. True: `load_mw` is other, and the dispatch is to be solved again with
    /// layout().
    bool share_at_branches(DispatchResult const& result, std::span<double> load_mw);
    /// What shares taken by share_at_branches cost at the prices of their rungs.
    [[nodiscard]] double shared_usd_per_h() const { return shared_usd_per_h_; }

    /// Splits what the dispatch cut, sets consumption and books all cuts. `bus_injection_mw`
    /// (generation and DC lines less load, per bus) is used to check that a split over the whole
    /// grid violates no rating, also after the outages that `dispatch` is prepared for; where it
    /// would, the split is per bus. Returns true when flows changed: `flow_mw` then holds the new
    /// ones.
    bool settle(DispatchResult const& result, Dispatch& dispatch,
                std::span<double const> bus_injection_mw, std::span<double> flow_mw);
    /// The interval's metered load of the whole system.
    void meter(double system_mw);

    /// The blocks of the last call of blocks() or force(); else of bids().
    [[nodiscard]] std::span<CutBlock const> layout() const { return blocks_; }
    /// Deepest stage that was declared in this interval, from 1; 0 = none.
    [[nodiscard]] int emergency_stage() const { return stage_; }
    /// Reserve when it was declared.
    [[nodiscard]] double declared_reserve_mw() const { return declared_reserve_mw_; }

    [[nodiscard]] CutLedger const& ledger() const { return ledger_; }
    /// What could be cut on each rung in the last interval, and what was; empty where nothing had
    /// to be cut and no contract bound.
    [[nodiscard]] std::span<Rung const> rungs() const {
        return rungs_found_ ? ladder_.rungs() : std::span<Rung const>{};
    }
    [[nodiscard]] BackupGenerators const& backup() const { return backup_; }
    /// Hours in which each stage, or a deeper one, was declared.
    [[nodiscard]] std::vector<double> const& stage_hours() const { return stage_hours_; }
    /// Wall-clock seconds inside the policy.
    [[nodiscard]] double policy_wall_s() const {
        return policy_wall_s_ + splitter_.policy_wall_s();
    }

private:
    /// A mine that bids: one block for each of its tranches, and what their MW and prices were
    /// found from.
    struct Bidder {
        std::size_t site = 0, tranche = 0, block = 0, count = 0;
        double wanted_mw = -1.0, left_mw = 0.0, paying_mw = 0.0, break_even_usd_per_mwh = 0.0;
    };
    /// Rungs of one bus within a tier: one block.
    struct Group {
        BusId bus;
        std::size_t block = 0;
        std::vector<std::size_t> rungs;
    };
    struct Tier {
        CurtailmentTier rung = CurtailmentTier::firm;
        std::vector<Group> groups;
        std::vector<std::size_t> rungs;  ///< of all groups
    };
    struct Share {
        std::size_t rung = 0;
        double mw = 0.0;
        CutCause cause = CutCause::supply;
    };

    /// A split of one tier's cut that the dispatch is tried with.
    struct BranchTrial {
        enum class State { none, running, over } state = State::none;
        std::size_t tier = 0;
        std::vector<std::size_t> rungs;           ///< that relieve the branches
        std::vector<double> relief, room_mw, mw;  ///< by these; USD/MWh
        std::vector<double> load_mw, cut_mw;      ///< before: by bus, by tier
        double relief_usd_per_h = 0.0;            ///< by what the dispatch cut on the tier
        double shed_mw = 0.0;                     ///< before
        int binding_branches = 0;                 ///< before
    };

    // The layout (curtail.cpp).
    void lay_out();
    void add_tier(std::vector<std::size_t> const& rungs);
    void add_tranches();
    [[nodiscard]] double ask_offer(std::size_t site);
    void find_rungs();
    void refresh_bids();
    void set_bids(Bidder const& bidder);
    void refresh_rungs();
    void forget_rungs();

    // What is cut before the dispatch (curtail_before.cpp).
    void look_ahead();
    void stand_down();
    void judge_stand_down(std::vector<double>& mw, StandDownView const& view);
    void shed_by_relays(double share);
    void hold();

    // What is cut in spite of the dispatch (curtail_force.cpp).
    [[nodiscard]] std::vector<double>& cuts(CutCause cause) {
        return world_.sites.cut_mw[static_cast<std::size_t>(cause)];
    }
    void cut_to_bank(std::span<std::size_t const> members, double limit_mw);
    void take(std::size_t rung, double mw, CutCause cause);
    void take_whole(std::span<std::size_t const> rungs, double mw, CutCause cause);
    void take_split(std::span<std::size_t const> rungs, double mw, CutCause cause);
    double gather_room(std::span<std::size_t const> rungs);
    [[nodiscard]] bool disconnect(DispatchResult const& result);
    [[nodiscard]] bool keep_reserve(DispatchResult const& result, double reserve_mw,
                                    double load_mw);
    double deploy(CurtailmentTier tier, double mw, DispatchResult const& result);
    double stop_mines(double mw, DispatchResult const& result);
    [[nodiscard]] double cut_of(Tier const& tier, DispatchResult const& result) const;

    // Where branches bind (curtail_branches.cpp).
    [[nodiscard]] bool begin_trial(DispatchResult const& result);
    void choose_rungs(Tier const& tier);
    void try_shares(std::span<double> load_mw);
    [[nodiscard]] std::vector<double> split_for_relief();
    [[nodiscard]] double relief_by_dispatch(DispatchResult const& result) const;
    [[nodiscard]] bool holds_as_before(DispatchResult const& result) const;
    void accept_trial();

    // What the dispatch cut (curtail_settle.cpp).
    void settle_mines(DispatchResult const& result);
    bool settle_tiers(DispatchResult const& result, Dispatch& dispatch,
                      std::span<double const> bus_injection_mw);
    bool share_over_grid(Tier const& tier, DispatchResult const& result);
    void share_by_bus(Tier const& tier, DispatchResult const& result);
    void add_shares(std::span<std::size_t const> rungs, double cut_mw, CutCause cause);
    [[nodiscard]] bool trial_flow_is_allowed(Dispatch& dispatch) const;
    void settle_held(DispatchResult const& result);
    void run_backup();
    void set_consumption();
    void book();
    void set_market_payments();

    World& world_;
    Experiment const& experiment_;
    DcNetwork const& network_;
    Supply const& supply_;
    CurtailmentPolicy& policy_;
    PolicyCalls& calls_;
    CutPayment payment_;
    Ladder ladder_;
    CutLedger ledger_;
    BackupGenerators backup_;
    LoadForecast forecast_;
    Notices notices_;
    CutSplitter splitter_;

    bool stands_down_ = false;
    bool laid_out_ = false;
    bool rungs_found_ = false;  ///< in this interval
    double lowest_rung_usd_per_mwh_ = 0.0;
    bool switches_ = false;         ///< whether any site can be switched off
    std::vector<CutBlock> blocks_;  ///< of bidders, then of tiers
    std::vector<Bidder> bidders_;
    std::size_t bid_blocks_ = 0;
    std::vector<Tier> tiers_;            ///< upwards
    std::vector<std::size_t> block_of_;  ///< by rung; npos = not in the dispatch
    std::vector<std::vector<std::size_t>> sites_of_substation_;
    std::vector<double> contracted_mw_;  ///< by substation, that may be drawn

    // One interval.
    TimePoint now_;
    double interval_h_ = 1.0;
    std::vector<double> paying_mw_;  ///< by site: what runs at a price of 0
    std::vector<double> left_mw_;    ///< by site: wanted less all cuts before the dispatch
    std::vector<Cut> cuts_;
    std::vector<Share> shares_;
    std::vector<double> room_mw_, bus_shift_mw_, trial_flow_, forced_mw_;
    BranchTrial trial_;
    double shared_usd_per_h_ = 0.0;
    bool leaves_off_ = false;  ///< whether anything was cut by price
    bool was_cut_ = false;     ///< load by the grid, in the last interval
    int stage_ = 0;
    double declared_reserve_mw_ = 0.0;
    std::vector<double> stage_hours_;
    double month_peak_mw_ = 0.0;
    unsigned month_ = 0;
    double policy_wall_s_ = 0.0;
    bool first_interval_ = true;
};

}  // namespace gridrush
