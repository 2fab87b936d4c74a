#include "experiments/hosting_report.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "topology/importers/csv.hpp"
#include "sim/operations/hosting_curve.hpp"
#include "experiments/n1_report.hpp"
#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

std::string_view criterion(HostingSpec const& spec) {
    return spec.security == Security::n_1 ? "n-1" : "n-0";
}

std::string const& bus_id(HostingReport const& report, std::size_t place) {
    return report.grid.buses().id[report.buses[place].index()];
}

std::string const& branch_id(HostingReport const& report, BranchId branch) {
    return report.grid.branches().id[branch.index()];
}

std::string outage_id(HostingReport const& report, HostingLimit const& limit) {
    return limit.outage.valid() ? branch_id(report, limit.outage) : "";
}

double share_name(double rate) {
    return 100.0 * rate;
}

Json number(double value) {
    return std::isnan(value) ? Json(nullptr) : Json(value);
}

/// Places of the buses, those with the most room first; unknown ones before all.
std::vector<std::size_t> most_first(std::vector<double> const& mw) {
    std::vector<std::size_t> places(mw.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::stable_sort(places, std::ranges::greater{}, [&](std::size_t place) {
        return std::isnan(mw[place]) ? std::numeric_limits<double>::infinity() : mw[place];
    });
    return places;
}

std::string snapshot_table(HostingReport const& report, std::size_t most_rows) {
    TextTable table{{"bus", "status", "mw", "limited_by", "after_outage_of", "mw_per_mw"}};
    std::vector<double> mw;
    for (HostingAnswer const& answer : report.answers) {
        mw.push_back(answer.mw);
    }
    for (std::size_t const place : most_first(mw)) {
        HostingAnswer const& answer = report.answers[place];
        std::vector<std::string> cells{bus_id(report, place), std::string{to_string(answer.status)},
                                       cell(answer.mw)};
        if (answer.limits.empty()) {
            bool const known = answer.status == SolveStatus::optimal;
            cells.insert(cells.end(), {known ? "supply" : "-", "-", "-"});
        } else {
            HostingLimit const& limit = answer.limits.front();
            cells.push_back(branch_id(report, limit.branch));
            cells.push_back(limit.outage.valid() ? outage_id(report, limit) : "-");
            cells.push_back(cell(limit.mw_per_mw));
        }
        table.add(std::move(cells));
    }
    return table.text(most_rows);
}

std::string series_table(HostingReport const& report, std::size_t most_rows) {
    std::vector<std::string> columns{"bus"};
    for (double const rate : hosting_rates) {
        columns.push_back(fmt::format("mw_at_{}%", share_name(rate)));
    }
    columns.insert(columns.end(), {"infeasible_h", "failed_h"});
    TextTable table{columns};
    std::vector<HostingYear> years;
    std::vector<double> firm_mw;
    for (std::size_t place = 0; place < report.buses.size(); ++place) {
        years.push_back(year_of_bus(report.answers, report.buses.size(), place));
        firm_mw.push_back(load_at_curtailment(years.back().capacity_mw, 0.0));
    }
    for (std::size_t const place : most_first(firm_mw)) {
        HostingYear const& year = years[place];
        std::vector<std::string> cells{bus_id(report, place)};
        for (double const rate : hosting_rates) {
            cells.push_back(cell(load_at_curtailment(year.capacity_mw, rate)));
        }
        cells.push_back(std::to_string(year.infeasible_hours));
        cells.push_back(std::to_string(year.failed_hours));
        table.add(std::move(cells));
    }
    return table.text(most_rows);
}

Json limits_json(HostingReport const& report, HostingAnswer const& answer) {
    Json json = Json::array();
    for (HostingLimit const& limit : answer.limits) {
        json.push_back({{"branch", branch_id(report, limit.branch)},
                        {"outage", limit.outage.valid() ? Json(outage_id(report, limit)) : Json()},
                        {"mw_per_mw", limit.mw_per_mw}});
    }
    return json;
}

Json series_json(HostingReport const& report, std::size_t place) {
    HostingYear const year = year_of_bus(report.answers, report.buses.size(), place);
    Json json{{"bus", bus_id(report, place)},
              {"infeasible_hours", year.infeasible_hours},
              {"failed_hours", year.failed_hours}};
    json["rates"] = Json::array();
    for (double const rate : hosting_rates) {
        json["rates"].push_back(
            {{"rate", rate}, {"mw", number(load_at_curtailment(year.capacity_mw, rate))}});
    }
    return json;
}

}  // namespace

std::string hosting_text(HostingReport const& report, std::size_t most_rows) {
    bool const series = report.hours.size() > 1;
    std::string const rating =
        report.spec.security == Security::n_1
            ? fmt::format(", {} rating after an outage", word(report.spec.rating))
            : "";
    return fmt::format(
        "{}: largest new load at each of {} buses, each alone; {}{}; {} from {}\n\n{}",
        report.grid.name(), report.buses.size(), criterion(report.spec), rating,
        series ? fmt::format("{} hours", report.hours.size()) : "one hour",
        format_time(report.hours.front()),
        series ? series_table(report, most_rows) : snapshot_table(report, most_rows));
}

nlohmann::ordered_json hosting_json(HostingReport const& report) {
    Json json{{"case", report.grid.name()},
              {"criterion", criterion(report.spec)},
              {"rating", word(report.spec.rating)},
              {"start", format_time(report.hours.front())},
              {"hours", report.hours.size()}};
    json["buses"] = Json::array();
    for (std::size_t place = 0; place < report.buses.size(); ++place) {
        if (report.hours.size() > 1) {
            json["buses"].push_back(series_json(report, place));
            continue;
        }
        HostingAnswer const& answer = report.answers[place];
        json["buses"].push_back({{"bus", bus_id(report, place)},
                                 {"status", to_string(answer.status)},
                                 {"mw", number(answer.mw)},
                                 {"limits", limits_json(report, answer)}});
    }
    return json;
}

std::string hosting_csv(HostingReport const& report) {
    std::string text = "time,bus,status,mw,branch,outage,mw_per_mw\n";
    for (std::size_t k = 0; k < report.answers.size(); ++k) {
        HostingAnswer const& answer = report.answers[k];
        text += fmt::format("{},{},{},", format_time(report.hours[k / report.buses.size()]),
                            csv_cell(bus_id(report, k % report.buses.size())),
                            to_string(answer.status));
        text += std::isnan(answer.mw) ? "" : fmt::format("{}", answer.mw);
        if (answer.limits.empty()) {
            text += ",,,\n";
            continue;
        }
        HostingLimit const& limit = answer.limits.front();
        text += fmt::format(",{},{},{}\n", csv_cell(branch_id(report, limit.branch)),
                            csv_cell(outage_id(report, limit)), limit.mw_per_mw);
    }
    return text;
}

}  // namespace gridrush
