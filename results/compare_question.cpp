#include "results/compare_question.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr std::string_view replicate_axis = "replicate";
/// How certain a number is, no result of its own.
constexpr std::string_view error_suffix = "_standard_error";

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

}  // namespace

bool matches(std::string_view name, std::string_view glob) {
    if (glob.empty()) {
        return name.empty();
    }
    if (glob.front() == '*') {
        return matches(name, glob.substr(1)) || (!name.empty() && matches(name.substr(1), glob));
    }
    return !name.empty() && (glob.front() == '?' || glob.front() == name.front()) &&
           matches(name.substr(1), glob.substr(1));
}

CompareQuestion::CompareQuestion(SweepTable const& table, CompareSpec const& spec,
                                 std::string const& path)
    : table_{table}, spec_{spec}, path_{path} {
    find_axis();
    find_members();
    find_baseline();
    find_metrics();
    throw_if_any(std::move(issues_));
}

void CompareQuestion::wrong(std::string const& option, std::string message) {
    issues_.push_back({Location{path_, 0, 0}, option, std::move(message)});
}

void CompareQuestion::find_axis() {
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
std::string CompareQuestion::label_of(SweepTable::Axis const& axis, std::string const& word,
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

SweepTable::Axis const* CompareQuestion::axis_to_filter(std::string const& name) {
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

void CompareQuestion::find_members() {
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

void CompareQuestion::find_baseline() {
    if (axis_ == nullptr || members_.empty()) {
        return;
    }
    std::vector<std::string> labels;
    for (std::size_t const m : members_) {
        labels.push_back(axis_->labels[m]);
    }
    levels_ = in_order_of_appearance(labels);
    baseline_ =
        spec_.baseline.empty() ? levels_.front() : label_of(*axis_, spec_.baseline, "--baseline");
    std::erase(levels_, baseline_);
    if (issues_.empty() && levels_.empty()) {
        wrong("--by", fmt::format("there is nothing to compare '{}' of axis '{}' with", baseline_,
                                  axis_->name));
    }
}

void CompareQuestion::find_metrics() {
    std::vector<char> used(spec_.metrics.size(), 0);
    for (SweepTable::MetricColumn const& metric : table_.metrics) {
        bool wanted = spec_.metrics.empty() && !metric.name.ends_with(error_suffix);
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

}  // namespace gridrush
