#include "topology/reduced_network.hpp"

#include <algorithm>
#include <numbers>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr double radians_per_degree = std::numbers::pi / 180.0;
/// Branches that may differ from the factorised ones. With so many a solve costs about twice that
/// of fresh factors, on 73 buses as on 2000.
constexpr std::size_t highest_rank = 16;

/// matpower: makeBdc of MATPOWER. powermodels: the DCPPowerModel form of PowerModels.jl.
double susceptance_pu(BranchColumns const& branches, std::size_t branch, Convention convention) {
    double const r = branches.r_pu[branch];
    double const x = branches.x_pu[branch];
    return convention == Convention::matpower ? 1.0 / (x * branches.tap[branch])
                                              : x / (r * r + x * x);
}

std::vector<double> susceptances(Grid const& grid, Convention convention,
                                 std::span<char const> in_service) {
    std::vector<double> susceptance(in_service.size(), 0.0);
    for (std::size_t branch = 0; branch < in_service.size(); ++branch) {
        if (in_service[branch] != 0) {
            susceptance[branch] =
                grid.base_mva() * susceptance_pu(grid.branches(), branch, convention);
        }
    }
    return susceptance;
}

std::vector<double> shift_flows(Grid const& grid, Convention convention,
                                std::span<double const> susceptance) {
    std::vector<double> flow(susceptance.size(), 0.0);
    if (convention == Convention::powermodels) {
        return flow;
    }
    for (std::size_t branch = 0; branch < flow.size(); ++branch) {
        double const shift_rad = grid.branches().shift_deg[branch] * radians_per_degree;
        flow[branch] = shift_rad == 0.0 ? 0.0 : -susceptance[branch] * shift_rad;
    }
    return flow;
}

SparseFactor factorise(Grid const& grid, std::size_t size,
                       std::vector<MatrixEntry> const& entries) {
    try {
        return SparseFactor{size, entries};
    } catch (std::runtime_error const& error) {
        throw std::runtime_error{fmt::format("the DC network of grid '{}' has no solution: {}",
                                             grid.name(), error.what())};
    }
}

}  // namespace

ReducedNetwork::ReducedNetwork(Grid const& grid, Convention convention,
                               std::span<char const> in_service, std::span<BusId const> references)
    : susceptance_{susceptances(grid, convention, in_service)},
      factorised_susceptance_{susceptance_},
      shift_flow_{shift_flows(grid, convention, susceptance_)},
      factor_{0, {}} {
    std::size_t const reduced_count = number_slots(grid, references);
    factor_ = factorise(grid, reduced_count, matrix_entries(reduced_count));
    set_shift_injections();
}

bool ReducedNetwork::update(Grid const& grid, Convention convention,
                            std::span<char const> in_service) {
    updated_ = true;
    factorised_transfers_.resize(in_service.size());
    susceptance_ = susceptances(grid, convention, in_service);
    shift_flow_ = shift_flows(grid, convention, susceptance_);
    set_shift_injections();
    std::vector<ChangedBranch> changed;
    for (std::size_t branch = 0; branch < susceptance_.size(); ++branch) {
        double const change = susceptance_[branch] - factorised_susceptance_[branch];
        if (change == 0.0) {
            continue;
        }
        if (changed.size() == highest_rank) {
            return false;
        }
        changed.push_back(
            {ends_[branch].from, ends_[branch].to, change, factorised_transfer(BranchId{branch})});
    }
    return correction_.set(std::move(changed));
}

void ReducedNetwork::set_shift_injections() {
    shift_injection_.assign(slot_count(), 0.0);
    for (std::size_t branch = 0; branch < ends_.size(); ++branch) {
        shift_injection_[ends_[branch].from] -= shift_flow_[branch];
        shift_injection_[ends_[branch].to] += shift_flow_[branch];
    }
}

