#include "topology/dc_power_flow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "topology/reduced_network.hpp"

namespace gridrush {
namespace {

constexpr std::size_t sides_at_once = 4;
/// Below this the rest of the network carries nothing of an outage's flow.
constexpr double least_remaining_share = 1e-9;

std::vector<BusId> find_references(Grid const& grid, Islands const& islands) {
    std::vector<BusId> references(static_cast<std::size_t>(islands.count));
    auto const fill = [&](auto const& qualifies) {
        for (std::size_t bus = 0; bus < grid.buses().size(); ++bus) {
            BusId& reference = references[static_cast<std::size_t>(islands.island_of_bus[bus])];
            if (!reference.valid() && qualifies(bus)) {
                reference = BusId{bus};
            }
        }
    };
    fill([&](std::size_t bus) { return grid.buses().reference[bus] != 0; });
    fill([](std::size_t) { return true; });
    return references;
}

}  // namespace

struct DcNetwork::Impl {
    Grid const* grid;
    Convention convention;
    std::vector<char> in_service;
    Islands islands;
    std::vector<BusId> references;
    ReducedNetwork reduced;
    std::vector<double> flow_at_zero_mw;
    std::vector<double> angle_rad;  ///< work: sides_at_once rows of slots
    std::vector<std::vector<double>> ptdf_rows;
    std::vector<char> ptdf_row_is_known;
    std::vector<char> is_bridge;  ///< empty until first asked for

    Impl(Grid const& network, Convention chosen, std::span<char const> service)
        : grid{&network},
          convention{chosen},
          in_service(service.begin(), service.end()),
          islands{find_islands(network, in_service)},
          references{find_references(network, islands)},
          reduced{network, chosen, in_service, references},
          flow_at_zero_mw(in_service.size()),
          angle_rad(reduced.slot_count() * sides_at_once),
          ptdf_rows(in_service.size()),
          ptdf_row_is_known(in_service.size(), 0) {
        find_flows_at_zero();
    }

    void find_flows_at_zero() {
        reduced.solve_injections({}, slots());
        reduced.write_flows(slots(), flow_at_zero_mw);
    }

    [[nodiscard]] bool update(std::span<char const> service) {
        if (find_islands(*grid, service).island_of_bus != islands.island_of_bus ||
            !reduced.update(*grid, convention, service)) {
            return false;
        }
        in_service.assign(service.begin(), service.end());
        is_bridge.clear();
        std::ranges::fill(ptdf_row_is_known, char{0});
        find_flows_at_zero();
        return true;
    }

    [[nodiscard]] std::span<double> slots(std::size_t side = 0) {
        return std::span{angle_rad}.subspan(side * reduced.slot_count(), reduced.slot_count());
    }

    /// Calls `use(k, angles)` for each branch k with the angles of a transfer between its ends.
    template <class Use>
    void for_each_transfer(std::span<BranchId const> branches, Use use) {
        for (std::size_t done = 0; done < branches.size(); done += sides_at_once) {
            std::size_t const count = std::min(sides_at_once, branches.size() - done);
            reduced.solve_transfers(branches.subspan(done, count), angle_rad);
            for (std::size_t side = 0; side < count; ++side) {
                use(done + side, slots(side));
            }
        }
    }

    /// B is symmetric: row l of diag(b) A B^-1 is b_l times the angles of a transfer along l.
    void write_ptdf_row(BranchId branch, std::span<double const> angles,
                        std::span<double> row) const {
        double const b = reduced.susceptance_mw_per_rad()[branch.index()];
        for (std::size_t bus = 0; bus < row.size(); ++bus) {
            row[bus] = b * angles[reduced.slot_of_bus(bus)];
        }
    }

    /// LODF_lk = phi_lk / (1 - phi_kk) with phi the flows of a transfer between the ends of k
    /// (Wood, Wollenberg and Sheble, 2014, "Power Generation, Operation, and Control", ch. 7).
    void write_lodf_column(BranchId outage, std::span<double const> angles,
                           std::span<double> column) {
        double const remaining = 1.0 - reduced.driven_flow(outage.index(), angles);
        if (splits_island(outage) || std::abs(remaining) < least_remaining_share) {
            std::fill(column.begin(), column.end(), std::numeric_limits<double>::quiet_NaN());
            return;
        }
        double const per_remaining = in_service[outage.index()] != 0 ? 1.0 / remaining : 0.0;
        for (std::size_t branch = 0; branch < column.size(); ++branch) {
            column[branch] = reduced.driven_flow(branch, angles) * per_remaining;
        }
        column[outage.index()] = -1.0;
    }

