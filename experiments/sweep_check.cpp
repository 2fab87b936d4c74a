#include "experiments/sweep_check.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <utility>

#include <fmt/core.h>

#include "experiments/experiment_file.hpp"

namespace gridrush {
namespace {

/// Where `rest`, such as `.name` or `[2].mw`, is below a value; the value itself where it is not.
Location place_below(DocNode const& value, std::string const& rest) {
    DocNode const* node = &value;
    std::size_t at = 0;
    while (at < rest.size()) {
        bool const index = rest[at] == '[';
        std::size_t const end = index ? rest.find(']', at) : rest.find_first_of(".[", at + 1);
        std::string const step = rest.substr(at + 1, end == std::string::npos ? end : end - at - 1);
        DocNode const* next = nullptr;
        if (index && !step.empty() && step.find_first_not_of("0123456789") == std::string::npos) {
            auto const item = std::stoull(step.substr(0, 9));
            next = item < node->items.size() ? &node->items[item] : nullptr;
        } else if (Entry const* entry = node->find(step); entry != nullptr) {
            next = &entry->value;
        }
        if (next == nullptr) {
            break;
        }
        node = next;
        at = end == std::string::npos ? rest.size() : end + (index ? 1 : 0);
    }
    return node->at;
}

/// Mistakes in values that were set are placed where the sweep file has them.
Location place_of(Issue const& issue, SweepDraft const& draft) {
    if (issue.at.file != settings_file) {
        return issue.at;
    }
    for (SweepSetting const* setting : draft.settings | std::views::reverse) {
        std::string const& key = setting->key;
        if (issue.path.starts_with(key + "=")) {
            return setting->at;  // the key cannot be read
        }
        std::string const rest = issue.path.starts_with(key) ? issue.path.substr(key.size()) : "-";
        if (rest.empty() || rest.front() == '.' || rest.front() == '[') {
            return place_below(setting->value, rest);
        }
    }
    return issue.at;
}

std::string name_of(SweepDraft const& draft, std::span<SweepAxis const> axes) {
    std::string text = fmt::format("run {}", draft.member.index);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        text += fmt::format(" {}={}", axes[i].name, draft.member.values[i].label);
    }
    return text;
}

/// A mistake and the runs that have it.
struct Shared {
    Issue issue;
    std::size_t runs = 0;
    std::size_t first = 0;
};

/// All mistakes by their text.
class Collected {
public:
    void add(Issue issue, std::size_t run) {
        auto& shared = by_text_.try_emplace(issue.text(), Shared{issue, 0, run}).first->second;
        ++shared.runs;
    }

    Issues take(std::vector<SweepDraft> const& drafts, std::span<SweepAxis const> axes) {
        Issues issues;
        for (auto& [text, shared] : by_text_) {
            if (shared.runs < drafts.size()) {
                shared.issue.message +=
                    fmt::format(" (in {} of {} runs, first: {})", shared.runs, drafts.size(),
                                name_of(drafts[shared.first], axes));
            } else if (drafts.size() > 1) {
                shared.issue.message += fmt::format(" (in all {} runs)", drafts.size());
            }
            issues.push_back(std::move(shared.issue));
        }
        return sorted_by_place(std::move(issues));
    }

private:
    std::map<std::string, Shared> by_text_;
};

void check_ids(std::string const& file, std::vector<SweepDraft> const& drafts,
               std::span<SweepAxis const> axes, Issues& issues) {
    std::map<std::string, std::size_t> first;
    std::size_t repeated = 0;
    std::string example;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        auto const [known, added] = first.emplace(drafts[i].member.id, i);
        if (!added && repeated++ == 0) {
            example = fmt::format("{} is the same as {}", name_of(drafts[i], axes),
                                  name_of(drafts[known->second], axes));
        }
    }
    if (repeated > 0) {
        issues.push_back(
            {{file, 0, 0},
             "axes",
             fmt::format("{} of {} runs repeat another ({})", repeated, drafts.size(), example)});
    }
}

}  // namespace

void check_members(std::string const& file, std::string const& experiment,
                   std::vector<SweepDraft>& drafts, std::span<SweepAxis const> axes) {
    GridCache grids;
    Collected collected;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        SweepMember& member = drafts[i].member;
        try {
            auto const loaded =
                read_experiment(experiment, member.settings, PathStyle::as_written, &grids);
            member.id = loaded.id;
            member.replicate = loaded.experiment.replicate;
        } catch (InputError const& error) {
            for (Issue issue : error.issues()) {
                issue.at = place_of(issue, drafts[i]);
                collected.add(std::move(issue), i);
            }
        }
    }
    Issues issues = collected.take(drafts, axes);
    if (issues.empty()) {
        check_ids(file, drafts, axes, issues);
    }
    throw_if_any(std::move(issues));
}

}  // namespace gridrush
