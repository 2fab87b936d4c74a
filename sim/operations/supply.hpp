#pragma once

#include <array>
#include <span>
#include <vector>

#include "topology/grid.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

inline constexpr std::size_t fuel_count = 10;

/// Native load per bus and what generators can produce, interval by interval: the grid's series,
/// growth and dates put together. Own scratch, no allocation per step.
class Supply {
public:
    /// `first_year`: the year from which areas without growth_from grow.
    Supply(Grid const& grid, Experiment const& experiment);

    /// Takes over which generators are within their dates at `time` and, where `out` is given (per
    /// generator, reasons why it is out), available.
    void set_date(TimePoint time, std::span<int const> out = {});

    /// Native load of the interval that starts at `time`, MW per bus, shunts included.
    void native_load(TimePoint time, std::span<double> load_mw) const;
    /// Same, with the growth of another year.
    void native_load(TimePoint time, int growth_year, std::span<double> load_mw) const;

    /// Value of one of the grid's series in the interval that starts at `time`.
    [[nodiscard]] double series_value(SeriesId series, TimePoint time) const {
        return grid_.series()[series.index()].values()[index_of(series, time)];
    }

    /// Limits of every generator in the interval that starts at `time`; fixed output has
    /// min = max, dispatchable output may go to 0 (no unit commitment; negative minima, which are
    /// exports or dispatchable loads, stay). Out of service: 0 and 0.
    void generator_limits(TimePoint time, std::span<double> min_mw, std::span<double> max_mw) const;

private:
    [[nodiscard]] std::size_t index_of(SeriesId series, TimePoint time) const;
    [[nodiscard]] double growth_factor(std::size_t area, int year) const;

    Grid const& grid_;
    std::vector<double> growth_;  ///< per area
    std::vector<int> growth_from_;
    std::vector<char> available_;
    /// Series of one start, step and length share one calendar look-up per step.
    std::vector<std::size_t> clock_of_series_;
    std::vector<SeriesId> clock_;
    mutable std::vector<std::size_t> clock_index_;
    mutable TimePoint clock_time_ = TimePoint::min();
    mutable std::vector<double> area_mw_;
};

}  // namespace gridrush
