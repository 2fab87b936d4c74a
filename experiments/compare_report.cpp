#include "experiments/compare_report.hpp"

#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using nlohmann::ordered_json;

std::string shown(double value, int digits = 6) {
    return std::isfinite(value) ? fmt::format("{:.{}g}", value, digits) : "-";
}

std::string shown(Interval const& interval) {
    return std::isfinite(interval.low)
               ? fmt::format("[{:.4g}, {:.4g}]", interval.low, interval.high)
               : "-";
}

std::string percent(double ratio) {
    return std::isfinite(ratio) ? fmt::format("{:+.2f}", 100.0 * ratio) : "-";
}

std::string pairs_text(CompareRow const& row) {
    std::size_t const pairs = row.statistics.pairs;
    return row.missing == 0 ? std::to_string(pairs)
                            : fmt::format("{} of {}", pairs, pairs + row.missing);
}

bool has_pairs(CompareRow const& row) {
    return row.statistics.pairs > 0;
}

/// One pair each: two runs side by side.
bool single(std::vector<CompareRow const*> const& rows) {
    for (CompareRow const* const row : rows) {
        if (row->statistics.pairs > 1) {
            return false;
        }
    }
    return true;
}

std::string table_text(std::vector<CompareRow const*> const& rows, Comparison const& comparison,
                       std::string const& level) {
    bool const plain = single(rows);
    std::vector<std::string> head{"quantity", "unit",       comparison.baseline,
                                  level,      "difference", "change %"};
    if (!plain) {
        head.push_back(fmt::format("{:g} % paired", 100.0 * comparison.confidence));
        for (char const* name : {"unpaired", "ratio", "d_z", "p", "p Holm", "pairs"}) {
            head.emplace_back(name);
        }
    }
    TextTable table{head};
    for (CompareRow const* const row : rows) {
        PairStatistics const& s = row->statistics;
        std::vector<std::string> cells{row->metric,
                                       row->unit,
                                       shown(s.baseline_mean),
                                       shown(s.level_mean),
                                       shown(s.difference, 4),
                                       percent(s.relative)};
        if (!plain) {
            for (std::string& text : std::array{
                     shown(s.paired), shown(s.welch), shown(s.width_ratio, 2), shown(s.effect, 3),
                     shown(s.p, 2), shown(s.p_holm, 2), pairs_text(*row)}) {
                cells.push_back(std::move(text));
            }
        }
        table.add(std::move(cells));
    }
    return table.text();
}

std::string names_text(std::vector<std::string> const& names) {
    constexpr std::size_t most = 90;
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text.size() > most) {
            return text + fmt::format(", ... and {} more", names.size() - i);
        }
        text += (i == 0 ? "" : ", ") + names[i];
    }
    return text;
}

std::string quiet_line(std::vector<std::string> const& names, char const* one, char const* many) {
    if (names.empty()) {
        return {};
    }
    return fmt::format("{} {}: {}\n", names.size(), names.size() == 1 ? one : many,
                       names_text(names));
}

std::string level_text(Comparison const& comparison, std::string const& level, CompareRows which) {
    std::vector<CompareRow const*> rows;
    std::vector<std::string> equal;
    std::vector<std::string> without;
    for (CompareRow const& row : comparison.rows) {
        if (row.level != level) {
            continue;
        }
        if (which == CompareRows::all || row.statistics.differs) {
            rows.push_back(&row);
        } else {
            (has_pairs(row) ? equal : without).push_back(row.metric);
        }
    }
    std::string text =
        fmt::format("\n{} = {} against {}\n", comparison.axis, level, comparison.baseline);
    if (!rows.empty()) {
        text += table_text(rows, comparison, level);
    }
    return text + quiet_line(equal, "quantity does not differ", "quantities do not differ") +
           quiet_line(without, "quantity has a value in no pair",
                      "quantities have a value in no pair");
}

std::string intro(Comparison const& comparison) {
    std::string text = fmt::format("{}: {} members, {} complete", comparison.sweep,
                                   comparison.members, comparison.complete);
    if (!comparison.where.empty()) {
        text += fmt::format(" where {}", fmt::join(comparison.where, ", "));
    }
    if (comparison.unmatched > 0) {
        text += fmt::format("; {} have no partner that differs in '{}' only, and do not count",
                            comparison.unmatched, comparison.axis);
    }
    return text + "\n";
}

constexpr char const* legend =
    "\nMeans over pairs of members that differ in the axis alone (same replicate, same draws).\n"
    "paired: Student's interval of the mean difference; unpaired: Welch's of the same runs, had\n"
    "they no partners; ratio: width of the first over that of the second; d_z: mean difference\n"
    "over the standard deviation of the differences; p: two-sided paired t test, Holm: adjusted\n"
    "for all the tests of this comparison.\n";

