#include "experiments/n1_series_report.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include "topology/importers/csv.hpp"
#include "experiments/n1_report.hpp"
#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

std::string const& id_of(N1SeriesReport const& report, BranchId branch) {
    return report.grid.branches().id[branch.index()];
}

std::string time_of(N1SeriesReport const& report, WorstCase const& worst) {
    return format_time(report.start + std::chrono::hours{worst.hour});
}

double percent(double loading) {
    return 100.0 * loading;
}

bool is_limited(Grid const& grid, RatingKind rating) {
    return std::ranges::any_of(ratings_of(grid, rating), [](double mw) { return mw < unlimited; });
}

/// Rows by what `number_of` gives, highest first; equal ones in the order of the grid; without
/// those that have nothing.
template <class Number>
std::vector<std::size_t> highest_first(std::size_t count, Number number_of) {
    std::vector<std::size_t> rows(count);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::erase_if(rows, [&](std::size_t row) { return !(number_of(row) > 0); });
    std::ranges::stable_sort(rows, std::ranges::greater{}, number_of);
    return rows;
}

std::vector<std::size_t> overloaded_branches(OutageTotals const& totals) {
    return highest_first(totals.overloads_of_branch.size(),
                         [&](std::size_t l) { return totals.overloads_of_branch[l]; });
}

std::vector<std::size_t> worst_outages(OutageTotals const& totals) {
    return highest_first(totals.worst_of_outage.size(),
                         [&](std::size_t k) { return totals.worst_of_outage[k].loading; });
}

std::string branch_table(N1SeriesReport const& report, OutageTotals const& totals,
                         std::size_t most_rows) {
    TextTable table{
        {"overloaded_branch", "contingencies", "worst_%", "flow_mw", "after_outage", "hour"}};
    for (auto const l : overloaded_branches(totals)) {
        auto const& worst = totals.worst_of_branch[l];
        table.add({id_of(report, BranchId{l}), std::to_string(totals.overloads_of_branch[l]),
                   cell(percent(worst.loading)), cell(worst.flow_mw), id_of(report, worst.outage),
                   time_of(report, worst)});
    }
    return table.text(most_rows);
}

std::string outage_table(N1SeriesReport const& report, OutageTotals const& totals,
                         std::size_t most_rows) {
    TextTable table{
        {"outage", "kind", "hours_with_overloads", "worst_%", "worst_branch", "flow_mw", "hour"}};
    for (auto const k : worst_outages(totals)) {
        auto const& worst = totals.worst_of_outage[k];
        auto const& outage = report.series.outages[k];
        table.add({id_of(report, outage.branch), std::string{word(outage.kind)},
                   std::to_string(totals.hours_of_outage[k]), cell(percent(worst.loading)),
                   id_of(report, worst.branch), cell(worst.flow_mw), time_of(report, worst)});
    }
    return table.text(most_rows);
}

std::string rating_text(N1SeriesReport const& report, OutageTotals const& totals,
                        std::size_t most_rows) {
    if (!is_limited(report.grid, totals.rating)) {
        return fmt::format("\n{} rating: no branch has one\n", word(totals.rating));
    }
    auto text = fmt::format(
        "\n{} rating: {} contingencies with overloads, in {} hours; {} overloads\n",
        word(totals.rating), totals.overloading, totals.hours_overloading, totals.overloads);
    if (totals.unknown > 0) {
        text += fmt::format("{} contingencies without an answer\n", totals.unknown);
    }
    if (totals.overloading > 0) {
        text += "\n" + branch_table(report, totals, most_rows);
    }
    return text + "\n" + outage_table(report, totals, most_rows);
}

Json worst_json(N1SeriesReport const& report, WorstCase const& worst) {
    if (!worst.branch.valid()) {
        return nullptr;
    }
    return {{"loading_percent", percent(worst.loading)},
            {"flow_mw", worst.flow_mw},
            {"branch", id_of(report, worst.branch)},
            {"outage", id_of(report, worst.outage)},
            {"hour", time_of(report, worst)}};
}

Json rating_json(N1SeriesReport const& report, OutageTotals const& totals) {
    Json json{{"rating", word(totals.rating)},
              {"contingencies_with_overloads", totals.overloading},
              {"hours_with_overloads", totals.hours_overloading},
              {"overloads", totals.overloads},
              {"contingencies_without_answer", totals.unknown}};
    json["branches"] = Json::array();
    for (auto const l : overloaded_branches(totals)) {
        json["branches"].push_back({{"id", id_of(report, BranchId{l})},
                                    {"overloads", totals.overloads_of_branch[l]},
                                    {"worst", worst_json(report, totals.worst_of_branch[l])}});
    }
    json["outages"] = Json::array();
    for (std::size_t k = 0; k < report.series.outages.size(); ++k) {
        json["outages"].push_back({{"id", id_of(report, report.series.outages[k].branch)},
                                   {"kind", word(report.series.outages[k].kind)},
                                   {"hours_with_overloads", totals.hours_of_outage[k]},
                                   {"worst", worst_json(report, totals.worst_of_outage[k])}});
    }
    return json;
}

}  // namespace

std::string n1_series_text(N1SeriesReport const& report, std::size_t most_rows) {
    OutageSeries const& series = report.series;
    auto text = fmt::format(
        "{}: {} single outages in each of {} hours from {}, dispatched with security {}\n"
        "dispatch: {} USD, {} MWh shed, {} hours without an answer\n",
        report.grid.name(), series.outages.size(), series.hours, format_time(report.start),
        to_string(report.security), cell(series.objective_usd), cell(series.shed_mwh),
        series.hours_without_dispatch);
    for (auto const& totals : series.totals) {
        text += rating_text(report, totals, most_rows);
    }
    return text;
}

nlohmann::ordered_json n1_series_json(N1SeriesReport const& report) {
    OutageSeries const& series = report.series;
    Json json{{"case", report.grid.name()},
              {"start", format_time(report.start)},
              {"hours", series.hours},
              {"security", to_string(report.security)},
              {"objective_usd", series.objective_usd},
              {"shed_mwh", series.shed_mwh},
              {"hours_without_dispatch", series.hours_without_dispatch},
              {"single_outages", series.outages.size()}};
    json["ratings"] = Json::array();
    for (auto const& totals : series.totals) {
        json["ratings"].push_back(rating_json(report, totals));
    }
    return json;
}

std::string n1_csv_header() {
    return "hour,rating,outage,branch,flow_mw,rating_mw,loading_percent\n";
}

std::string n1_csv_lines(Grid const& grid, TimePoint start,
                         std::span<HourOverload const> overloads) {
    auto const& id = grid.branches().id;
    fmt::memory_buffer lines;
    for (auto const& overload : overloads) {
        fmt::format_to(std::back_inserter(lines), "{},{},{},{},{:.6f},{:.6f},{:.6f}\n",
                       format_time(start + std::chrono::hours{overload.hour}),
                       word(overload.rating), csv_cell(id[overload.outage.index()]),
                       csv_cell(id[overload.branch.index()]), overload.flow_mw,
                       ratings_of(grid, overload.rating)[overload.branch.index()],
                       percent(overload.loading));
    }
    return fmt::to_string(lines);
}

}  // namespace gridrush
