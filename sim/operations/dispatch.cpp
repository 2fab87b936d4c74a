#include "sim/operations/dispatch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/operations/dispatch_merit.hpp"
#include "sim/operations/dispatch_offers.hpp"
#include "sim/operations/lp_network.hpp"

namespace gridrush {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::string_view to_string(SolveStatus status) {
    switch (status) {
        case SolveStatus::optimal:
            return "optimal";
        case SolveStatus::infeasible:
            return "infeasible";
        case SolveStatus::unbounded:
            return "unbounded";
        case SolveStatus::failed:
            return "failed";
    }
    return "failed";
}

struct Dispatch::Impl {
    Impl(DcNetwork const& net, DispatchSpec const& spec)
        : network{&net},
          offers{net.grid(), spec.shed_usd_per_mwh},
          lp{net, spec.flow_tolerance_mw},
          dc{offers.dc_set_points()} {
        auto const& grid = net.grid();
        result.generator_mw.resize(grid.generators().size());
        result.dc_line_mw.resize(grid.dc_lines().size());
        result.flow_mw.resize(grid.branches().size());
        result.branch_price_usd_per_mwh.resize(grid.branches().size());
        result.lmp_usd_per_mwh.resize(grid.buses().size());
        result.shed_mw.resize(grid.buses().size());
        take_layout();
    }

    void take_layout() {
        lp.set_columns(offers.columns());
        merit.sort(offers, network->islands());
        result.cut_mw.resize(offers.size() - offers.cuts_begin());
    }

    void check_lengths(DispatchInput const& input) const;
    void take_input(DispatchInput const& input);
    void answer_by_merit_order();
    void answer_by_lp();
    void answer(std::span<double const> x);
    void fail(SolveStatus status);

    DcNetwork const* network;
    OfferStack offers;
    MeritOrder merit;
    NetworkLp lp;
    std::vector<double> dc;  ///< DC columns of the last answer
    DispatchResult result;
};

void Dispatch::Impl::check_lengths(DispatchInput const& input) const {
    if (input.load_mw.size() != result.lmp_usd_per_mwh.size() ||
        input.generator_min_mw.size() != result.generator_mw.size() ||
        input.generator_max_mw.size() != result.generator_mw.size()) {
        throw std::invalid_argument("dispatch: input columns do not have the grid's lengths");
    }
}

void Dispatch::Impl::take_input(DispatchInput const& input) {
    switch (offers.update(input)) {
        case OfferStack::Change::none:
            return;
        case OfferStack::Change::prices:
            merit.sort(offers, network->islands());
            return;
        case OfferStack::Change::layout:
            take_layout();
            return;
    }
}

void Dispatch::Impl::answer(std::span<double const> x) {
    result.status = SolveStatus::optimal;
    offers.write(x, result);
    std::ranges::copy(lp.flow_mw(), result.flow_mw.begin());
    std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(offers.dc_begin()), dc.size(), dc.begin());
}

void Dispatch::Impl::answer_by_merit_order() {
    answer(merit.x());
    auto const& island_of_bus = network->islands().island_of_bus;
    for (std::size_t b = 0; b < island_of_bus.size(); ++b) {
        result.lmp_usd_per_mwh[b] =
            merit.price_of_island()[static_cast<std::size_t>(island_of_bus[b])];
    }
    std::ranges::fill(result.branch_price_usd_per_mwh, 0.0);
    result.merit_order = true;
    result.simplex_iterations = 0;
    result.binding_branches = 0;
}

void Dispatch::Impl::answer_by_lp() {
    std::ranges::copy(offers.cost(), lp.cost().begin());
    std::ranges::copy(offers.width(), lp.upper().begin());
    auto const status = lp.solve(offers.base_injection_mw());
    result.merit_order = false;
    result.simplex_iterations = lp.iterations();
    if (status != SolveStatus::optimal) {
        fail(status);
        return;
    }
    answer(lp.x());
    result.binding_branches =
        lp.write_prices(result.lmp_usd_per_mwh, result.branch_price_usd_per_mwh);
    auto const& island_of_bus = network->islands().island_of_bus;
    for (std::size_t b = 0; b < island_of_bus.size(); ++b) {
        if (std::isnan(merit.price_of_island()[static_cast<std::size_t>(island_of_bus[b])])) {
            result.lmp_usd_per_mwh[b] = nan;
        }
    }
}

void Dispatch::Impl::fail(SolveStatus status) {
    result.status = status;
    result.objective_usd_per_h = nan;
    result.generation_usd_per_h = nan;
    for (auto* column :
         {&result.generator_mw, &result.dc_line_mw, &result.flow_mw, &result.lmp_usd_per_mwh,
          &result.cut_mw, &result.shed_mw, &result.branch_price_usd_per_mwh}) {
        std::ranges::fill(*column, nan);
    }
    result.merit_order = false;
    result.binding_branches = 0;
}

Dispatch::Dispatch(DcNetwork const& network, DispatchSpec spec)
    : impl_{std::make_unique<Impl>(network, spec)} {}
Dispatch::~Dispatch() = default;
Dispatch::Dispatch(Dispatch&&) noexcept = default;
Dispatch& Dispatch::operator=(Dispatch&&) noexcept = default;

DispatchResult const& Dispatch::solve(DispatchInput const& input) {
    auto& impl = *impl_;
    impl.check_lengths(input);
    impl.take_input(input);
    if (!impl.offers.valid()) {
        impl.result.simplex_iterations = 0;
        impl.fail(SolveStatus::infeasible);
        return impl.result;
    }
    auto const base = impl.offers.base_injection_mw();
    if (impl.merit.fill(impl.offers, impl.dc) && impl.lp.try_point(base, impl.merit.x())) {
        impl.answer_by_merit_order();
    } else {
        impl.answer_by_lp();
    }
    return impl.result;
}

void Dispatch::change_network(DcNetwork const& network) {
    impl_->network = &network;
    impl_->lp.change_network(network);
    impl_->merit.sort(impl_->offers, network.islands());
}

}  // namespace gridrush
