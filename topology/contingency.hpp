#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "topology/contingency_kernel.hpp"
#include "topology/dc_power_flow.hpp"
#include "topology/islanded_part.hpp"

namespace gridrush {

/// Which of a branch's ratings limits its flow.
enum class RatingKind { continuous, long_term, short_term };

/// MW per branch, infinity where unlimited.
[[nodiscard]] std::span<double const> ratings_of(Grid const& grid, RatingKind kind);

/// What the outage of one branch does to the network.
enum class OutageKind {
    connected,  ///< everything stays connected
    islanding,  ///< a radial outage: it cuts off a part, see IslandedPart
    singular,   ///< the remaining network has no solution: its results are NaN
};

struct Outage {
    BranchId branch;
    OutageKind kind = OutageKind::connected;
    std::size_t islanded_part = 0;  ///< row in ContingencyScreen::islanded_parts()
};

/// Answers of a screening, as columns: all outages of the first snapshot, then of the next.
/// A snapshot with a flow that is no finite number, and a singular outage, give NaN and no branch.
struct ContingencyResults {
    std::size_t outages = 0;
    std::vector<BranchId>
        worst_branch;  ///< highest loading, the first of those equal to 1e-9; none: no flow
    std::vector<double> worst_flow_mw;    ///< after the outage, positive leaving the from-bus
    std::vector<double> worst_loading;    ///< |flow| / rating, 1 at the rating; 0 without a rating
    std::vector<std::int32_t> overloads;  ///< branches above their rating, -1 where unknown

    [[nodiscard]] std::size_t row(std::size_t snapshot, std::size_t outage) const {
        return snapshot * outages + outage;
    }
    void resize(std::size_t snapshots, std::size_t outages_each);
};

struct Overload {
    BranchId branch;
    double flow_mw = 0.0;
    double loading = 0.0;
};

/// Screening of every single branch outage of a network by line outage distribution factors (Wood,
/// Wollenberg and Sheble, 2014, "Power Generation, Operation, and Control", ch. 7), with the base
/// injections: nothing is dispatched again, each island's reference takes the difference. After a
/// radial outage the part that it cuts off is dropped with its load and generation, and the results
/// are those of what stays (IslandedPart). Flows agree with a new solution to 1e-6 MW.
///
/// A branch is overloaded above its rating times 1 + 1e-9. A rating below 1e-6 MW counts as that.
/// Needs 8 branches^2 bytes. The network is not needed after construction, its grid is.
class ContingencyScreen {
public:
    ContingencyScreen(DcNetwork const& network, RatingKind rating);

    /// One per branch in service, in the order of the grid.
    [[nodiscard]] std::span<Outage const> outages() const { return outages_; }
    [[nodiscard]] std::span<IslandedPart const> islanded_parts() const { return islanded_parts_; }

    /// `flow_mw`: snapshots x branches, flows of the intact network. Runs on up to `jobs` threads;
    /// the results do not depend on `jobs`, nor on `level`.
    [[nodiscard]] ContingencyResults screen(std::span<double const> flow_mw, int jobs = 1,
                                            SimdLevel level = best_simd_level()) const;
    /// As above into `results`, whose memory is used again: for a long series, block by block.
    void screen(std::span<double const> flow_mw, int jobs, SimdLevel level,
                ContingencyResults& results) const;

    /// Flow in every branch after one outage (row of outages()), MW; 0 in the outage and in a part
    /// that is cut off, NaN after a singular outage. shapes: branches -> branches.
    void write_flows_after(std::size_t outage, std::span<double const> flow_mw,
                           std::span<double> after_mw) const;
    /// The branches that screen() counts, in the order of the grid.
    [[nodiscard]] std::vector<Overload> overloads(std::size_t outage,
                                                  std::span<double const> flow_mw) const;

    /// The outages after which screen() counts an overload in one snapshot, in order, into `rows`.
    /// Bounds per block of branches rule most of them out without a look at their factors.
    void find_overloading(std::span<double const> flow_mw, std::vector<std::size_t>& rows) const;

    /// Row of an outage in outages(), nothing where the branch is not in service.
    [[nodiscard]] std::optional<std::size_t> row_of(BranchId outage) const;
    /// MW that `branch` takes over per MW that flowed in the outage, nothing where it is no part
    /// of what stays or after a singular outage.
    [[nodiscard]] std::optional<double> factor(std::size_t outage, BranchId branch) const;

private:
    struct Tile;
    static constexpr double overload_limit = 1.0 + 1e-9;
    static constexpr std::size_t block = 64;  ///< branches with one bound

    void set_peaks();
    void add_factors(DcNetwork const& network, std::size_t outage, std::span<double> lodf);
    void screen_tile(Tile& tile, Kernel& kernel, ContingencyResults& results) const;
    void scan(Tile& tile, std::size_t outage, Kernel& kernel, ContingencyResults& results) const;
    void store(Tile const& tile, std::size_t snapshot, std::size_t outage,
               WorstLoading const& worst, ContingencyResults& results) const;
    [[nodiscard]] bool overloads_any(std::size_t outage, double outage_flow_mw,
                                     std::span<double const> loading,
                                     std::span<double const> most_before) const;
    [[nodiscard]] std::span<BranchId const> dropped_branches(std::size_t outage) const;
    /// Loading with the sign of the flow: the kernel's arithmetic.
    [[nodiscard]] double signed_loading(std::size_t outage, std::size_t branch,
                                        std::span<double const> flow_mw) const;

    std::vector<double> rating_mw_;  ///< neither 0 nor infinite, see the constants in the .cpp
    std::vector<double> per_rating_;
    std::vector<Outage> outages_;
    std::vector<IslandedPart> islanded_parts_;
    AlignedRows factors_;  ///< per outage: MW per MW, over the rating of each branch
    AlignedRows peaks_;    ///< per outage: the largest factor of each block of branches
};

}  // namespace gridrush
