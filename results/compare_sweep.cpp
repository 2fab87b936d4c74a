#include "results/compare_sweep.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr std::string_view replicate_axis = "replicate";

std::vector<std::string> in_order_of_appearance(std::vector<std::string> const& labels) {
    std::vector<std::string> all;
    for (std::string const& label : labels) {
        if (std::ranges::find(all, label) == all.end()) {
            all.push_back(label);
        }
    }
    return all;
}

std::vector<std::string> names_of(auto const& items) {
    std::vector<std::string> names;
    for (auto const& item : items) {
        names.push_back(item.name);
    }
    return names;
}

std::optional<double> number(std::string const& text) {
    double value = 0.0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional{value} : std::nullopt;
}

/// What the user asked for, looked up in the table; collects what is not there.
class Question {
public:
    Question(SweepTable const& table, CompareSpec const& spec, std::string const& path)
        : table_{table}, spec_{spec}, path_{path} {
        find_axis();
        find_members();
        find_baseline();
        find_metrics();
        throw_if_any(std::move(issues_));
    }

    [[nodiscard]] SweepTable::Axis const& axis() const { return *axis_; }
    [[nodiscard]] std::string const& baseline() const { return baseline_; }
    [[nodiscard]] std::vector<std::string> const& levels() const { return levels_; }
    [[nodiscard]] std::vector<std::size_t> const& members() const { return members_; }
    [[nodiscard]] std::vector<SweepTable::MetricColumn const*> const& metrics() const {
        return metrics_;
    }

private:
    void wrong(std::string const& option, std::string message) {
        issues_.push_back({Location{path_, 0, 0}, option, std::move(message)});
    }

    void find_axis() {
        if (spec_.by.empty() && table_.axes.size() == 1) {
            axis_ = &table_.axes.front();
            return;
        }
        auto const found = std::ranges::find(table_.axes, spec_.by, &SweepTable::Axis::name);
        if (found != table_.axes.end()) {
            axis_ = &*found;
        } else if (spec_.by.empty()) {
            std::string known;
            for (std::string const& name : names_of(table_.axes)) {
                known += (known.empty() ? "" : ", ") + name;
            }
            wrong("--by", fmt::format("say which axis to compare by (known: {})", known));
        } else {
            wrong("--by", unknown_word("axis", spec_.by, names_of(table_.axes)));
        }
    }

    /// The label of `axis` that the user means by `word`: itself, or the same number.
    std::string label_of(SweepTable::Axis const& axis, std::string const& word,
                         std::string const& option) {
        if (std::ranges::find(axis.labels, word) != axis.labels.end()) {
            return word;
        }
        std::optional<double> const value = number(word);
        auto const same = value ? std::ranges::find(axis.numbers, *value) : axis.numbers.end();
        if (same != axis.numbers.end()) {
            return axis.labels[static_cast<std::size_t>(same - axis.numbers.begin())];
        }
        wrong(option, unknown_word(fmt::format("level of axis '{}'", axis.name), word,
                                   in_order_of_appearance(axis.labels)));
        return word;
    }

    SweepTable::Axis const* axis_to_filter(std::string const& name) {
        if (name == replicate_axis && replicates_.labels.empty()) {
            replicates_.name = name;
            for (std::uint32_t const replicate : table_.replicate) {
                replicates_.labels.push_back(std::to_string(replicate));
            }
        }
        if (name == replicate_axis) {
            return &replicates_;
        }
        auto const found = std::ranges::find(table_.axes, name, &SweepTable::Axis::name);
        return found == table_.axes.end() ? nullptr : &*found;
    }

