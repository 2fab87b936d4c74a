#include "results/inspect.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace gridrush {
namespace {

std::string condition_text(InspectReport const& report) {
    switch (report.condition) {
        case FileCondition::being_written:
            return fmt::format("{} (being written now)", report.status);
        case FileCondition::killed:
            return fmt::format(
                "{} (its writer was killed; 'gridrush recover' makes it readable by every tool)",
                report.status);
        case FileCondition::closed:
            break;
    }
    return report.status;
}

void add_metrics(std::string& text, char const* heading, std::vector<Metric> const& metrics) {
    if (metrics.empty()) {
        return;
    }
    text += fmt::format("\n{}\n", heading);
    for (Metric const& metric : metrics) {
        if (metric.unit.starts_with("seconds since")) {
            continue;
        }
        text += fmt::format("  {:<36} {:>16.6g} {:<10} {}\n", metric.name, metric.value,
                            metric.unit, metric.description);
    }
}

/// What of the queue's years is shown: heading, column (or all whose names begin so), divisor.
struct Shown {
    char const* heading;
    std::string_view column;
    double divisor = 1.0;
};

constexpr std::array shown_of_years{Shown{"filed MW", "filed_mw_"},
                                    Shown{"signed MW", "signed_mw_"},
                                    Shown{"energised", "energised_mw_"},
                                    Shown{"withdrawn", "withdrawn_mw_"},
                                    Shown{"waiting", "waiting_mw"},
                                    Shown{"months p50", "wait_p50_months"},
                                    Shown{"p90", "wait_p90_months"},
                                    Shown{"backlog", "backlog"},
                                    Shown{"studies", "studies"},
                                    Shown{"restudies", "restudies"},
                                    Shown{"lost MUSD", "stranded_usd", 1e6},
                                    Shown{"idle MW y", "idle_contracted_mw_years"},
                                    Shown{"Jain", "jain_granted_share"},
                                    Shown{"Gini", "gini_granted_share"},
                                    Shown{"HHI", "hhi_granted_mw"},
                                    Shown{"payers", "rate_payer_share"}};

double shown_value(std::vector<YearColumn> const& columns, Shown const& shown, std::size_t year) {
    double sum = 0.0;
    for (YearColumn const& column : columns) {
        bool const all = shown.column.ends_with('_') && column.name.starts_with(shown.column);
        if (all || column.name == shown.column) {
            sum += column.values[year];
        }
    }
    return sum / shown.divisor;
}

void add_queue_years(std::string& text, std::vector<YearColumn> const& columns) {
    if (columns.empty()) {
        return;
    }
    text += "\nQueue by year; months from filing to energisation\n  year";
    for (Shown const& shown : shown_of_years) {
        text += fmt::format(" {:>10}", shown.heading);
    }
    std::vector<double> const& years = columns.front().values;
    for (std::size_t year = 0; year < years.size(); ++year) {
        text += fmt::format("\n  {:.0f}", years[year]);
        for (Shown const& shown : shown_of_years) {
            double const value = shown_value(columns, shown, year);
            text +=
                std::isnan(value) ? fmt::format(" {:>10}", "-") : fmt::format(" {:>10.4g}", value);
        }
    }
    text += "\n";
}

}  // namespace

InspectReport inspect(std::string const& path) {
    RunFile const run{path};
    InspectReport report;
    report.path = path;
    report.size_bytes = std::filesystem::file_size(path);
    report.condition = run.condition();
    report.status = run.status();
    report.title = run.attribute("title");
    report.format_version = run.attribute("format_version");
    report.gridrush_version = run.attribute("gridrush_version");
    report.git_commit = run.attribute("git_commit");
    report.seed = run.seed();
    report.replicate = run.replicate();
    report.start = run.attribute("start");
    report.end = run.attribute("end");
    report.recorded_until = run.recorded_until();
    report.series = run.series();
    report.events = run.events();
    report.decisions = run.decisions();
    report.queue_events = run.queue_events();
    report.upgrades = run.upgrades();
    report.curtailment = run.curtailment();
    report.queue_years = run.queue_years();
    report.summary = run.summary();
    report.timing = run.timing();
    return report;
}

std::string inspect_text(InspectReport const& report) {
    std::string text = fmt::format(
        "{}: {}\n  status          {}\n  recorded until  {} of {} to {}\n"
        "  seed            {}, replicate {}\n  written by      gridrush {} ({}), format {}\n"
        "  size            {:.1f} MB\n",
        report.path, report.title, condition_text(report), format_time(report.recorded_until),
        report.start, report.end, report.seed, report.replicate, report.gridrush_version,
        report.git_commit, report.format_version, static_cast<double>(report.size_bytes) / 1e6);
    text += "\nGroup          rows  entities  each    variables\n";
    for (SeriesInfo const& info : report.series) {
        std::string names;
        for (VariableInfo const& variable : info.variables) {
            names += (names.empty() ? "" : ", ") + variable.name;
        }
        std::string const each = info.interval == "hour"
                                     ? info.interval
                                     : fmt::format("{} ({})", info.interval, info.aggregate);
        text += fmt::format("/{:<11}{:>7}{:>10}  {:<8}{}\n", info.name, info.rows, info.entities,
                            each, names);
    }
    for (auto const& [table, rows] : {std::pair{"events", report.events},
                                      {"decisions", report.decisions},
                                      {"queue/events", report.queue_events},
                                      {"upgrades", report.upgrades},
                                      {"curtailment", report.curtailment}}) {
        text += fmt::format("/{:<13}{:>5}\n", table, rows);
    }
    add_queue_years(text, report.queue_years);
    add_metrics(text, "Summary", report.summary);
    add_metrics(text, "Timing", report.timing);
    return text;
}

std::string_view to_string(FileCondition condition) {
    switch (condition) {
        case FileCondition::closed:
            return "closed";
        case FileCondition::being_written:
            return "being_written";
        case FileCondition::killed:
            break;
    }
    return "killed";
}

}  // namespace gridrush
