#pragma once

#include <memory>
#include <span>
#include <vector>

#include "topology/graph.hpp"
#include "topology/grid.hpp"

namespace gridrush {

/// How a branch becomes a susceptance.
enum class Convention {
    matpower,     ///< b = 1/(x tap), phase shift honoured, no angle limits
    powermodels,  ///< b = x/(r^2+x^2), tap and shift ignored, angle limits enforced by the OPF
};

/// How a DcNetwork took over other branches.
enum class NetworkChange {
    none,     ///< they are the same
    updated,  ///< a low-rank correction of the factors
    rebuilt,  ///< factorised afresh
};

/// The DC (linear, lossless) network of a grid under a set of branches in service: factorised
/// once, then flows, angles and sensitivities on demand. Injections are MW per bus, positive into
/// the network. Each island is balanced at its reference bus (the first one marked as reference,
/// else the island's first bus), which takes the island's surplus or deficit.
///
/// A solve goes through the sparse factors and allocates nothing: on grids of 70 buses and more
/// that is faster than a product with the dense PTDF.
///
/// The grid must outlive the object. Not safe for concurrent use of one object: the PTDF cache and
/// the work vectors are shared.
class DcNetwork {
public:
    /// `in_service`: 1 per branch. Throws std::runtime_error when the matrix is singular.
    DcNetwork(Grid const& grid, Convention convention, std::span<char const> in_service);
    ~DcNetwork();
    DcNetwork(DcNetwork&&) noexcept;
    DcNetwork& operator=(DcNetwork&&) noexcept;

    /// Goes on with other branches in service; spans that this object gave out are void then. Where
    /// the islands stay and few branches differ from those of the last factorisation the factors
    /// stay too, and solves are corrected for what differs (rank at most 16): flows agree with
    /// those of a new object to about 1e-12. Else everything is computed afresh, and may throw as
    /// the constructor does. The same sequence of changes gives the same bits.
    NetworkChange change_branches(std::span<char const> in_service);

    [[nodiscard]] Grid const& grid() const;
    [[nodiscard]] Convention convention() const;
    [[nodiscard]] Islands const& islands() const;
    [[nodiscard]] std::span<char const> in_service() const;
    [[nodiscard]] BusId reference_of_island(int island) const;

    /// MW per radian of each branch, 0 where out of service.
    [[nodiscard]] std::span<double const> susceptance_mw_per_rad() const;
    /// Flow in each branch, MW, that its phase shifter alone drives at equal angles.
    [[nodiscard]] std::span<double const> shift_flow_mw() const;

    /// Bus angles in radians, 0 at each island's reference. shapes: buses -> buses.
    void solve_angles(std::span<double const> injection_mw, std::span<double> angle_rad) const;
    /// Branch flows in MW, positive leaving the from-bus; shapes: buses -> branches.
    void solve_flows(std::span<double const> injection_mw, std::span<double> flow_mw) const;

    /// Sensitivity of one branch's flow to an injection at each bus withdrawn at the reference of
    /// its island, MW/MW; one row of the PTDF. Cached: the span stays valid until
    /// change_branches().
    [[nodiscard]] std::span<double const> ptdf_row(BranchId branch) const;
    /// Writes the rows of several branches one after the other, without the cache; cheaper per row.
    /// shapes: k -> k x buses.
    void write_ptdf_rows(std::span<BranchId const> branches, std::span<double> rows) const;
    /// Flow that remains in `branch` at zero injection (phase shifters), MW: flow = ptdf*inj +
    /// this.
    [[nodiscard]] double flow_at_zero_injection(BranchId branch) const;

    /// Change of every branch's flow per MW that flowed in `outage` before it tripped; -1 for
    /// itself, NaN where the outage splits an island. Length: branches.
    [[nodiscard]] std::vector<double> lodf_column(BranchId outage) const;
    /// Writes the columns of several outages one after the other without allocating; cheaper per
    /// column. shapes: k -> k x branches.
    void write_lodf_columns(std::span<BranchId const> outages, std::span<double> columns) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gridrush
