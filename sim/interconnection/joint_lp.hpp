#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/interconnection/study_network.hpp"
#include "sim/operations/hosting_rows.hpp"
#include "sim/operations/lp_growing.hpp"

namespace gridrush {

/// A snapshot with everybody but the group in it.
struct SnapshotCase {
    std::vector<double> load_mw;                             ///< per bus
    std::vector<double> generator_min_mw, generator_max_mw;  ///< per generator
};

/// Where the group's requests connect; requests of one substation share its row of `substation`.
struct GroupPlaces {
    std::vector<BusId> bus;               ///< per request
    std::vector<std::size_t> substation;  ///< per request, row in the room per substation
    std::size_t substations = 0;
};

/// A limit at work, with the flow that the last solution has there.
struct CriticalFlow {
    std::size_t snapshot = 0;
    FlowLimitKey key;
    double flow_mw = 0.0;   ///< in the key's direction
    double limit_mw = 0.0;  ///< without capacity that was bought
};

/// The LP of one year of a joint study: the re-dispatch x_s of every snapshot s, the group's MW d,
/// common to all snapshots, and capacity u that may be bought at branches:
///   per snapshot and island   sum of x_s - sum of d = load that is there
///   per snapshot and limit    flow(x_s, d) <= limit + u of the branch
///   per substation            sum of d <= room
/// Limits of flows become rows once they are violated. Numbers of the year are bounds, so that rows
/// and basis go from year to year while the network stays.
///
/// Everything has two finite bounds, `widest_mw` where there is none, so that any basis is a start.
/// Where no x serves the others (d = 0), `relax` finds the least that must be given up: load that
/// is shed, limits that are exceeded; that much is conceded to every later solution.
class JointLp {
public:
    enum class Slack { none, priced };  ///< priced: load may be shed, every limit exceeded

    /// `network` and `grid` must outlive the object.
    JointLp(StudyNetwork& network, Grid const& grid, GroupPlaces places, std::size_t snapshots,
            Slack slack = Slack::none);

    void set_cases(std::vector<SnapshotCase> cases);
    void set_criterion(Criterion criterion);
    void set_room(std::span<double const> room_mw);
    void set_added(std::vector<double> added_mw);  ///< per branch, by upgrades

    /// What the solution is asked for.
    void set_group(std::size_t request, double lower_mw, double upper_mw, double cost);
    /// d >= share of `asked` for this request; without `asked` no more.
    void hold_share(std::size_t request, std::optional<double> asked_mw);
    void set_share_cost(double cost);
    /// MW of the continuous rating that may be bought, and their price; for branches that get rows
    /// later too.
    void offer_capacity(std::vector<double> most_mw, std::vector<double> usd_per_mw);

    /// Solves with as many rows as it takes. Concedes what the others cannot do without the group.
    [[nodiscard]] SolveStatus solve();
    /// Finds what has to be conceded, with d = 0 and nothing bought, if that was not done for this
    /// year yet.
    [[nodiscard]] SolveStatus concede();

    [[nodiscard]] double group_mw(std::size_t request) const { return lp_.x(request); }
    [[nodiscard]] double share() const { return lp_.x(share_column_); }
    [[nodiscard]] double share_price(std::size_t request) const;
    [[nodiscard]] double bought_mw(BranchId branch) const;
    /// With Slack::priced, what the last solution gives up: MW above limits, and a thousand for
    /// each MW that is shed. The least there is, whichever way it is given up.
    [[nodiscard]] double given_up_mw() const;
    /// The limit of the branch that the last solution exceeds most, or comes closest to.
    [[nodiscard]] std::optional<CriticalFlow> critical(BranchId branch) const;
    /// Begins with the limits that are rows of another program, of as many snapshots.
    void start_from(JointLp const& other);
    [[nodiscard]] std::size_t size() const { return places_.bus.size(); }
    [[nodiscard]] StudyNetwork& network() { return network_; }
    [[nodiscard]] long iterations() const { return lp_.iterations(); }

private:
    static constexpr double widest_mw = 1e7;

    struct Row {
        FlowLimitKey key;
        std::size_t row = 0;  ///< of the program
        StudyNetwork::Sensitivity const* of = nullptr;
        std::size_t slack_column = 0;
        double conceded_mw = 0.0;
    };
    struct Snapshot {
        HostingColumns columns;
        std::size_t first_column = 0, first_shed = 0, first_balance = 0;
        std::vector<double> load_mw, conceded_mw;  ///< per bus; load that is shed anyway
        StudyNetwork::Known row_of;                ///< in rows
        std::vector<Row> rows;
        explicit Snapshot(Grid const& grid) : columns{grid} {}
    };

    void add_balance(Snapshot& snapshot);
    void add_row(Snapshot& snapshot, FlowLimitKey const& key);
    [[nodiscard]] std::size_t capacity_column(BranchId branch);
    void forget_concessions();
    void write_bounds();
    void write_bound(Snapshot const& snapshot, Row const& row);
    void write_flows(Snapshot const& snapshot);
    [[nodiscard]] std::size_t add_violated();
    [[nodiscard]] SolveStatus solve_rounds();
    [[nodiscard]] SolveStatus take_concessions();

    StudyNetwork& network_;
    Grid const& grid_;
    GroupPlaces places_;
    Slack slack_;
    GrowingLp lp_;
    std::vector<Snapshot> snapshots_;
    std::vector<SnapshotCase> cases_;
    Criterion criterion_ = Criterion::secure;
    std::vector<double> added_mw_, offered_mw_, offered_usd_;  ///< per branch
    std::vector<std::size_t> room_row_, share_row_, capacity_column_;
    std::size_t share_column_ = 0;
    std::vector<double> share_asked_;
    bool conceded_ = false, bounds_valid_ = false;
    std::unique_ptr<JointLp> others_;  ///< alone, with slack; kept for its basis
    std::vector<double> x_, injection_mw_, flow_mw_, with_bought_mw_;
    std::vector<FlowLimitKey> violated_;
    std::vector<GrowingLp::Entry> entries_;
};

}  // namespace gridrush
