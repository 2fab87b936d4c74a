#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "topology/dc_power_flow.hpp"
#include "topology/low_rank_correction.hpp"
#include "topology/sparse_factor.hpp"

namespace gridrush {

/// The linear system behind DcNetwork: buses without the reference buses. A slot is the row of a
/// bus in it; all reference buses share the last slot, whose angle is 0. Private to topology/.
class ReducedNetwork {
public:
    /// `references`: one bus per island. Throws std::runtime_error when the matrix is singular.
    ReducedNetwork(Grid const& grid, Convention convention, std::span<char const> in_service,
                   std::span<BusId const> references);

    /// Takes over other branches in service between the same islands, by a low-rank correction of
    /// the factors. Returns false where too many branches differ from those that were factorised or
    /// the correction is ill-conditioned: the object must then be built anew.
    [[nodiscard]] bool update(Grid const& grid, Convention convention,
                              std::span<char const> in_service);

    /// Length of a vector of angles: one per slot, the references' slot at its end.
    [[nodiscard]] std::size_t slot_count() const { return factor_.size() + 1; }
    [[nodiscard]] std::size_t slot_of_bus(std::size_t bus) const { return slot_of_bus_[bus]; }
    [[nodiscard]] std::span<double const> susceptance_mw_per_rad() const { return susceptance_; }
    [[nodiscard]] std::span<double const> shift_flow_mw() const { return shift_flow_; }

    /// shapes: buses -> slots. `injection_mw` may be empty for no injection at all.
    void solve_injections(std::span<double const> injection_mw, std::span<double> angle_rad) const;
    /// Angles per MW that goes in at a branch's from-bus and out at its to-bus; one row of
    /// slot_count() per branch. The phase shifters stand at 0.
    void solve_transfers(std::span<BranchId const> branches, std::span<double> angle_rad) const;
    /// As above for one branch. Once there was an update, what the factors say of it is kept.
    void solve_transfer(BranchId branch, std::span<double> angle_rad) const;

    /// Flow that angles drive through a branch without its phase shift.
    [[nodiscard]] double driven_flow(std::size_t branch, std::span<double const> angle_rad) const {
        auto const [from, to] = ends_[branch];
        return susceptance_[branch] * (angle_rad[from] - angle_rad[to]);
    }
    /// shapes: slots -> branches.
    void write_flows(std::span<double const> angle_rad, std::span<double> flow_mw) const;

private:
    struct Ends {
        std::size_t from = 0;
        std::size_t to = 0;
    };

    [[nodiscard]] std::size_t number_slots(Grid const& grid, std::span<BusId const> references);
    [[nodiscard]] std::vector<MatrixEntry> matrix_entries(std::size_t reduced_count) const;
    void set_shift_injections();
    /// Angles of a transfer by the factors alone, computed once.
    [[nodiscard]] std::span<double const> factorised_transfer(BranchId branch) const;

    std::vector<double> susceptance_;
    std::vector<double> factorised_susceptance_;
    std::vector<double> shift_flow_;
    std::vector<std::size_t> slot_of_bus_;
    std::vector<Ends> ends_;
    SparseFactor factor_;
    std::vector<double> shift_injection_;  ///< per slot
    LowRankCorrection correction_;
    bool updated_ = false;                                           ///< ever
    mutable std::vector<std::vector<double>> factorised_transfers_;  ///< per branch, or empty
};

}  // namespace gridrush
