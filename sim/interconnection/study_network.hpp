#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "topology/contingency_rows.hpp"
#include "sim/interconnection/upgraded_grid.hpp"
#include "sim/operations/lp_network.hpp"

namespace gridrush {

/// Which limits of the network a study counts.
enum class Criterion {
    supply,  ///< none: the balance of every island alone
    intact,  ///< ratings of the intact network
    secure,  ///< these, and emergency ratings after every single outage
};

/// Which way a limited flow goes.
enum class FlowDirection { forward, backward };

/// One limit: the flow of a branch in one direction, intact or after an outage.
struct FlowLimitKey {
    BranchId branch, outage{};  ///< outage: none = intact
    FlowDirection direction = FlowDirection::forward;
    friend auto operator<=>(FlowLimitKey const&, FlowLimitKey const&) = default;
};

/// A network as a study sees it: branches in service, reactances with upgrades, flows as functions
/// of injections. Ratings are those of the grid; upgrades' come on top (`added_mw`).
class StudyNetwork {
public:
    /// Rows of a program by their limit.
    using Known = std::map<FlowLimitKey, std::size_t>;

    /// How a limited flow depends on injections, in its direction.
    struct Sensitivity {
        MonitoredFlow flow;
        double sign = 1.0;
        std::vector<double> per_bus;  ///< MW per MW injected
        double at_zero_mw = 0.0;
    };

    /// `grid` must outlive the object.
    StudyNetwork(Grid const& grid, Convention convention, std::vector<char> in_service,
                 std::vector<double> reactance_factor);

    [[nodiscard]] bool is_of(std::span<char const> in_service,
                             std::span<double const> reactance_factor) const;
    [[nodiscard]] DcNetwork const& dc() const { return *network_; }
    [[nodiscard]] Sensitivity const& sensitivity(FlowLimitKey const& key);
    /// The limit, with upgrades that added `added_mw` to the branch's continuous rating.
    [[nodiscard]] double limit_mw(FlowLimitKey const& key, double added_mw) const;
    /// MW of this limit per MW added to the continuous rating.
    [[nodiscard]] double limit_per_added_mw(FlowLimitKey const& key) const;

    /// The limits that `flow_mw` (per branch) violates by more than 1e-7 MW, of every branch
    /// the worst that is not among `known`, the worst first, `most` at most.
    void find_violated(std::span<double const> flow_mw, std::span<double const> added_mw,
                       Criterion criterion, Known const& known, std::size_t most,
                       std::vector<FlowLimitKey>& violated);

private:
    struct Violation {
        double excess = 0.0;  ///< relative to the limit
        FlowLimitKey key;
    };
    ContingencyScreen const& screen();
    void set_limits(std::span<double const> added_mw);
    void look(std::span<double const> flow_mw, BranchId outage, Known const& known);

    Grid const& grid_;
    std::vector<char> in_service_;
    std::vector<double> reactance_factor_;
    std::optional<Grid> changed_;  ///< where a reactance is not the grid's
    std::unique_ptr<DcNetwork> network_;
    std::optional<ContingencyScreen> screen_;
    FlowLimits limits_;
    std::map<FlowLimitKey, Sensitivity> sensitivities_;
    std::vector<double> after_mw_;
    std::vector<std::size_t> overloading_;
    std::vector<Violation> worst_;                                 ///< per branch
    std::vector<double> forward_mw_, backward_mw_, emergency_mw_;  ///< limits now, per branch
};

}  // namespace gridrush
