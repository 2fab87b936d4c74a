#include "sim/operations/dispatch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include "sim/operations/dispatch_merit.hpp"
#include "sim/operations/dispatch_offers.hpp"
#include "sim/operations/lp_network.hpp"

namespace gridrush {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Whether the LP has a column per bus for shedding. It hardly ever needs them: without them no
/// price may exceed what shedding costs.
enum class Shedding { left_out, offered };
constexpr int solves_before_leaving_out = 48;

std::optional<RatingKind> secured_rating(DispatchSpec const& spec) {
    return spec.security == Security::n_1 ? std::optional{spec.security_rating} : std::nullopt;
}

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
    Impl(DcNetwork const& net, DispatchSpec const& parameters)
        : spec{parameters},
          network{&net},
          offers{net.grid(), spec.shed_usd_per_mwh},
          lp{net, spec.flow_tolerance_mw, LpSolver::dual_simplex, secured_rating(spec)},
          dc{offers.dc_set_points()} {
        auto const& grid = net.grid();
        result.generator_mw.resize(grid.generators().size());
        result.dc_line_mw.resize(grid.dc_lines().size());
        result.flow_mw.resize(grid.branches().size());
        result.branch_price_usd_per_mwh.resize(grid.branches().size());
        result.lmp_usd_per_mwh.resize(grid.buses().size());
        result.shed_mw.resize(grid.buses().size());
        injection.resize(grid.buses().size());
        take_layout();
    }

    void take_layout() {
        offer_to_lp(Shedding::left_out);
        merit.sort(offers, network->islands());
        result.cut_mw.resize(offers.shed_begin() - offers.cuts_begin());
    }

    void offer_to_lp(Shedding wanted) {
        auto const& all = offers.columns();
        auto const count = wanted == Shedding::offered ? all.size() : offers.shed_begin();
        lp.set_columns({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)});
        shedding = wanted;
        solves_without_shedding = 0;
    }

    void check_lengths(DispatchInput const& input) const;
    void take_input(DispatchInput const& input);
    void answer_by_merit_order();
    bool merit_order_fits(double usd_per_mwh);
    SolveStatus solve_lp();
    SolveStatus solve_lp_as_offered();
    [[nodiscard]] bool shedding_would_pay() const;
    void answer_by_lp();
    void answer(std::span<double const> x);
    void fail(SolveStatus status);

    DispatchSpec spec;
    DcNetwork const* network;
    OfferStack offers;
    MeritOrder merit;
    NetworkLp lp;
    std::vector<double> dc;         ///< DC columns of the last answer
    std::vector<double> injection;  ///< work space, per bus
    Shedding shedding = Shedding::left_out;
    int solves_without_shedding = 0;
    DispatchResult result;
};

void Dispatch::Impl::check_lengths(DispatchInput const& input) const {
    if (input.load_mw.size() != result.lmp_usd_per_mwh.size() ||
        input.generator_min_mw.size() != result.generator_mw.size() ||
        input.generator_max_mw.size() != result.generator_mw.size() ||
        (!input.injection_mw.empty() && input.injection_mw.size() != input.load_mw.size())) {
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

/// Also false where a price is not below `usd_per_mwh`.
bool Dispatch::Impl::merit_order_fits(double usd_per_mwh) {
    auto const is_dear = [&](double price) { return price >= usd_per_mwh; };  // false for NaN
    if (!merit.fill(offers, dc) || std::ranges::any_of(merit.price_of_island(), is_dear)) {
        return false;
    }
    std::ranges::copy(offers.base_injection_mw(), injection.begin());
    add_injections(offers.columns(), merit.x(), injection);
    return lp.fits(injection);
}

SolveStatus Dispatch::Impl::solve_lp_as_offered() {
    auto const count = lp.cost().size();
    std::ranges::copy(offers.cost().first(count), lp.cost().begin());
    std::ranges::copy(offers.width().first(count), lp.upper().begin());
    auto const status = lp.solve(offers.base_injection_mw());
    result.simplex_iterations += lp.iterations();
    if (status == SolveStatus::optimal) {
        result.binding_branches =
            lp.write_prices(result.lmp_usd_per_mwh, result.branch_price_usd_per_mwh);
    }
    return status;
}

bool Dispatch::Impl::shedding_would_pay() const {
    return std::ranges::max(result.lmp_usd_per_mwh) > spec.shed_usd_per_mwh;
}

SolveStatus Dispatch::Impl::solve_lp() {
    result.simplex_iterations = 0;
    auto status = solve_lp_as_offered();
    if (shedding == Shedding::left_out &&
        (status != SolveStatus::optimal || shedding_would_pay())) {
        offer_to_lp(Shedding::offered);
        status = solve_lp_as_offered();
    }
    return status;
}

void Dispatch::Impl::answer_by_lp() {
    auto const status = solve_lp();
    result.merit_order = false;
    if (status != SolveStatus::optimal) {
        fail(status);
        return;
    }
    answer(lp.x());
    auto const& island_of_bus = network->islands().island_of_bus;
    for (std::size_t b = 0; b < island_of_bus.size(); ++b) {
        if (std::isnan(merit.price_of_island()[static_cast<std::size_t>(island_of_bus[b])])) {
            result.lmp_usd_per_mwh[b] = nan;
        }
    }
    bool const shed = std::ranges::any_of(result.shed_mw, [](double mw) { return mw > 0.0; });
    solves_without_shedding = shed ? 0 : solves_without_shedding + 1;
    if (shedding == Shedding::offered && solves_without_shedding > solves_before_leaving_out) {
        offer_to_lp(Shedding::left_out);
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

std::string_view to_string(Security security) {
    return security == Security::n_1 ? "n-1" : "none";
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
    if (impl.merit_order_fits(std::numeric_limits<double>::infinity())) {
        impl.answer_by_merit_order();
    } else {
        impl.answer_by_lp();
    }
    return impl.result;
}

DispatchResult const* Dispatch::solve_below(DispatchInput const& input, double usd_per_mwh) {
    auto& impl = *impl_;
    impl.check_lengths(input);
    impl.take_input(input);
    if (!impl.offers.valid() || !impl.merit_order_fits(usd_per_mwh)) {
        return nullptr;
    }
    impl.answer_by_merit_order();
    return &impl.result;
}

bool Dispatch::survives_outages(std::span<double const> flow_mw) {
    return impl_->lp.survives_outages(flow_mw);
}

void Dispatch::change_network(DcNetwork const& network) {
    impl_->network = &network;
    impl_->lp.change_network(network);
    if (!impl_->merit.sorted_for(network.islands())) {
        impl_->merit.sort(impl_->offers, network.islands());
    }
}

}  // namespace gridrush
