#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "sim/adequacy/headroom.hpp"
#include "experiments/command_line.hpp"
#include "experiments/demand_file.hpp"
#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

struct HeadroomOptions {
    std::string path;
    std::string column;
    std::vector<double> rates{0.0025, 0.005, 0.01};
    DemandThresholds thresholds = DemandThresholds::seasonal;
    OutputForm form = OutputForm::text;
};

Headroom read_headroom(HeadroomOptions const& options) {
    Issues issues;
    for (double const rate : options.rates) {
        if (!(rate > 0.0 && rate < 1.0)) {
            issues.push_back({{"command line", 0, 0},
                              "--rates",
                              fmt::format("a rate lies between 0 and 1 (found {})", rate)});
        }
    }
    HeadroomSpec spec = read_demand_file(options.path, options.column, issues);
    throw_if_any(std::move(issues));
    spec.thresholds = options.thresholds;
    for (Issue& issue : issues = validate(spec)) {
        issue.at.file = options.path;
    }
    throw_if_any(std::move(issues));
    return Headroom{spec};
}

std::string percent_name(std::string const& before, double share) {
    return fmt::format("{}_{:.0f}", before, 100.0 * share);
}

Json answer_json(HeadroomAnswer const& answer) {
    Json json{{"rate", answer.rate},
              {"load_mw", answer.load_mw},
              {"curtailed_mwh_per_year", answer.curtailed_mwh_per_year},
              {"curtailed_hours_per_year", answer.hours_per_year},
              {"mean_depth", answer.mean_depth},
              {"max_depth", answer.max_depth},
              {"events_per_year", answer.events_per_year},
              {"mean_event_h", answer.mean_event_h},
              {"max_event_h", answer.max_event_h}};
    for (std::size_t i = 0; i < kept_shares.size(); ++i) {
        json[percent_name("share_of_hours_keeping", kept_shares[i])] =
            answer.share_of_hours_keeping[i];
    }
    return json;
}

Json headroom_json(HeadroomOptions const& options, Headroom const& headroom) {
    Json json{{"column", options.column},
              {"years", headroom.years()},
              {"peak_mw", headroom.peak_mw()},
              {"summer_threshold_mw", headroom.summer_threshold_mw()},
              {"winter_threshold_mw", headroom.winter_threshold_mw()},
              {"hours_above_threshold", headroom.hours_above_threshold()}};
    json["rates"] = Json::array();
    for (double const rate : options.rates) {
        json["rates"].push_back(answer_json(headroom.at(rate)));
    }
    return json;
}

std::string headroom_text(HeadroomOptions const& options, Headroom const& headroom) {
    std::vector<std::string> columns{"rate_%",    "load_gw",      "hours/yr",
                                     "gwh/yr",    "mean_depth",   "max_depth",
                                     "events/yr", "mean_event_h", "max_event_h"};
    for (double const share : kept_shares) {
        columns.push_back(percent_name("keep", share));
    }
    TextTable table{columns};
    for (double const rate : options.rates) {
        HeadroomAnswer const answer = headroom.at(rate);
        std::vector<std::string> cells{
            cell(100.0 * rate),           cell(answer.load_mw / 1000.0),
            cell(answer.hours_per_year),  cell(answer.curtailed_mwh_per_year / 1000.0),
            cell(answer.mean_depth),      cell(answer.max_depth),
            cell(answer.events_per_year), cell(answer.mean_event_h),
            cell(answer.max_event_h)};
        for (double const share : answer.share_of_hours_keeping) {
            cells.push_back(cell(share));
        }
        table.add(std::move(cells));
    }
    std::string note;
    if (headroom.hours_above_threshold() > 0) {
        note = fmt::format("{} hours of demand lie above their threshold and count as curtailed\n",
                           headroom.hours_above_threshold());
    }
    return fmt::format("{}: {} years, threshold {} MW in summer, {} MW in winter\n{}\n{}",
                       options.column, headroom.years(), cell(headroom.summer_threshold_mw()),
                       cell(headroom.winter_threshold_mw()), note, table.text());
}

int print_headroom(HeadroomOptions const& options) {
    Headroom const headroom = read_headroom(options);
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", headroom_json(options, headroom).dump(2));
    } else {
        fmt::print("{}", headroom_text(options, headroom));
    }
    return exit_done;
}

}  // namespace

void add_headroom_verb(Verbs& verbs) {
    auto const options = std::make_shared<HeadroomOptions>();
    CLI::App& verb = verbs.add(
        "headroom", "How much new load fits under past peaks if it may be curtailed a little",
        "keep_50: share of the curtailed hours in which at least 50 % of the load runs\n\n"
        "example:\n  gridrush headroom demand.csv --column ERCO --rates 0.0025,0.005,0.01");
    verb.add_option("demand", options->path,
                    "Hourly demand, .csv or .csv.gz: hours (UTC) in the first column, MW in others")
        ->required();
    verb.add_option("--column", options->column, "Column of the balancing area")
        ->required()
        ->type_name("NAME");
    verb.add_option("--rates", options->rates,
                    "Curtailed shares of the new load's energy (0.0025,0.005,0.01)")
        ->delimiter(',')
        ->type_name("RATE,...");
    std::map<std::string, DemandThresholds> const words{{"seasonal", DemandThresholds::seasonal},
                                                        {"annual", DemandThresholds::annual}};
    verb.add_option("--thresholds", options->thresholds,
                    "Peaks to stay under: seasonal (summer and winter), annual")
        ->transform(CLI::CheckedTransformer(words).description(""))
        ->type_name("NAME");
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options] { return print_headroom(*options); });
}

}  // namespace gridrush
