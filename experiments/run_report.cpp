#include "experiments/run_report.hpp"

#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "results/schema.hpp"
#include "experiments/run_progress.hpp"
#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

long long intervals_of(Experiment const& experiment, RunResult const& result) {
    return (result.reached - experiment.start) / experiment.interval;
}

std::string timing_text(Timing const& timing) {
    std::string text;
    for (TimingValue const& value : timing_values()) {
        double const seconds = timing.*value.member;
        if (value.member == &Timing::total_s || timing.total_s <= 0.0) {
            continue;
        }
        std::string name{value.name};
        if (name.ends_with("_s")) {
            name.resize(name.size() - 2);
        }
        text += fmt::format("{}{} {:.1f} %", text.empty() ? "" : ", ", name,
                            100.0 * seconds / timing.total_s);
    }
    return text;
}

constexpr std::string_view error_suffix = "_standard_error";

/// One row per metric that has a value; a standard error stands beside what it is of.
std::string summary_text(std::vector<Metric> const& summary) {
    TextTable table{{"quantity", "value", "+-", "unit", "meaning"}};
    int without_value = 0;
    for (std::size_t row = 0; row < summary.size(); ++row) {
        auto const& metric = summary[row];
        if (metric.name.ends_with(error_suffix)) {
            continue;
        }
        if (std::isnan(metric.value)) {
            ++without_value;
            continue;
        }
        auto const* const next = row + 1 < summary.size() ? &summary[row + 1] : nullptr;
        auto const has_error = next != nullptr && !std::isnan(next->value) &&
                               next->name == metric.name + std::string{error_suffix};
        table.add({metric.name, cell(metric.value), has_error ? cell(next->value) : std::string{},
                   metric.unit, metric.description});
    }
    auto text = table.text();
    if (without_value > 0) {
        text +=
            fmt::format("{} more have no value in this run (--json shows them)\n", without_value);
    }
    return text;
}

}  // namespace

std::string run_report_text(Experiment const& experiment, RunResult const& result,
                            std::string const& output) {
    std::string text = fmt::format(
        "{}: {}, {} to {}, {} intervals in {:.2f} s ({})\n\n{}\n", experiment.name,
        to_string(result.status), format_time(experiment.start), format_time(result.reached),
        intervals_of(experiment, result), result.timing.total_s,
        speed_text(result.reached - experiment.start, result.timing.total_s),
        summary_text(result.summary));
    text += fmt::format("time: {}\n", timing_text(result.timing));
    text += output.empty() ? "nothing was recorded\n" : fmt::format("results: {}\n", output);
    return text;
}

nlohmann::ordered_json run_report_json(Experiment const& experiment, RunResult const& result,
                                       std::string const& output) {
    nlohmann::ordered_json json;
    json["name"] = experiment.name;
    json["status"] = to_string(result.status);
    json["start"] = format_time(experiment.start);
    json["reached"] = format_time(result.reached);
    json["intervals"] = intervals_of(experiment, result);
    json["output"] =
        output.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(output);
    json["summary"] = nlohmann::ordered_json::object();
    for (Metric const& metric : result.summary) {
        json["summary"][metric.name] = {
            {"value", metric.value}, {"unit", metric.unit}, {"description", metric.description}};
    }
    json["timing"] = nlohmann::ordered_json::object();
    for (TimingValue const& value : timing_values()) {
        json["timing"][std::string{value.name}] = result.timing.*value.member;
    }
    return json;
}

}  // namespace gridrush