    void find_members() {
        std::map<SweepTable::Axis const*, std::vector<std::string>> wanted;
        for (std::string const& condition : spec_.where) {
            std::size_t const equals = condition.find('=');
            if (equals == std::string::npos) {
                wrong("--where", fmt::format("not of the form axis=label (found '{}')", condition));
                continue;
            }
            std::string const name = condition.substr(0, equals);
            if (SweepTable::Axis const* const axis = axis_to_filter(name)) {
                wanted[axis].push_back(label_of(*axis, condition.substr(equals + 1), "--where"));
            } else {
                std::vector<std::string> known = names_of(table_.axes);
                known.emplace_back(replicate_axis);
                wrong("--where", unknown_word("axis", name, known));
            }
        }
        for (std::size_t m = 0; m < table_.id.size(); ++m) {
            if (std::ranges::all_of(wanted, [m](auto const& item) {
                    auto const& [axis, labels] = item;
                    return std::ranges::find(labels, axis->labels[m]) != labels.end();
                })) {
                members_.push_back(m);
            }
        }
        if (issues_.empty() && members_.empty()) {
            wrong("--where", "no member is left");
        }
    }

    void find_baseline() {
        if (axis_ == nullptr || members_.empty()) {
            return;
        }
        std::vector<std::string> labels;
        for (std::size_t const m : members_) {
            labels.push_back(axis_->labels[m]);
        }
        levels_ = in_order_of_appearance(labels);
        baseline_ = spec_.baseline.empty() ? levels_.front()
                                           : label_of(*axis_, spec_.baseline, "--baseline");
        std::erase(levels_, baseline_);
        if (issues_.empty() && levels_.empty()) {
            wrong("--by", fmt::format("there is nothing to compare '{}' of axis '{}' with",
                                      baseline_, axis_->name));
        }
    }

    void find_metrics() {
        std::vector<char> used(spec_.metrics.size(), 0);
        for (SweepTable::MetricColumn const& metric : table_.metrics) {
            bool wanted = spec_.metrics.empty();
            for (std::size_t g = 0; g < spec_.metrics.size(); ++g) {
                if (matches(metric.name, spec_.metrics[g])) {
                    wanted = true;
                    used[g] = 1;
                }
            }
            if (wanted) {
                metrics_.push_back(&metric);
            }
        }
        for (std::size_t g = 0; g < spec_.metrics.size(); ++g) {
            if (used[g] == 0) {
                wrong("--metric", unknown_word("metric", spec_.metrics[g], names_of(table_.metrics)));
            }
        }
        if (table_.metrics.empty()) {
            wrong("", "no member is complete, so there is nothing to compare");
        }
    }

    SweepTable const& table_;
    CompareSpec const& spec_;
    std::string const& path_;
    Issues issues_;
    SweepTable::Axis const* axis_ = nullptr;
    SweepTable::Axis replicates_;
    std::string baseline_;
    std::vector<std::string> levels_;
    std::vector<std::size_t> members_;
    std::vector<SweepTable::MetricColumn const*> metrics_;
};

using Pair = std::pair<std::size_t, std::size_t>;

/// Members by what they share with their partners: all axes but one, and the replicate.
class Partners {
public:
    Partners(SweepTable const& table, Question const& question) {
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

bool matches(std::string_view name, std::string_view glob) {
    if (glob.empty()) {
        return name.empty();
    }
    if (glob.front() == '*') {
        return matches(name, glob.substr(1)) ||
               (!name.empty() && matches(name.substr(1), glob));
    }
    return !name.empty() && (glob.front() == '?' || glob.front() == name.front()) &&
           matches(name.substr(1), glob.substr(1));
}

Comparison compare_sweep(SweepTable const& table, CompareSpec const& spec,
                         std::string const& path) {
    Question const question{table, spec, path};
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
        std::stable_sort(result.rows.begin() + static_cast<std::ptrdiff_t>(first),
                         result.rows.end(), [](CompareRow const& a, CompareRow const& b) {
                             return weight(a) > weight(b);
                         });
    }
    result.unmatched = static_cast<std::size_t>(std::ranges::count_if(
        question.members(), [&](std::size_t m) { return matched[m] == 0; }));
    adjust(result.rows);
    return result;
}

}  // namespace gridrush
