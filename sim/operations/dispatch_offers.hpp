#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/operations/dispatch.hpp"
#include "sim/operations/dispatch_dc_lines.hpp"
#include "sim/operations/lp_network.hpp"

namespace gridrush {

/// One straight piece of a generator's cost curve.
struct CostSegment {
    std::size_t generator = 0;
    double from_mw = 0.0, to_mw = 0.0;  ///< infinite at the ends of the curve
    double usd_per_mwh = 0.0;
};

/// Pieces of one cost curve in increasing output, appended to `segments`. A polynomial of degree 2
/// or more is cut into `pieces` secants between `min_mw` and `max_mw`. Returns the cost at zero
/// output on the first piece's straight line.
double append_segments(CostCurve const& cost, std::size_t generator, double min_mw, double max_mw,
                       int pieces, std::vector<CostSegment>& segments);

/// Everything that the dispatch of one interval can decide, as columns from 0 to their width:
/// [generator segments | DC lines | cuts | shedding per bus], over what is fixed (`base`): load,
/// generators at their least output, DC lines at their lowest flow.
class OfferStack {
public:
    OfferStack(Grid const& grid, double shed_usd_per_mwh);

    enum class Change { none, prices, layout };

    /// Takes one interval's limits. Returns what changed beyond widths and base. `valid()` tells
    /// whether limits are finite and the right way round.
    Change update(DispatchInput const& input);
    [[nodiscard]] bool valid() const { return valid_; }

    [[nodiscard]] std::size_t size() const { return cost_.size(); }
    [[nodiscard]] std::size_t generator_of(std::size_t segment) const {
        return segments_[segment].generator;
    }
    [[nodiscard]] std::size_t dc_begin() const { return segments_.size(); }
    [[nodiscard]] std::size_t cuts_begin() const { return dc_begin() + dc_lines_.size(); }
    [[nodiscard]] std::size_t shed_begin() const { return cuts_begin() + cut_bus_.size(); }
    [[nodiscard]] std::vector<InjectionColumn> const& columns() const { return columns_; }
    [[nodiscard]] std::span<double const> cost() const { return cost_; }
    [[nodiscard]] std::span<double const> width() const { return width_; }
    [[nodiscard]] std::span<double const> base_injection_mw() const { return base_injection_; }

    /// DC columns at the set points of the grid.
    [[nodiscard]] std::vector<double> dc_set_points() const;

    /// Turns a solution, with or without the shedding columns, into MW per generator, DC line, cut
    /// and bus, and dollars.
    void write(std::span<double const> x, DispatchResult& result) const;

private:
    void add_generators(Grid const& grid);
    void rebuild_columns();
    Change take_cuts(std::span<CutBlock const> cuts);
    void take_generators(DispatchInput const& input);
    void take_loads(DispatchInput const& input);
    void set_limits(std::size_t generator, double low, double high);
    [[nodiscard]] double base_cost(std::size_t generator, double mw) const;

    std::size_t buses_ = 0;
    double shed_usd_per_mwh_;
    bool valid_ = false;
    std::vector<BusId> bus_of_generator_;
    std::vector<CostSegment> segments_;
    std::vector<std::size_t> first_segment_;  ///< per generator and one more
    std::vector<double> cost_at_zero_;        ///< per generator
    std::vector<double> min_mw_, max_mw_;     ///< per generator, of the last update
    std::vector<double> min_cost_;            ///< per generator, usd/h at min_mw_
    DcLineOffers dc_lines_;
    std::vector<BusId> cut_bus_;
    std::vector<InjectionColumn> columns_;
    std::vector<double> cost_, width_, base_injection_;
};

}  // namespace gridrush
