#include "experiments/transformer_steps.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "topology/importers/csv.hpp"
#include "topology/importers/text_file.hpp"
#include "sim/operations/transformer_thermal.hpp"

namespace gridrush {
namespace {

constexpr double longest_step_min = 5256000.0;  // ten years
constexpr double highest_load_pu = 10.0;
constexpr double coldest_c = -60.0;
constexpr double warmest_c = 80.0;

void require_between(CsvRow const& row, char const* column, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
        row.report(column, fmt::format("must be from {} to {} (found {})", low, high, value));
    }
}

TransformerPoint point_of(TransformerThermal const& thermal, double minute,
                          TransformerStep const& step) {
    return {minute,
            step.load_pu,
            step.ambient_c,
            thermal.top_oil_c(0),
            thermal.hot_spot_c(0),
            thermal.hottest_c()[0],
            thermal.ageing_rate(0),
            thermal.aged_h()[0]};
}

}  // namespace

std::vector<TransformerStep> read_transformer_steps(std::string const& path, double ambient_c,
                                                    Issues& issues) {
    std::vector<TransformerStep> steps;
    auto const text = read_text_file(path);
    if (!text) {
        issues.push_back({{path, 0, 0}, "", "no such file"});
        return steps;
    }
    CsvTable const table{*text, path, issues};
    if (!table.require({"minutes", "load_pu"})) {
        return steps;
    }
    for (std::size_t i = 0; i < table.size(); ++i) {
        CsvRow const row = table[i];
        TransformerStep const step{row.number("minutes"), row.number("load_pu"),
                                   row.number("ambient_c", ambient_c)};
        require_between(row, "minutes", step.minutes, 1e-3, longest_step_min);
        require_between(row, "load_pu", step.load_pu, 0.0, highest_load_pu);
        require_between(row, "ambient_c", step.ambient_c, coldest_c, warmest_c);
        steps.push_back(step);
    }
    if (steps.empty()) {
        issues.push_back({{path, 0, 0}, "", "no rows below the header"});
    }
    return steps;
}

std::vector<TransformerPoint> transformer_trajectory(ThermalUnit const& unit,
                                                     TransformerStart const& start,
                                                     std::vector<TransformerStep> const& steps,
                                                     double every_min) {
    TransformerThermal thermal{std::array{unit}};
    if (start.from == TransformerStart::From::steady_load) {
        thermal.start_steady(0, start.load_pu, steps.front().ambient_c);
    } else {
        thermal.start_from(0, start.oil_rise_k, start.gradient_k, steps.front().ambient_c);
    }
    std::vector<TransformerPoint> points{point_of(thermal, 0.0, steps.front())};
    double begin_min = 0.0;
    for (TransformerStep const& step : steps) {
        double const parts = std::max(1.0, std::ceil(step.minutes / every_min - 1e-9));
        for (double part = 1.0; part <= parts; part += 1.0) {
            // Whole periods, and what is left at the end.
            double const from_min = (part - 1.0) * every_min;
            double const length_min = part < parts  ? every_min
                                      : parts > 1.0 ? step.minutes - from_min
                                                    : step.minutes;
            thermal.step(std::array{step.load_pu}, std::array{step.ambient_c}, length_min);
            double const end_min = begin_min + (part < parts ? part * every_min : step.minutes);
            points.push_back(point_of(thermal, end_min, step));
        }
        begin_min += step.minutes;
    }
    return points;
}

}  // namespace gridrush
