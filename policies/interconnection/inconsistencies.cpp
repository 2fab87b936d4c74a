#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "policies/interconnection/hook_makers.hpp"

namespace gridrush {
namespace {

using Problems = std::vector<Inconsistency>;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::count(names, name) > 0;
}

/// Dates that are none, and numbers of things that are counted or divide the calendar.
void check_values(std::string const& key, HookChoice const& hook, Problems& problems) {
    constexpr std::array<std::string_view, 8> counted{
        "period_months", "window_months",  "per_year", "at_a_time",
        "phases",        "most_restudies", "periods",  "months"};
    for (auto const& [name, value] : hook.parameters.values()) {
        auto const* const text = std::get_if<std::string>(&value);
        if (text != nullptr && name.ends_with("_date") && !text->empty() && !parse_time(*text)) {
            problems.push_back(
                {key, fmt::format("{}.{} must be a date like 2026-01-31 (found '{}')", hook.name,
                                  name, *text)});
        }
        auto const* const number = std::get_if<double>(&value);
        if (number != nullptr && std::ranges::count(counted, name) > 0 &&
            *number != std::floor(*number)) {
            problems.push_back({key, fmt::format("{}.{} must be a whole number (found {})",
                                                 hook.name, name, *number)});
        }
    }
}

void check_service(RegimeChoice const& choice, Problems& problems) {
    bool const unstudied = choice.ordering.name == "immediate";
    if (unstudied && choice.service.name != "connect_all") {
        problems.push_back(
            {"service", fmt::format("'{}' grants what a study found, and the ordering 'immediate' "
                                    "studies nobody (use connect_all, or another ordering)",
                                    choice.service.name)});
    }
    bool const shares_by_price = choice.ordering.name == "auction";
    if (shares_by_price && !is_one_of(choice.service.name, {"firm", "firm_by_year", "phased"})) {
        problems.push_back(
            {"service", fmt::format("'{}' grants megawatts that were not won, and the ordering "
                                    "'auction' sells firm ones (use firm_by_year, firm or phased)",
                                    choice.service.name)});
    }
    if (choice.service.name == "firm" && choice.ordering.name == "batch" &&
        choice.ordering.parameters.text("fit") == "in_proportion") {
        problems.push_back(
            {"service",
             "'firm' grants all or nothing, and a batch with fit in_proportion gives "
             "everybody a part (use firm_by_year)"});
    }
}

void check_gates(RegimeChoice const& choice, Problems& problems) {
    for (HookChoice const& hook : choice.gates) {
        for (Gate const& gate : make_gates(hook)) {
            if (gate.stage == GateStage::decision && choice.ordering.name != "cluster") {
                problems.push_back(
                    {"gates", fmt::format("'{}' stands at a decision point, and the ordering '{}' "
                                          "has none (only cluster has)",
                                          hook.name, choice.ordering.name)});
            }
            if (gate.stage == GateStage::study && choice.ordering.name == "immediate") {
                problems.push_back(
                    {"gates", fmt::format("'{}' stands before a study, and the ordering "
                                          "'immediate' studies nobody",
                                          hook.name)});
            }
            if (gate.from_mw >= gate.below_mw) {
                problems.push_back(
                    {"gates", fmt::format("'{}' holds for nobody (from {} MW, below {} MW)",
                                          hook.name, gate.from_mw, gate.below_mw)});
            }
        }
    }
}

void check_terms(RegimeChoice const& choice, Problems& problems) {
    auto const named = [&](std::string_view name) {
        return std::ranges::count(choice.terms, name, &HookChoice::name);
    };
    for (HookChoice const& hook : choice.terms) {
        if (named(hook.name) > 1) {
            problems.push_back({"terms", fmt::format("'{}' is named twice", hook.name)});
            break;
        }
    }
    if (named("exit_fee") > 0 && named("minimum_take") == 0) {
        problems.push_back({"terms",
                            "'exit_fee' is reckoned in months of minimum charges, and there is no "
                            "'minimum_take'"});
    }
}

}  // namespace

std::vector<Inconsistency> inconsistencies(RegimeChoice const& choice) {
    Problems problems;
    if (!choice.ordering.name.empty()) {
        check_values("ordering", choice.ordering, problems);
        check_values("service", choice.service, problems);
        check_service(choice, problems);
    }
    for (HookChoice const& gate : choice.gates) {
        check_values("gates", gate, problems);
    }
    for (HookChoice const& term : choice.terms) {
        check_values("terms", term, problems);
    }
    if (!choice.ordering.name.empty()) {
        check_gates(choice, problems);
    }
    check_terms(choice, problems);
    return problems;
}

}  // namespace gridrush
