#include "results/schema.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/core.h>

namespace gridrush {
namespace {

SeriesGroup const* find_group(std::string_view name) {
    auto const groups = series_groups();
    auto const found = std::ranges::find(groups, name, &SeriesGroup::name);
    return found == groups.end() ? nullptr : &*found;
}

std::vector<std::string> names(auto const& items) {
    std::vector<std::string> all;
    for (auto const& item : items) {
        all.emplace_back(item.name);
    }
    return all;
}

void check_variables(RecordSpec const& spec, SeriesGroup const& group, std::string const& path,
                     Issues& issues) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < spec.variables.size(); ++i) {
        std::string const& name = spec.variables[i];
        std::string const at = fmt::format("{}.variables[{}]", path, i);
        if (std::ranges::find(group.variables, name, &SeriesVariable::name) ==
            group.variables.end()) {
            issues.push_back({{}, at, unknown_word("variable", name, names(group.variables))});
        } else if (!seen.insert(name).second) {
            issues.push_back({{}, at, fmt::format("variable '{}' is named twice", name)});
        }
    }
}

}  // namespace

Column values_of(SeriesVariable const& variable, IntervalRow const& row) {
    if (auto const* of_system = std::get_if<double SystemRow::*>(&variable.member)) {
        return {&(row.system.**of_system), 1};
    }
    return row.*std::get<Column IntervalRow::*>(variable.member);
}

double seconds_since(TimePoint start, TimePoint time) {
    if (time == always_since || time == for_ever) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return static_cast<double>((time - start).count());
}

Issues validate(std::span<RecordSpec const> record) {
    Issues issues;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < record.size(); ++i) {
        std::string const path = fmt::format("record[{}]", i);
        RecordSpec const& spec = record[i];
        SeriesGroup const* const group = find_group(spec.group);
        if (group == nullptr) {
            issues.push_back(
                {{}, path + ".group", unknown_word("group", spec.group, names(series_groups()))});
            continue;
        }
        if (!seen.insert(spec.group).second) {
            issues.push_back({{},
                              path + ".group",
                              fmt::format("group '{}' is named twice (a group has one time axis); "
                                          "name all its variables in one entry",
                                          spec.group)});
        }
        check_variables(spec, *group, path, issues);
    }
    return issues;
}

RecordSpec record_of(SeriesGroup const& group, std::span<RecordSpec const> record) {
    auto const found = std::ranges::find(record, group.name, &RecordSpec::group);
    if (found != record.end()) {
        return *found;
    }
    RecordSpec everything;
    everything.group = group.name;
    return everything;
}

bool keeps(RecordSpec const& spec, SeriesVariable const& variable) {
    return spec.interval != RecordInterval::none &&
           (spec.variables.empty() ||
            std::ranges::find(spec.variables, variable.name) != spec.variables.end());
}

std::string_view to_string(RecordInterval interval) {
    switch (interval) {
        case RecordInterval::none:
            return "none";
        case RecordInterval::hour:
            return "hour";
        case RecordInterval::day:
            return "day";
        case RecordInterval::month:
            break;
    }
    return "month";
}

std::string_view to_string(RecordAggregate aggregate) {
    switch (aggregate) {
        case RecordAggregate::mean:
            return "mean";
        case RecordAggregate::min:
            return "min";
        case RecordAggregate::max:
            return "max";
        case RecordAggregate::sum:
            break;
    }
    return "sum";
}

}  // namespace gridrush
