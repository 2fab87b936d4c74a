#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "sim/operations/lp_network.hpp"
#include "sim/operations/lp_vector.hpp"

namespace gridrush {

namespace {

constexpr std::size_t block = 12;            ///< branches computed together
constexpr std::size_t dense_limit = 60'000;  ///< buses x branches
constexpr int calls_before_dense = 8;

/// What an angle limit means in MATPOWER's files: +-360 or more, or zero at both ends, is none.
double angle_bound_mw(double susceptance, double angle_deg, double none) {
    if (std::abs(angle_deg) >= 360.0) {
        return none;
    }
    return susceptance * angle_deg * std::numbers::pi / 180.0;
}

/// at_zero + sum over buses of entries[bus] * injection[bus], for each branch of a block.
std::array<double, block> block_flows(double const* at_zero, double const* entries,
                                      std::span<double const> injection) {
    Pair a = load(at_zero), b = load(at_zero + 2), c = load(at_zero + 4);
    Pair d = load(at_zero + 6), e = load(at_zero + 8), f = load(at_zero + 10);
    for (double const mw : injection) {
        a += load(entries) * mw;
        b += load(entries + 2) * mw;
        c += load(entries + 4) * mw;
        d += load(entries + 6) * mw;
        e += load(entries + 8) * mw;
        f += load(entries + 10) * mw;
        entries += block;
    }
    return {a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1], e[0], e[1], f[0], f[1]};
}

}  // namespace

FlowLimits flow_limits(DcNetwork const& network) {
    auto const& branches = network.grid().branches();
    auto const b = network.susceptance_mw_per_rad();
    FlowLimits limits{std::vector<double>(branches.size()), branches.rating_mw};
    for (std::size_t l = 0; l < branches.size(); ++l) {
        limits.min_mw[l] = -limits.max_mw[l];
        double const lowest = branches.angle_min_deg[l], highest = branches.angle_max_deg[l];
        if (network.convention() != Convention::powermodels || !network.in_service()[l] ||
            (lowest == 0.0 && highest == 0.0)) {
            continue;
        }
        double const at_lowest = angle_bound_mw(b[l], lowest, b[l] > 0.0 ? -unlimited : unlimited);
        double const at_highest =
            angle_bound_mw(b[l], highest, b[l] > 0.0 ? unlimited : -unlimited);
        limits.min_mw[l] = std::max(limits.min_mw[l], std::min(at_lowest, at_highest));
        limits.max_mw[l] = std::min(limits.max_mw[l], std::max(at_lowest, at_highest));
    }
    return limits;
}

void FlowProduct::reset(DcNetwork const& network) {
    network_ = &network;
    calls_ = 0;
    sensitivity_.clear();
}

void FlowProduct::fill_sensitivity() {
    auto const buses = network_->grid().buses().size();
    auto const branches = network_->grid().branches().size();
    auto const blocks = (branches + block - 1) / block;
    sensitivity_.assign(blocks * block * buses, 0.0);
    at_zero_.assign(blocks * block, 0.0);
    for (std::size_t l = 0; l < branches; ++l) {
        if (!network_->in_service()[l]) {
            continue;
        }
        auto const row = network_->ptdf_row(BranchId{l});
        auto const start = (l / block) * block * buses + l % block;
        for (std::size_t b = 0; b < buses; ++b) {
            sensitivity_[start + b * block] = row[b];
        }
        at_zero_[l] = network_->flow_at_zero_injection(BranchId{l});
    }
}

void FlowProduct::compute(std::span<double const> injection_mw, std::span<double> flow_mw) {
    if (sensitivity_.empty()) {
        if (++calls_ <= calls_before_dense || injection_mw.size() * flow_mw.size() > dense_limit) {
            network_->solve_flows(injection_mw, flow_mw);
            return;
        }
        fill_sensitivity();
    }
    double const* entries = sensitivity_.data();
    for (std::size_t first = 0; first < flow_mw.size(); first += block) {
        auto const sum = block_flows(at_zero_.data() + first, entries, injection_mw);
        entries += block * injection_mw.size();
        std::copy_n(sum.begin(), std::min(block, flow_mw.size() - first),
                    flow_mw.begin() + static_cast<std::ptrdiff_t>(first));
    }
}

}  // namespace gridrush
