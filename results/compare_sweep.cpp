#include "results/compare_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "results/compare_question.hpp"

namespace gridrush {
namespace {

using Pair = std::pair<std::size_t, std::size_t>;

/// Members by what they share with their partners: all axes but one, and the replicate.
class Partners {
public:
    Partners(SweepTable const& table, CompareQuestion const& question) {
        for (std::size_t const m : question.members()) {
            std::vector<std::string> key{std::to_string(table.replicate[m])};
            for (SweepTable::Axis const& other : table.axes) {
                if (&other != &question.axis()) {
                    key.push_back(other.labels[m]);
                }
            }
            by_level_[question.axis().labels[m]][std::move(key)].push_back(m);
        }
    }

    /// Partners in the order of the members. Of members that are the same in everything the first
    /// of one level is the partner of the first of the other, and so on.
    [[nodiscard]] std::vector<Pair> pairs(std::string const& baseline,
                                          std::string const& level) const {
        std::vector<Pair> all;
        auto const& others = by_level_.at(level);
        for (auto const& [key, members] : by_level_.at(baseline)) {
            auto const found = others.find(key);
            if (found == others.end()) {
                continue;
            }
            for (std::size_t i = 0; i < std::min(members.size(), found->second.size()); ++i) {
                all.emplace_back(members[i], found->second[i]);
            }
        }
        std::ranges::sort(all);
        return all;
    }

private:
    std::map<std::string, std::map<std::vector<std::string>, std::vector<std::size_t>>> by_level_;
};

CompareRow compare_metric(SweepTable::MetricColumn const& metric, std::string const& level,
                          std::vector<Pair> const& pairs, double confidence) {
    std::vector<double> baseline_values;
    std::vector<double> level_values;
    for (auto const& [a, b] : pairs) {
        if (std::isfinite(metric.values[a]) && std::isfinite(metric.values[b])) {
            baseline_values.push_back(metric.values[a]);
            level_values.push_back(metric.values[b]);
        }
    }
    return {metric.name,
            metric.unit,
            metric.description,
            level,
            compare_pairs(baseline_values, level_values, confidence),
            pairs.size() - baseline_values.size()};
}

/// Larger comes first: differences without any spread, then by the effect, then by the relative
/// change where a single pair gives no effect; what does not differ comes last.
std::pair<int, double> weight(CompareRow const& row) {
    PairStatistics const& s = row.statistics;
    if (s.pairs == 0) {
        return {0, 0.0};
    }
    if (!s.differs) {
        return {1, 0.0};
    }
    if (std::isnan(s.effect)) {
        return {s.sd == 0.0 ? 4 : 2, std::isnan(s.relative) ? 0.0 : std::abs(s.relative)};
    }
    return {3, std::abs(s.effect)};
}

void adjust(std::vector<CompareRow>& rows) {
    std::vector<double> p;
    for (CompareRow const& row : rows) {
        p.push_back(row.statistics.p);
    }
    std::vector<double> const adjusted = adjust_by_holm(p);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].statistics.p_holm = adjusted[i];
    }
}

}  // namespace

Comparison compare_sweep(SweepTable const& table, CompareSpec const& spec,
                         std::string const& path) {
    CompareQuestion const question{table, spec, path};
    Partners const partners{table, question};
    Comparison result;
    result.sweep = table.name;
    result.axis = question.axis().name;
    result.key = question.axis().key;
    result.baseline = question.baseline();
    result.levels = question.levels();
    result.where = spec.where;
    result.confidence = spec.confidence;
    result.members = question.members().size();
    result.complete = static_cast<std::size_t>(std::ranges::count_if(
        question.members(), [&](std::size_t m) { return table.status[m] == "complete"; }));

    std::vector<char> matched(table.id.size(), 0);
    for (std::string const& level : result.levels) {
        std::vector<Pair> const pairs = partners.pairs(result.baseline, level);
        for (auto const& [a, b] : pairs) {
            matched[a] = matched[b] = 1;
        }
        std::size_t const first = result.rows.size();
        for (SweepTable::MetricColumn const* const metric : question.metrics()) {
            result.rows.push_back(compare_metric(*metric, level, pairs, spec.confidence));
        }
        std::stable_sort(
            result.rows.begin() + static_cast<std::ptrdiff_t>(first), result.rows.end(),
            [](CompareRow const& a, CompareRow const& b) { return weight(a) > weight(b); });
    }
    result.unmatched = static_cast<std::size_t>(
        std::ranges::count_if(question.members(), [&](std::size_t m) { return matched[m] == 0; }));
    adjust(result.rows);
    return result;
}

}  // namespace gridrush