std::size_t ReducedNetwork::number_slots(Grid const& grid, std::span<BusId const> references) {
    std::vector<char> is_reference(grid.buses().size(), 0);
    for (BusId const reference : references) {
        is_reference[reference.index()] = 1;
    }
    std::size_t const reduced_count = is_reference.size() - references.size();
    std::size_t next = 0;
    for (char const reference : is_reference) {
        slot_of_bus_.push_back(reference != 0 ? reduced_count : next++);
    }
    BranchColumns const& branches = grid.branches();
    for (std::size_t branch = 0; branch < branches.size(); ++branch) {
        ends_.push_back({slot_of_bus_[branches.from[branch].index()],
                         slot_of_bus_[branches.to[branch].index()]});
    }
    return reduced_count;
}

std::vector<MatrixEntry> ReducedNetwork::matrix_entries(std::size_t reduced_count) const {
    std::vector<MatrixEntry> entries;
    auto const add = [&](std::size_t row, std::size_t column, double value) {
        if (row < reduced_count && column < reduced_count) {
            entries.push_back({static_cast<int>(row), static_cast<int>(column), value});
        }
    };
    for (std::size_t branch = 0; branch < ends_.size(); ++branch) {
        double const b = susceptance_[branch];
        if (b != 0.0) {
            auto const [from, to] = ends_[branch];
            add(from, from, b);
            add(to, to, b);
            add(from, to, -b);
            add(to, from, -b);
        }
    }
    return entries;
}

void ReducedNetwork::solve_injections(std::span<double const> injection_mw,
                                      std::span<double> angle_rad) const {
    std::copy(shift_injection_.begin(), shift_injection_.end(), angle_rad.begin());
    for (std::size_t bus = 0; bus < injection_mw.size(); ++bus) {
        angle_rad[slot_of_bus_[bus]] += injection_mw[bus];
    }
    factor_.solve(angle_rad.first(factor_.size()));
    angle_rad[factor_.size()] = 0.0;
    correction_.apply(angle_rad.first(slot_count()));
}

std::span<double const> ReducedNetwork::factorised_transfer(BranchId branch) const {
    std::vector<double>& angles = factorised_transfers_[branch.index()];
    if (angles.empty()) {
        angles.assign(slot_count(), 0.0);
        angles[ends_[branch.index()].from] += 1.0;
        angles[ends_[branch.index()].to] -= 1.0;
        angles.back() = 0.0;
        factor_.solve(std::span{angles}.first(factor_.size()));
    }
    return angles;
}

void ReducedNetwork::solve_transfer(BranchId branch, std::span<double> angle_rad) const {
    if (!updated_) {
        solve_transfers({&branch, 1}, angle_rad);
        return;
    }
    std::ranges::copy(factorised_transfer(branch), angle_rad.begin());
    correction_.apply(angle_rad.first(slot_count()));
}

void ReducedNetwork::solve_transfers(std::span<BranchId const> branches,
                                     std::span<double> angle_rad) const {
    std::size_t const size = factor_.size();
    std::fill(angle_rad.begin(), angle_rad.end(), 0.0);
    for (std::size_t k = 0; k < branches.size(); ++k) {
        auto const [from, to] = ends_[branches[k].index()];
        if (from < size) {
            angle_rad[k * size + from] = 1.0;
        }
        if (to < size) {
            angle_rad[k * size + to] = -1.0;
        }
    }
    factor_.solve(angle_rad.first(branches.size() * size));
    for (std::size_t k = branches.size(); k-- > 0;) {
        auto const solution = angle_rad.subspan(k * size, size);
        auto const row = angle_rad.subspan(k * slot_count(), slot_count());
        if (k > 0) {
            std::copy_backward(solution.begin(), solution.end(), row.end() - 1);
        }
        row.back() = 0.0;
        correction_.apply(row);
    }
}

void ReducedNetwork::write_flows(std::span<double const> angle_rad,
                                 std::span<double> flow_mw) const {
    for (std::size_t branch = 0; branch < ends_.size(); ++branch) {
        flow_mw[branch] = driven_flow(branch, angle_rad) + shift_flow_[branch];
    }
}

}  // namespace gridrush
