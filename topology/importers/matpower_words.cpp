#include "topology/importers/matpower_words.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

namespace gridrush {
namespace {

std::map<std::string, Fuel, std::less<>> const& fuel_words() {
    static std::map<std::string, Fuel, std::less<>> const words{
        {"biomass", Fuel::other}, {"coal", Fuel::coal},     {"lignite", Fuel::coal},
        {"dfo", Fuel::oil},       {"rfo", Fuel::oil},       {"oil", Fuel::oil},
        {"ng", Fuel::gas},        {"gas", Fuel::gas},       {"syncgen", Fuel::other},
        {"hydro", Fuel::hydro},   {"hydrops", Fuel::hydro}, {"nuclear", Fuel::nuclear},
        {"solar", Fuel::solar},   {"wind", Fuel::wind},     {"ess", Fuel::storage}};
    return words;
}

/// Lines such as `storages: 38`, each said once and only where there is something to say.
class LeftOut {
public:
    void say(std::size_t count, std::string_view what) {
        if (count > 0) {
            lines_.push_back(fmt::format("{} ({})", what, count));
        }
    }
    template <class Row, class Condition>
    void say_where(std::vector<Row> const& rows, Condition condition, std::string_view what) {
        say(static_cast<std::size_t>(std::ranges::count_if(rows, condition)), what);
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(lines_); }

private:
    std::vector<std::string> lines_;
};

template <class Row>
bool dated(Row const& row) {
    return row.from_date != always_since || row.until_date != for_ever;
}

/// A line that has a tap or a shift or joins two voltages is read back as a transformer.
bool becomes_transformer(BranchSpec const& branch,
                         std::unordered_map<std::string, double> const& kv) {
    return branch.kind == BranchKind::line &&
           (branch.tap != 1.0 || branch.shift_deg != 0.0 || kv.at(branch.from) != kv.at(branch.to));
}

bool rated_nothing(BranchSpec const& branch) {
    return branch.rating_mw == 0.0 || branch.rating_long_term_mw == 0.0 ||
           branch.rating_short_term_mw == 0.0;
}

void say_branches(GridSpec const& spec, LeftOut& left_out) {
    std::unordered_map<std::string, double> kv;
    for (auto const& bus : spec.buses) {
        kv.emplace(bus.id, bus.base_kv);
    }
    auto const& rows = spec.branches;
    std::size_t number = 0;
    left_out.say_where(
        rows, [&number](auto const& row) { return row.id != fmt::format("branch_{}", ++number); },
        "ids of branches: kept as comments");
    left_out.say_where(
        rows, [&kv](auto const& row) { return becomes_transformer(row, kv); },
        "lines with a tap, a shift or two voltages: read as transformers");
    left_out.say_where(rows, rated_nothing, "ratings of 0 MW: written as 1e-6 (0 is no limit)");
    left_out.say_where(
        rows, [](auto const& row) { return row.angle_min_deg == 0.0 && row.angle_max_deg == 0.0; },
        "angle limits of 0 and 0: read as no limit");
    left_out.say_where(
        rows, [](auto const& row) { return !std::isnan(row.length_km); }, "lengths of branches");
    left_out.say_where(
        rows,
        [](auto const& row) { return row.outages_per_year != 0.0 || row.outage_hours != 0.0; },
        "outage rates of branches");
    left_out.say_where(rows, dated<BranchSpec>,
                       "dates of branches: written as if there at all times");
}

void say_generators(GridSpec const& spec, LeftOut& left_out) {
    auto const& rows = spec.generators;
    std::size_t number = 0;
    left_out.say_where(
        rows, [&number](auto const& row) { return row.id != fmt::format("gen_{}", ++number); },
        "ids of generators: kept as comments");
    left_out.say_where(
        rows, [](auto const& row) { return row.output == Output::fixed; },
        "generators of fixed output: Pmin = Pmax = their set point");
    left_out.say_where(
        rows, [](auto const& row) { return !row.availability_series.empty(); },
        "availability series of generators");
    left_out.say_where(
        rows, [](auto const& row) { return row.fuel == Fuel::csp; }, "fuel csp: written as solar");
    left_out.say_where(
        rows, [](auto const& row) { return row.co2_t_per_mwh != 0.0; }, "CO2 of generators");
    left_out.say_where(
        rows,
        [](auto const& row) {
            return row.forced_outage_rate != 0.0 || row.mttf_h != 0.0 || row.mttr_h != 0.0;
        },
        "outage rates of generators");
    left_out.say_where(rows, dated<GeneratorSpec>,
                       "dates of generators: written as if there at all times");
}

}  // namespace

Fuel fuel_of_matpower_word(std::string_view word) {
    auto const found = fuel_words().find(word);
    return found == fuel_words().end() ? Fuel::other : found->second;
}

std::string_view matpower_word(Fuel fuel) {
    switch (fuel) {
        case Fuel::gas:
            return "ng";
        case Fuel::csp:
            return "solar";
        case Fuel::storage:
            return "ess";
        default:
            return to_string(fuel);
    }
}

std::vector<std::string> matpower_left_out(GridSpec const& spec) {
    LeftOut left_out;
    left_out.say(spec.series.size(), "time series: one snapshot is kept");
    left_out.say_where(
        spec.areas, [](auto const& row) { return !row.load_series.empty(); },
        "load series of areas");
    left_out.say_where(
        spec.areas, [](auto const& row) { return row.growth_per_year != 0.0 || row.growth_from; },
        "growth of areas");
    left_out.say_where(
        spec.buses,
        [](auto const& row) { return !std::isnan(row.latitude) || !std::isnan(row.longitude); },
        "places of buses");
    say_branches(spec, left_out);
    say_generators(spec, left_out);
    std::size_t number = 0;
    left_out.say_where(
        spec.dc_lines,
        [&number](auto const& row) { return row.id != fmt::format("dcline_{}", ++number); },
        "ids of DC lines: kept as comments");
    left_out.say(spec.storages.size(), "storages");
    left_out.say(spec.substations.size(), "substations");
    left_out.say(spec.banks.size(), "transformer banks");
    left_out.say(spec.maintenance.size(), "scheduled maintenance");
    return left_out.take();
}

}  // namespace gridrush