    bool splits_island(BranchId outage) {
        if (is_bridge.empty()) {
            is_bridge.assign(in_service.size(), 0);
            for (BranchId const bridge : find_bridges(*grid, in_service)) {
                is_bridge[bridge.index()] = 1;
            }
        }
        return is_bridge[outage.index()] != 0;
    }
};

DcNetwork::DcNetwork(Grid const& grid, Convention convention, std::span<char const> in_service)
    : impl_{std::make_unique<Impl>(grid, convention, in_service)} {}

DcNetwork::~DcNetwork() = default;
DcNetwork::DcNetwork(DcNetwork&&) noexcept = default;
DcNetwork& DcNetwork::operator=(DcNetwork&&) noexcept = default;

NetworkChange DcNetwork::change_branches(std::span<char const> in_service) {
    if (std::ranges::equal(in_service, impl_->in_service)) {
        return NetworkChange::none;
    }
    if (impl_->update(in_service)) {
        return NetworkChange::updated;
    }
    impl_ = std::make_unique<Impl>(*impl_->grid, impl_->convention, in_service);
    return NetworkChange::rebuilt;
}

Grid const& DcNetwork::grid() const {
    return *impl_->grid;
}

Convention DcNetwork::convention() const {
    return impl_->convention;
}

Islands const& DcNetwork::islands() const {
    return impl_->islands;
}

std::span<char const> DcNetwork::in_service() const {
    return impl_->in_service;
}

BusId DcNetwork::reference_of_island(int island) const {
    return impl_->references[static_cast<std::size_t>(island)];
}

std::span<double const> DcNetwork::susceptance_mw_per_rad() const {
    return impl_->reduced.susceptance_mw_per_rad();
}

std::span<double const> DcNetwork::shift_flow_mw() const {
    return impl_->reduced.shift_flow_mw();
}

void DcNetwork::solve_angles(std::span<double const> injection_mw,
                             std::span<double> angle_rad) const {
    auto const slots = impl_->slots();
    impl_->reduced.solve_injections(injection_mw, slots);
    for (std::size_t bus = 0; bus < angle_rad.size(); ++bus) {
        angle_rad[bus] = slots[impl_->reduced.slot_of_bus(bus)];
    }
}

void DcNetwork::solve_flows(std::span<double const> injection_mw, std::span<double> flow_mw) const {
    auto const slots = impl_->slots();
    impl_->reduced.solve_injections(injection_mw, slots);
    impl_->reduced.write_flows(slots, flow_mw);
}

std::span<double const> DcNetwork::ptdf_row(BranchId branch) const {
    std::vector<double>& row = impl_->ptdf_rows[branch.index()];
    if (!std::exchange(impl_->ptdf_row_is_known[branch.index()], char{1})) {
        row.resize(grid().buses().size());
        impl_->reduced.solve_transfer(branch, impl_->slots());
        impl_->write_ptdf_row(branch, impl_->slots(), row);
    }
    return row;
}

void DcNetwork::write_ptdf_rows(std::span<BranchId const> branches, std::span<double> rows) const {
    std::size_t const buses = grid().buses().size();
    impl_->for_each_transfer(branches, [&](std::size_t k, std::span<double const> angles) {
        impl_->write_ptdf_row(branches[k], angles, rows.subspan(k * buses, buses));
    });
}

double DcNetwork::flow_at_zero_injection(BranchId branch) const {
    return impl_->flow_at_zero_mw[branch.index()];
}

std::vector<double> DcNetwork::lodf_column(BranchId outage) const {
    std::vector<double> column(in_service().size());
    write_lodf_columns({&outage, 1}, column);
    return column;
}

void DcNetwork::write_lodf_columns(std::span<BranchId const> outages,
                                   std::span<double> columns) const {
    std::size_t const branches = in_service().size();
    impl_->for_each_transfer(outages, [&](std::size_t k, std::span<double const> angles) {
        impl_->write_lodf_column(outages[k], angles, columns.subspan(k * branches, branches));
    });
}

}  // namespace gridrush
