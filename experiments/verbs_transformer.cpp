#include <array>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "sim/operations/transformer_limits.hpp"
#include "experiments/command_line.hpp"
#include "experiments/text_table.hpp"
#include "experiments/transformer_steps.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

/// A parameter that replaces the one of the standard.
struct Override {
    char const* name;
    char const* description;
    double ThermalUnit::* member;
};

constexpr std::array<Override, 8> overrides{{
    {"--top-oil-rise", "Rated rise of the top oil over ambient, K", &ThermalUnit::oil_rise_k},
    {"--gradient", "Rated hot spot over top oil, K", &ThermalUnit::gradient_k},
    {"--loss-ratio", "Load losses at rated load / no-load losses", &ThermalUnit::loss_ratio},
    {"--oil-exponent", "x of IEC, n of IEEE", &ThermalUnit::oil_exponent},
    {"--winding-exponent", "y of IEC, 2 m of IEEE", &ThermalUnit::winding_exponent},
    {"--k21", "IEC: overshoot of the hot spot; 1 for none", &ThermalUnit::k21},
    {"--oil-time", "Time constant of the oil, min; k11 tau_o of IEC", &ThermalUnit::oil_time_min},
    {"--winding-time", "Time constant of the winding, min; k22 tau_w of IEC",
     &ThermalUnit::winding_time_min},
}};

struct TransformerOptions {
    std::string path;
    ThermalStandard standard = ThermalStandard::iec;
    std::string cooling = "onaf";
    Paper paper = Paper::upgraded;
    double ambient_c = 20.0;
    double mva = 50.0;
    double every_min = std::numeric_limits<double>::infinity();
    std::array<std::optional<double>, overrides.size()> values;
    std::optional<double> lag_time_min, initial_load_pu, initial_oil_rise_k, initial_gradient_k;
    OutputForm form = OutputForm::text;
};

std::map<std::string, IecClass> const& iec_words() {
    static std::map<std::string, IecClass> const words{
        {"small_onan", IecClass::small_onan},           {"onan", IecClass::onan},
        {"onan_restricted", IecClass::onan_restricted}, {"onaf", IecClass::onaf},
        {"onaf_restricted", IecClass::onaf_restricted}, {"ofaf", IecClass::of},
        {"ofaf_restricted", IecClass::of_restricted},   {"odaf", IecClass::od}};
    return words;
}

std::map<std::string, Cooling> const& ieee_words() {
    static auto const words = [] {
        std::map<std::string, Cooling> made;
        for (Cooling const cooling : coolings) {
            made.emplace(to_string(cooling), cooling);
        }
        return made;
    }();
    return words;
}

template <class Value>
Value word_value(std::map<std::string, Value> const& words, std::string const& word,
                 Issues& issues) {
    if (auto const found = words.find(word); found != words.end()) {
        return found->second;
    }
    std::vector<std::string> known;
    for (auto const& [name, value] : words) {
        known.push_back(name);
    }
    issues.push_back(
        {{"command line", 0, 0}, "--cooling", unknown_word("cooling class", word, known)});
    return words.begin()->second;
}

ThermalUnit make_unit(TransformerOptions const& options, Issues& issues) {
    ThermalUnit unit;
    if (options.standard == ThermalStandard::iec) {
        IecClass const iec_class = word_value(iec_words(), options.cooling, issues);
        unit = make_unit(iec_spec(iec_class), options.paper);
    } else {
        IeeeSpec spec;
        spec.cooling = word_value(ieee_words(), options.cooling, issues);
        unit = make_unit(spec);
    }
    for (std::size_t i = 0; i < overrides.size(); ++i) {
        unit.*overrides[i].member = options.values[i].value_or(unit.*overrides[i].member);
    }
    unit.lag_time_min = options.lag_time_min.value_or(unit.lag_time_min);
    for (Issue& issue : validate(unit)) {
        issue.at.file = "command line";
        issues.push_back(std::move(issue));
    }
    return unit;
}

void require(bool holds, char const* option, char const* what, Issues& issues) {
    if (!holds) {
        issues.push_back({{"command line", 0, 0}, option, what});
    }
}

TransformerStart make_start(TransformerOptions const& options, TransformerStep const& first) {
    TransformerStart start;
    start.load_pu = options.initial_load_pu.value_or(first.load_pu);
    if (options.initial_oil_rise_k || options.initial_gradient_k) {
        start.from = TransformerStart::From::rises;
        start.oil_rise_k = options.initial_oil_rise_k.value_or(0.0);
        start.gradient_k = options.initial_gradient_k.value_or(0.0);
    }
    return start;
}

std::vector<TransformerPoint> trajectory(TransformerOptions const& options) {
    Issues issues;
    ThermalUnit const unit = make_unit(options, issues);
    require(options.every_min >= 0.1, "--every", "must be at least 0.1 minutes", issues);
    require(options.mva > 0.0, "--mva", "must be above 0 MVA", issues);
    require(options.initial_load_pu.value_or(0.0) >= 0.0, "--initial-load", "must be at least 0",
            issues);
    auto const steps = read_transformer_steps(options.path, options.ambient_c, issues);
    throw_if_any(std::move(issues));
    return transformer_trajectory(unit, make_start(options, steps.front()), steps,
                                  options.every_min);
}

