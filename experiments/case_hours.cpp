#include "experiments/case_hours.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "experiments/demand_file.hpp"

namespace gridrush {
namespace {

Issue option_issue(std::string const& option, std::string message) {
    return {{"command line", 0, 0}, option, std::move(message)};
}

std::optional<std::size_t> whole_number(std::string const& text) {
    std::size_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const is_number = error == std::errc{} && end == text.data() + text.size();
    return is_number && value > 0 ? std::optional{value} : std::nullopt;
}

/// Hours of the grid's own series from `start` to the end of the first; without series there is
/// one.
std::size_t hours_of_series(Grid const& grid, TimePoint start) {
    if (grid.series().empty()) {
        return 1;
    }
    Series const& series = grid.series().front();
    auto const end = series.start() + series.step() * static_cast<long>(series.values().size());
    return end > start ? static_cast<std::size_t>((end - start) / std::chrono::hours{1}) : 0;
}

}  // namespace

CLI::Option* add_hour_options(CLI::App& verb, HourOptions& options, std::string const& hours_says) {
    auto* const hours = verb.add_option("--hours", options.hours, hours_says)->type_name("N|all");
    auto* const start =
        verb.add_option("--start", options.start, "First hour; by default that of the series")
            ->type_name("DATE");
    auto* const column =
        verb.add_option("--column", options.column, "Column of the load shape")->type_name("NAME");
    auto* const shape = verb.add_option("--load-shape", options.load_shape,
                                        "Hourly demand, .csv or .csv.gz as `headroom` takes it: "
                                        "the case's loads follow it, at its peak as they are")
                            ->type_name("FILE")
                            ->needs(column);
    column->needs(shape);
    if (options.hours.empty()) {
        start->needs(hours);
        shape->needs(hours);
    }
    return hours;
}

CaseHours::CaseHours(Grid const& grid, HourOptions const& options, Issues& issues) : grid_{grid} {
    auto const before = issues.size();
    if (options.hours != "all" && !whole_number(options.hours)) {
        issues.push_back(option_issue(
            "--hours", fmt::format("want a number above 0 or 'all' (found '{}')", options.hours)));
    } else if (options.load_shape.empty() && grid.series().empty() && options.hours != "1") {
        issues.push_back(option_issue(
            "--hours", "this case has no hourly series; give --load-shape FILE --column NAME"));
    }
    read_shape(options, issues);
    read_start(options, issues);
    if (issues.size() == before) {
        read_count(options, issues);
    }
    if (issues.size() > before) {
        return;
    }
    if (!shape_.empty()) {
        shape_.resize(size_);
        double const peak = std::ranges::max(shape_);
        for (double& share : shape_) {
            share = peak > 0.0 ? share / peak : 0.0;
        }
    }
    Experiment experiment;
    experiment.start = start_;
    supply_.emplace(grid, experiment);
}

void CaseHours::read_shape(HourOptions const& options, Issues& issues) {
    if (options.load_shape.empty()) {
        start_ = grid_.series().empty() ? Experiment{}.start : grid_.series().front().start();
        return;
    }
    HeadroomSpec demand = read_demand_file(options.load_shape, options.column, issues);
    start_ = demand.first_hour;
    shape_ = std::move(demand.demand_mw);
    if (shape_.empty() && issues.empty()) {
        issues.push_back({{options.load_shape, 0, 0}, "", "holds no hours"});
    }
}

void CaseHours::read_start(HourOptions const& options, Issues& issues) {
    if (options.start.empty()) {
        return;
    }
    auto const start = parse_time(options.start);
    if (!start) {
        issues.push_back(option_issue(
            "--start", fmt::format("not a time (found '{}'; want 2020-01-31)", options.start)));
        return;
    }
    if (!shape_.empty()) {
        auto const skipped = (*start - start_) / std::chrono::hours{1};
        if (skipped < 0 || static_cast<std::size_t>(skipped) >= shape_.size()) {
            issues.push_back(option_issue(
                "--start", fmt::format("not an hour of the load shape (found {}; it has {} hours "
                                       "from {})",
                                       options.start, shape_.size(), format_time(start_))));
            return;
        }
        shape_.erase(shape_.begin(), shape_.begin() + skipped);
    }
    start_ = *start;
}

void CaseHours::read_count(HourOptions const& options, Issues& issues) {
    auto const most = shape_.empty() ? hours_of_series(grid_, start_) : shape_.size();
    auto const wanted = options.hours == "all" ? most : whole_number(options.hours).value_or(0);
    if (wanted == 0 || wanted > most) {
        issues.push_back(
            option_issue("--hours", fmt::format("there are {} hours from {} on (found '{}')", most,
                                                format_time(start_), options.hours)));
    } else {
        size_ = wanted;
    }
}

std::vector<char> CaseHours::branches_in_service() const {
    return grid_.branches_in_service(start_);
}

void CaseHours::fill(std::size_t hour, HourInput& input) {
    auto const time = start_ + std::chrono::hours{hour};
    input.load_mw.resize(grid_.buses().size());
    input.generator_min_mw.resize(grid_.generators().size());
    input.generator_max_mw.resize(grid_.generators().size());
    supply_->set_date(time);
    supply_->native_load(time, input.load_mw);
    supply_->generator_limits(time, input.generator_min_mw, input.generator_max_mw);
    if (!shape_.empty()) {
        for (double& mw : input.load_mw) {
            mw *= shape_[hour];
        }
    }
}

}  // namespace gridrush
