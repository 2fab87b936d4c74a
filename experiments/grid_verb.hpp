#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "topology/dc_power_flow.hpp"
#include "experiments/command_line.hpp"

namespace gridrush {

enum class Rows { first, all };
enum class DcLines { at_zero, dispatched };
enum class Overwrite { refused, allowed };

/// What the verbs on a grid case have in common.
struct GridOptions {
    std::string path;
    Convention convention = Convention::matpower;
    DcLines dc_lines = DcLines::at_zero;
    Rows rows = Rows::first;
    std::string output;
    Overwrite overwrite = Overwrite::refused;
    std::optional<TimePoint> at;  ///< the hour whose loads and limits become the snapshot
    OutputForm form = OutputForm::text;

    [[nodiscard]] std::size_t most_rows() const {
        constexpr std::size_t rows_shown = 40;
        return rows == Rows::all ? std::numeric_limits<std::size_t>::max() : rows_shown;
    }
};

/// The case, with the loads and limits of `--at` where that is given. Throws InputError where it
/// cannot be read. Notes of the reader go to stderr.
[[nodiscard]] GridSpec read_grid_spec(GridOptions const& options);

/// Prints `json()` or `text()`, whichever was asked for.
void print_grid(GridOptions const& options, auto const& json, auto const& text) {
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", json().dump(2));
    } else {
        fmt::print("{}", text());
    }
}

/// A verb below `grid` with the case and `--json`.
struct GridVerb {
    std::shared_ptr<GridOptions> options = std::make_shared<GridOptions>();
    CLI::App& verb;

    GridVerb(CLI::App& grid, std::string const& name, std::string const& description,
             std::string const& example);

    void add_convention();
    void add_all();
    void add_at();
    void on(Verbs& verbs, int (*action)(GridOptions const&));
};

}  // namespace gridrush