/// The first class whose limits hold the point, `none` where none does.
std::string loading_of(TransformerOptions const& options, TransformerPoint const& point) {
    for (LoadingClass const loading : loading_classes) {
        LoadingLimit const limit = loading_limit(options.standard, loading, options.mva);
        if (point.load_pu <= limit.load_pu && point.top_oil_c <= limit.top_oil_c &&
            point.hottest_c <= limit.hot_spot_c) {
            return std::string{to_string(loading)};
        }
    }
    return "none";
}

Json trajectory_json(TransformerOptions const& options,
                     std::vector<TransformerPoint> const& points) {
    bool const iec = options.standard == ThermalStandard::iec;
    Json json{{"standard", iec ? "iec" : "ieee"}, {"cooling", options.cooling}};
    json["points"] = Json::array();
    for (TransformerPoint const& point : points) {
        json["points"].push_back({{"minute", point.minute},
                                  {"load_pu", point.load_pu},
                                  {"ambient_c", point.ambient_c},
                                  {"top_oil_c", point.top_oil_c},
                                  {"hot_spot_c", point.hot_spot_c},
                                  {"hottest_c", point.hottest_c},
                                  {"ageing_rate", point.ageing_rate},
                                  {"loss_of_life_h", point.aged_h},
                                  {"loading", loading_of(options, point)}});
    }
    return json;
}

std::string trajectory_text(TransformerOptions const& options,
                            std::vector<TransformerPoint> const& points) {
    TextTable table{{"minute", "load_pu", "ambient_c", "top_oil_c", "hot_spot_c", "hottest_c",
                     "ageing_rate", "loss_of_life_h", "loading"}};
    for (TransformerPoint const& point : points) {
        table.add({cell(point.minute), cell(point.load_pu), cell(point.ambient_c),
                   cell(point.top_oil_c), cell(point.hot_spot_c), cell(point.hottest_c),
                   fmt::format("{:.4f}", point.ageing_rate), fmt::format("{:.4f}", point.aged_h),
                   loading_of(options, point)});
    }
    return table.text();
}

int print_trajectory(TransformerOptions const& options) {
    auto const points = trajectory(options);
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", trajectory_json(options, points).dump(2));
    } else {
        fmt::print("{}", trajectory_text(options, points));
    }
    return exit_done;
}

void add_parameters(CLI::App& verb, TransformerOptions& options) {
    for (std::size_t i = 0; i < overrides.size(); ++i) {
        verb.add_option(overrides[i].name, options.values[i], overrides[i].description)
            ->type_name("NUMBER");
    }
    verb.add_option("--lag-time", options.lag_time_min, "IEC: tau_o / k22, min")
        ->type_name("NUMBER");
    verb.add_option("--initial-load", options.initial_load_pu,
                    "Load carried for long before the first step (that of the first step)")
        ->type_name("PU");
    verb.add_option("--initial-top-oil-rise", options.initial_oil_rise_k,
                    "Instead: rise of the top oil at the start, K")
        ->type_name("K");
    verb.add_option("--initial-gradient", options.initial_gradient_k,
                    "Instead: hot spot over top oil at the start, K")
        ->type_name("K");
}

}  // namespace

void add_transformer_verb(Verbs& verbs) {
    auto const options = std::make_shared<TransformerOptions>();
    CLI::App& verb = verbs.add(
        "transformer", "Temperatures, ageing and loss of life of a transformer under given loads",
        "STEPS.csv has the columns minutes (how long the row's load lasts), load_pu and, if\n"
        "wanted, ambient_c. `loading` is the class whose limits hold: normal,\n"
        "long_term_emergency, short_term_emergency or none.\n\n"
        "example:\n  gridrush transformer steps.csv --standard ieee --cooling onan --ambient 30");
    verb.add_option("steps", options->path, "CSV file of loads")->required();
    std::map<std::string, ThermalStandard> const standards{{"iec", ThermalStandard::iec},
                                                           {"ieee", ThermalStandard::ieee}};
    verb.add_option("--standard", options->standard, "iec (60076-7), ieee (C57.91)")
        ->transform(CLI::CheckedTransformer(standards).description(""))
        ->type_name("NAME");
    verb.add_option("--cooling", options->cooling,
                    "onan, onaf, ofaf, odaf; iec also small_onan, onan_restricted, "
                    "onaf_restricted, ofaf_restricted")
        ->type_name("NAME");
    std::map<std::string, Paper> const papers{{"normal", Paper::normal},
                                              {"upgraded", Paper::upgraded}};
    verb.add_option("--paper", options->paper, "IEC ageing law: normal, upgraded")
        ->transform(CLI::CheckedTransformer(papers).description(""))
        ->type_name("NAME");
    verb.add_option("--ambient", options->ambient_c, "Ambient temperature where the file has none")
        ->type_name("C");
    verb.add_option("--mva", options->mva, "Size, for the limits of IEC (50)")->type_name("MVA");
    verb.add_option("--every", options->every_min, "Print points at most so far apart")
        ->type_name("MINUTES");
    add_parameters(verb, *options);
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options] { return print_trajectory(*options); });
}

}  // namespace gridrush
