#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "experiments/command_line.hpp"
#include "experiments/forecast_file.hpp"
#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

struct ForecastOptions {
    std::string path;
    std::string as_of;
    int years = 0;
    HaircutRules rules;
    OutputForm form = OutputForm::text;
};

constexpr int most_years = 100;

struct Forecast {
    std::vector<ForecastRequest> requests;
    TimePoint as_of;
    int years = 0;
};

/// Years until the last request is there and ramped.
int years_to_the_end(std::vector<ForecastRequest> const& requests, HaircutRules const& rules,
                     TimePoint as_of) {
    int last = year_of(as_of);
    for (ForecastRequest const& request : requests) {
        double const months = std::max(request.ramp_months, rules.least_ramp_months);
        // In the calendar year that its ramp ends in; one that ends with December needs no other.
        auto const ramp = Seconds{static_cast<long>(months * 30.436875 * 86'400.0)};
        last = std::max(last, year_of(request.in_service + ramp - std::chrono::days{1}));
    }
    return std::min(last - year_of(as_of) + 1, most_years);
}

Forecast read_forecast(ForecastOptions const& options) {
    Issues issues;
    Forecast forecast;
    forecast.requests = read_forecast_file(options.path, issues);
    auto const as_of = parse_time(options.as_of);
    if (!as_of) {
        issues.push_back(
            {{"command line", 0, 0},
             "--as-of",
             fmt::format("must be a date such as 2026-01-31 (found '{}')", options.as_of)});
    }
    throw_if_any(std::move(issues));
    forecast.as_of = *as_of;
    forecast.years = options.years > 0 ? options.years
                                       : years_to_the_end(forecast.requests, options.rules, *as_of);
    return forecast;
}

Json forecast_json(ForecastOptions const& options, Forecast const& forecast) {
    auto const& rules = options.rules;
    ForecastTotal const total = forecast_total(forecast.requests, rules, forecast.as_of);
    Json json{{"as_of", format_time(forecast.as_of)},
              {"non_firm_probability", rules.non_firm_probability},
              {"utilisation", rules.utilisation},
              {"least_ramp_months", rules.least_ramp_months},
              {"total",
               {{"requested_mw", total.requested_mw},
                {"firm_mw", total.firm_mw},
                {"discounted_mw", total.discounted_mw},
                {"expected_mw", total.expected_mw}}}};
    json["years"] = Json::array();
    for (ForecastYear const& year :
         forecast_by_year(forecast.requests, rules, forecast.as_of, forecast.years)) {
        json["years"].push_back({{"year", year.year},
                                 {"requested_mw", year.requested_mw},
                                 {"discounted_mw", year.discounted_mw},
                                 {"expected_mw", year.expected_mw}});
    }
    return json;
}

std::string forecast_text(ForecastOptions const& options, Forecast const& forecast) {
    TextTable table{{"end_of", "requested_mw", "discounted_mw", "expected_mw"}};
    for (ForecastYear const& year :
         forecast_by_year(forecast.requests, options.rules, forecast.as_of, forecast.years)) {
        table.add({fmt::format("{}", year.year), cell(year.requested_mw), cell(year.discounted_mw),
                   cell(year.expected_mw)});
    }
    ForecastTotal const total = forecast_total(forecast.requests, options.rules, forecast.as_of);
    table.add(
        {"ramped", cell(total.requested_mw), cell(total.discounted_mw), cell(total.expected_mw)});
    return fmt::format(
        "{} requests, {} MW of them firm; others count {} when {} to {} years ahead\n\n{}",
        forecast.requests.size(), cell(total.firm_mw), options.rules.non_firm_probability,
        options.rules.non_firm_from_years, options.rules.non_firm_to_years, table.text());
}

int print_forecast(ForecastOptions const& options) {
    Forecast const forecast = read_forecast(options);
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", forecast_json(options, forecast).dump(2));
    } else {
        fmt::print("{}", forecast_text(options, forecast));
    }
    return exit_done;
}

}  // namespace

void add_forecast_verb(Verbs& verbs) {
    auto const options = std::make_shared<ForecastOptions>();
    CLI::App& verb = verbs.add(
        "forecast", "What requests for large loads count for in a load forecast",
        "Requested MW, times the probability that it comes (1 where it is firm), ramped, times its "
        "utilisation. Columns: id, mw, in_service, commitment (firm, non_firm), probability, "
        "ramp_months. Defaults: PJM's load adjustments, August 2026.\n\n"
        "example:\n  gridrush forecast requests.csv --as-of 2026-01-01");
    verb.add_option("requests", options->path, "CSV file with a row for each request")->required();
    verb.add_option("--as-of", options->as_of, "Date of the forecast")
        ->required()
        ->type_name("DATE");
    verb.add_option("--years", options->years, "Calendar years shown (until all is ramped)")
        ->check(CLI::Range(1, most_years))
        ->type_name("N");
    verb.add_option("--non-firm-probability", options->rules.non_firm_probability,
                    "Of a request without a commitment (0.5)")
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("P");
    verb.add_option("--utilisation", options->rules.utilisation, "Demand over capacity (0.7)")
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("SHARE");
    verb.add_option("--least-ramp-months", options->rules.least_ramp_months,
                    "From first service to all of it, at least (36)")
        ->check(CLI::Range(0.0, 1200.0))
        ->type_name("N");
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options] { return print_forecast(*options); });
}

}  // namespace gridrush
