#pragma once

#include <span>
#include <utility>
#include <vector>

#include "topology/contingency_rows.hpp"
#include "sim/operations/hosting_rows.hpp"

namespace gridrush {

/// Looks for flows above their limit, intact and after every single outage, in one hour whose own
/// dispatch may already have some: those count only above what they are there.
class HostingScreen {
public:
    /// `outages`: none for flows of the intact network alone. Must outlive the object.
    HostingScreen(ContingencyScreen const* outages, HostingRatings ratings);

    [[nodiscard]] HostingRatings const& ratings() const { return ratings_; }
    /// Takes over the flows of the hour's own dispatch, MW per branch.
    void set_hour(std::span<double const> flow_mw);
    /// `flow_mw`: snapshots x branches of the intact network; screened together.
    void screen(std::span<double const> flow_mw);
    /// The worst violated limit of each branch in a snapshot, but those among `known`: the `most`
    /// that are farthest above their limit. Returns by how much one of `known` is violated at most,
    /// MW: more than rounding means that the simplex has lost its precision.
    double write_violated(std::size_t snapshot, HostingRows const& known, std::size_t most,
                          std::vector<MonitoredFlow>& violated);

private:
    static constexpr auto intact = static_cast<std::size_t>(-1);
    struct Violation {
        double excess = 0.0;  ///< relative to the limit
        BranchId branch;
        std::size_t outage = intact;
    };

    void look_at_intact(std::span<double const> flow_mw, HostingRows const& known);
    void look_at(std::size_t outage, std::span<double const> flow_mw, HostingRows const& known);
    void note(BranchId branch, std::size_t outage, double flow_mw, double limit_mw,
              HostingRows const& known);
    [[nodiscard]] BranchId branch_of(std::size_t outage) const;

    ContingencyScreen const* outages_;
    double known_above_mw_ = 0.0;
    HostingRatings ratings_;
    std::vector<double> base_mw_;      ///< flows of the hour's own dispatch
    std::vector<char> overloaded_;     ///< per outage: in the hour's own dispatch
    std::span<double const> flow_mw_;  ///< of the last screen()
    ContingencyResults results_;
    std::vector<double> after_mw_, base_after_mw_;
    std::vector<std::size_t> found_of_branch_;  ///< row in found_
    std::vector<Violation> found_;
};

}  // namespace gridrush
