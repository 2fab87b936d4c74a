#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "topology/grid.hpp"
#include "sim/operations/outage_series.hpp"
#include "sim/operations/supply.hpp"

namespace gridrush {

/// Which hours of a case are wanted, as said on the command line.
struct HourOptions {
    std::string hours;  ///< a number or `all`
    std::string start;  ///< date, empty: where the series begin
    std::string load_shape, column;
};

/// Adds --hours (described as `hours_says`), --start, --load-shape and --column, which need
/// it where `options.hours` has no default. Returns --hours.
CLI::Option* add_hour_options(CLI::App& verb, HourOptions& options, std::string const& hours_says);

/// The hours of a case as the dispatch takes them: its own series, or its loads times an hourly
/// shape over the highest of the hours asked for. A case without either is one hour.
class CaseHours {
public:
    /// Adds every mistake to `issues`, such as hours that are not there; not to be used then.
    CaseHours(Grid const& grid, HourOptions const& options, Issues& issues);

    [[nodiscard]] TimePoint start() const { return start_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::vector<char> branches_in_service() const;

    /// Not for several threads at once.
    void fill(std::size_t hour, HourInput& input);

private:
    void read_shape(HourOptions const& options, Issues& issues);
    void read_start(HourOptions const& options, Issues& issues);
    void read_count(HourOptions const& options, Issues& issues);

    Grid const& grid_;
    TimePoint start_{};
    std::size_t size_ = 0;
    std::vector<double> shape_;  ///< MW from start_ on, later shares; empty: the case's series
    std::optional<Supply> supply_;
};

}  // namespace gridrush