struct Number {
    char const* name;
    double (*value)(PairStatistics const&);
};

constexpr std::array<Number, 14> numbers{{
    {"baseline_mean", [](PairStatistics const& s) { return s.baseline_mean; }},
    {"level_mean", [](PairStatistics const& s) { return s.level_mean; }},
    {"difference", [](PairStatistics const& s) { return s.difference; }},
    {"relative", [](PairStatistics const& s) { return s.relative; }},
    {"sd_of_differences", [](PairStatistics const& s) { return s.sd; }},
    {"paired_low", [](PairStatistics const& s) { return s.paired.low; }},
    {"paired_high", [](PairStatistics const& s) { return s.paired.high; }},
    {"unpaired_low", [](PairStatistics const& s) { return s.welch.low; }},
    {"unpaired_high", [](PairStatistics const& s) { return s.welch.high; }},
    {"width_ratio", [](PairStatistics const& s) { return s.width_ratio; }},
    {"effect_dz", [](PairStatistics const& s) { return s.effect; }},
    {"p", [](PairStatistics const& s) { return s.p; }},
    {"p_holm", [](PairStatistics const& s) { return s.p_holm; }},
    {"pairs", [](PairStatistics const& s) { return static_cast<double>(s.pairs); }},
}};

std::string csv_cell(std::string const& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) {
        return text;
    }
    std::string cell = "\"";
    for (char const c : text) {
        cell += c == '"' ? "\"\"" : std::string(1, c);
    }
    return cell + "\"";
}

}  // namespace

std::string compare_text(Comparison const& comparison, CompareRows rows) {
    std::string text = intro(comparison);
    for (std::string const& level : comparison.levels) {
        text += level_text(comparison, level, rows);
    }
    bool const with_intervals = text.find("unpaired") != std::string::npos;
    return with_intervals ? text + legend : text;
}

ordered_json compare_json(Comparison const& comparison) {
    ordered_json json{{"sweep", comparison.sweep},
                      {"axis", comparison.axis},
                      {"key", comparison.key},
                      {"baseline", comparison.baseline},
                      {"levels", comparison.levels},
                      {"where", comparison.where},
                      {"confidence", comparison.confidence},
                      {"members", comparison.members},
                      {"complete", comparison.complete},
                      {"unmatched", comparison.unmatched}};
    json["rows"] = ordered_json::array();
    for (CompareRow const& row : comparison.rows) {
        ordered_json item{{"metric", row.metric},
                          {"unit", row.unit},
                          {"description", row.description},
                          {"level", row.level},
                          {"differs", row.statistics.differs}};
        for (Number const& number : numbers) {
            item[number.name] = number.value(row.statistics);
        }
        item["pairs"] = row.statistics.pairs;
        item["missing"] = row.missing;
        json["rows"].push_back(std::move(item));
    }
    return json;
}

std::string compare_csv(Comparison const& comparison) {
    std::string text = "metric,unit,axis,baseline,level";
    for (Number const& number : numbers) {
        text += fmt::format(",{}", number.name);
    }
    text += ",missing\n";
    for (CompareRow const& row : comparison.rows) {
        text += fmt::format("{},{},{},{},{}", csv_cell(row.metric), csv_cell(row.unit),
                            csv_cell(comparison.axis), csv_cell(comparison.baseline),
                            csv_cell(row.level));
        for (Number const& number : numbers) {
            double const value = number.value(row.statistics);
            text += std::isfinite(value) ? fmt::format(",{}", value) : ",";
        }
        text += fmt::format(",{}\n", row.missing);
    }
    return text;
}

std::string exact_text(ExactComparison const& comparison, std::string const& first,
                       std::string const& second) {
    if (comparison.equal()) {
        return fmt::format("{} and {} are equal bit by bit ({} objects; /timing left out)\n", first,
                           second, comparison.objects);
    }
    TextTable table{{"place", first, second}};
    for (ExactDifference const& difference : comparison.shown) {
        table.add({difference.place, difference.first, difference.second});
    }
    std::string text = table.text();
    if (comparison.differing > comparison.shown.size()) {
        text += fmt::format("... and {} more\n", comparison.differing - comparison.shown.size());
    }
    return text +
           fmt::format("{} of {} objects differ\n", comparison.differing, comparison.objects);
}

ordered_json exact_json(ExactComparison const& comparison, std::string const& first,
                        std::string const& second) {
    ordered_json json{{"first", first},
                      {"second", second},
                      {"equal", comparison.equal()},
                      {"objects", comparison.objects},
                      {"differing", comparison.differing}};
    json["differences"] = ordered_json::array();
    for (ExactDifference const& difference : comparison.shown) {
        json["differences"].push_back({{"place", difference.place},
                                       {"first", difference.first},
                                       {"second", difference.second}});
    }
    return json;
}

}  // namespace gridrush
