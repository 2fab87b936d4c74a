#include "sim/operations/dispatch_offers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/operations/lp_vector.hpp"

namespace gridrush {

namespace {

constexpr int polynomial_pieces = 10;
constexpr double widest_mw = 1e6;  ///< stands in for an infinite limit

/// Breakpoints of a curve as (mw, usd/h); at least two.
std::vector<CostCurve::Point> breakpoints(CostCurve const& cost, double min_mw, double max_mw,
                                          int pieces) {
    if (cost.points.size() > 1) {
        return cost.points;
    }
    bool const straight = cost.polynomial.size() <= 2 || !(max_mw > min_mw);
    double const low = straight ? 0.0 : min_mw;
    double const high = straight ? 1.0 : max_mw;
    int const count = straight ? 1 : pieces;
    std::vector<CostCurve::Point> points;
    for (int i = 0; i <= count; ++i) {
        double const mw = low + (high - low) * i / count;
        points.push_back({mw, cost.usd_per_h(mw)});
    }
    return points;
}

}  // namespace

double append_segments(CostCurve const& cost, std::size_t generator, double min_mw, double max_mw,
                       int pieces, std::vector<CostSegment>& segments) {
    auto const points = breakpoints(cost, min_mw, max_mw, pieces);
    auto const first = segments.size();
    for (std::size_t i = 1; i < points.size(); ++i) {
        auto const& a = points[i - 1];
        auto const& b = points[i];
        double const slope = (b.usd_per_h - a.usd_per_h) / (b.mw - a.mw);
        segments.push_back({generator, a.mw, b.mw, slope});
    }
    segments[first].from_mw = -unlimited;
    segments.back().to_mw = unlimited;
    return points.front().usd_per_h - segments[first].usd_per_mwh * points.front().mw;
}

OfferStack::OfferStack(Grid const& grid, double shed_usd_per_mwh)
    : buses_{grid.buses().size()}, shed_usd_per_mwh_{shed_usd_per_mwh}, dc_lines_{grid} {
    add_generators(grid);
    base_injection_.resize(buses_);
    rebuild_columns();
}

void OfferStack::add_generators(Grid const& grid) {
    auto const& generators = grid.generators();
    bus_of_generator_ = generators.bus;
    for (std::size_t g = 0; g < generators.size(); ++g) {
        first_segment_.push_back(segments_.size());
        cost_at_zero_.push_back(append_segments(generators.cost[g], g, generators.min_mw[g],
                                                generators.max_mw[g], polynomial_pieces,
                                                segments_));
    }
    first_segment_.push_back(segments_.size());
    min_mw_.assign(generators.size(), std::numeric_limits<double>::quiet_NaN());
    max_mw_ = min_mw_;
    min_cost_.assign(generators.size(), 0.0);
}

void OfferStack::rebuild_columns() {
    columns_.clear();
    cost_.clear();
    for (auto const& segment : segments_) {
        columns_.push_back({bus_of_generator_[segment.generator]});
        cost_.push_back(segment.usd_per_mwh);
    }
    columns_.insert(columns_.end(), dc_lines_.injections.begin(), dc_lines_.injections.end());
    cost_.resize(columns_.size(), 0.0);
    for (auto const bus : cut_bus_) {
        columns_.push_back({bus});
    }
    cost_.resize(columns_.size(), 0.0);
    for (std::size_t b = 0; b < buses_; ++b) {
        columns_.push_back({BusId{b}});
    }
    cost_.resize(columns_.size(), shed_usd_per_mwh_);
    width_.resize(columns_.size(), 0.0);
    std::ranges::copy(dc_lines_.width_mw, width_.begin() + static_cast<std::ptrdiff_t>(dc_begin()));
}

std::vector<double> OfferStack::dc_set_points() const {
    std::vector<double> x;
    for (std::size_t k = 0; k < dc_lines_.size(); ++k) {
        x.push_back(dc_lines_.set_point_mw[k] - dc_lines_.least_mw[k]);
    }
    return x;
}

OfferStack::Change OfferStack::take_cuts(std::span<CutBlock const> cuts) {
    auto change = Change::none;
    if (!std::ranges::equal(cuts, cut_bus_, {}, &CutBlock::bus)) {
        cut_bus_.clear();
        for (auto const& cut : cuts) {
            cut_bus_.push_back(cut.bus);
        }
        rebuild_columns();
        change = Change::layout;
    }
    for (std::size_t k = 0; k < cuts.size(); ++k) {
        auto& cost = cost_[cuts_begin() + k];
        valid_ = valid_ && std::isfinite(cuts[k].usd_per_mwh);
        if (cost != cuts[k].usd_per_mwh && valid_) {
            cost = cuts[k].usd_per_mwh;
            change = std::max(change, Change::prices);
        }
    }
    return change;
}

double OfferStack::base_cost(std::size_t generator, double mw) const {
    auto s = first_segment_[generator];
    double at_mw = std::min(segments_[s].to_mw, mw);
    double cost = cost_at_zero_[generator] + segments_[s].usd_per_mwh * at_mw;
    while (at_mw != mw) {
        ++s;
        double const end = std::min(segments_[s].to_mw, mw);
        cost += segments_[s].usd_per_mwh * (end - at_mw);
        at_mw = end;
    }
    return cost;
}

void OfferStack::take_generators(DispatchInput const& input) {
    for (std::size_t g = 0; g < min_mw_.size(); ++g) {
        double const low = input.generator_min_mw[g], high = input.generator_max_mw[g];
        base_injection_[bus_of_generator_[g].index()] += low;
        if (low != min_mw_[g] || high != max_mw_[g]) {
            set_limits(g, low, high);
        }
        valid_ = valid_ && low <= high;
    }
}

void OfferStack::set_limits(std::size_t generator, double low, double high) {
    min_mw_[generator] = low;
    max_mw_[generator] = high;
    if (!(low <= high)) {
        return;
    }
    bool const off = low == 0.0 && high == 0.0;
    min_cost_[generator] = off ? 0.0 : base_cost(generator, low);
    auto const first = first_segment_[generator];
    auto const last = first_segment_[generator + 1] - 1;
    double const highest = std::min(high, widest_mw);
    if (first == last) {
        width_[first] = std::max(0.0, highest - low);
        return;
    }
    for (auto s = first; s <= last; ++s) {
        double const from = std::max(segments_[s].from_mw, low);
        double const to = std::min(segments_[s].to_mw, highest);
        width_[s] = std::max(0.0, to - from);
    }
}

void OfferStack::take_loads(DispatchInput const& input) {
    auto const shed = std::span{width_}.subspan(shed_begin(), buses_);
    for (std::size_t b = 0; b < buses_; ++b) {
        base_injection_[b] = dc_lines_.base_injection_mw[b] - input.load_mw[b];
        shed[b] = std::max(0.0, input.load_mw[b]);
    }
    for (std::size_t b = 0; b < input.injection_mw.size(); ++b) {
        base_injection_[b] += input.injection_mw[b];
    }
    for (std::size_t k = 0; k < input.cuts.size(); ++k) {
        auto const& cut = input.cuts[k];
        auto& left = shed[cut.bus.index()];
        valid_ = valid_ && cut.mw >= 0.0;
        width_[cuts_begin() + k] = std::min(cut.mw, left);
        left -= width_[cuts_begin() + k];
    }
}

OfferStack::Change OfferStack::update(DispatchInput const& input) {
    valid_ = true;
    auto const change = take_cuts(input.cuts);
    take_loads(input);
    take_generators(input);
    valid_ = valid_ && std::isfinite(sum(base_injection_));
    return change;
}

void OfferStack::write(std::span<double const> x, DispatchResult& result) const {
    std::ranges::copy(min_mw_, result.generator_mw.begin());
    for (std::size_t s = 0; s < segments_.size(); ++s) {
        result.generator_mw[segments_[s].generator] += x[s];
    }
    dc_lines_.write(x.subspan(dc_begin(), dc_lines_.size()), result.dc_line_mw);
    auto const cuts = x.subspan(cuts_begin(), cut_bus_.size());
    std::ranges::copy(cuts, result.cut_mw.begin());
    auto const shed = x.subspan(shed_begin());
    std::ranges::fill(result.shed_mw, 0.0);
    std::ranges::copy(shed, result.shed_mw.begin());

    auto const cost = std::span{cost_};
    result.generation_usd_per_h =
        sum(min_cost_) + dot(cost.first(segments_.size()), x.first(segments_.size()));
    result.objective_usd_per_h = result.generation_usd_per_h +
                                 dot(cost.subspan(cuts_begin(), cuts.size()), cuts) +
                                 shed_usd_per_mwh_ * sum(shed);
}

}  // namespace gridrush
