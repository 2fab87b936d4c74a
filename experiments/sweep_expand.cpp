#include "experiments/sweep_expand.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "results/provenance.hpp"
#include "experiments/experiment_keys.hpp"
#include "experiments/sweep_axis.hpp"
#include "experiments/sweep_check.hpp"
#include "experiments/sweep_points.hpp"
#include "experiments/sweep_spec.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

constexpr char const* replicate_key = "replicate";
constexpr char const* set_by_replicates = "is set by 'replicates' already";

std::string experiment_path(SweepFile const& sweep) {
    std::string const& written = sweep.spec.experiment;
    return written.starts_with("default:")
               ? written
               : (fs::path{sweep.folder} / written).lexically_normal().string();
}

SweepFolders folders_of(SweepFile const& sweep) {
    std::string const experiment = experiment_path(sweep);
    if (experiment.starts_with("default:")) {
        return {sweep.folder, ""};
    }
    std::error_code ignored;
    fs::path const path{experiment};
    bool const folder = fs::is_directory(path, ignored);
    return {sweep.folder, ((folder ? path / "" : path).parent_path()).string()};
}

/// Sections that the experiment has are walked into, so that their other keys stay as they are;
/// everything else, such as a policy, is set as a whole.
void flatten(DocNode const& map, std::string const& path, std::vector<KeyInfo> const& known,
             SweepFolders const& folders, std::vector<SweepSetting>& settings) {
    for (Entry const& entry : map.entries) {
        std::string const key = join_path(path, entry.key);
        auto const info = std::ranges::find(known, entry.key, &KeyInfo::name);
        bool const inside = info != known.end() && info->type == KeyType::section &&
                            entry.value.kind == DocNode::Kind::map;
        if (inside) {
            flatten(entry.value, key, info->children, folders, settings);
        } else {
            settings.push_back({key, entry.at, with_moved_paths(entry.value, key, folders)});
        }
    }
}

bool is_within(std::string const& key, std::string const& outer) {
    return key.size() > outer.size() && key.starts_with(outer) &&
           (key[outer.size()] == '.' || key[outer.size()] == '[');
}

/// One key that is set for members, by whom, in the order in which they are applied.
struct SetKey {
    std::string key;
    Location at;
    std::string path;  ///< in the sweep file
};

void check_keys(std::vector<SetKey> const& keys, SweepSpec const& spec, Issues& issues) {
    for (SetKey const& key : keys) {
        if (key.key == replicate_key && spec.replicates > 0) {
            issues.push_back({key.at, key.path, set_by_replicates});
        }
    }
    for (std::size_t late = 0; late < keys.size(); ++late) {
        for (std::size_t early = 0; early < late; ++early) {
            if (keys[late].key == keys[early].key) {
                issues.push_back({keys[late].at, keys[late].path,
                                  fmt::format("'{}' is set twice (first on line {})",
                                              keys[late].key, keys[early].at.line)});
            } else if (is_within(keys[early].key, keys[late].key)) {
                issues.push_back(
                    {keys[late].at, keys[late].path,
                     fmt::format("'{}' would replace '{}' of line {} (put what is "
                                 "inside after what it is in)",
                                 keys[late].key, keys[early].key, keys[early].at.line)});
            }
        }
    }
}

std::vector<SetKey> keys_of(std::vector<SweepSetting> const& common,
                            std::vector<Axis> const& axes) {
    std::vector<SetKey> keys;
    for (SweepSetting const& setting : common) {
        keys.push_back({setting.key, setting.at, join_path("set", setting.key)});
    }
    for (Axis const& axis : axes) {
        for (std::string const& key : axis.keys) {
            keys.push_back({key, axis.at, join_path("axes", axis.name)});
        }
    }
    return keys;
}

/// Settings of the command line that an axis or `replicates` would undo are mistakes.
void check_settings(std::span<std::string const> settings, SweepSpec const& spec,
                    std::vector<Axis> const& axes, Issues& issues) {
    for (std::string const& setting : settings) {
        std::string const key = setting.substr(0, setting.find('='));
        if (key == replicate_key && spec.replicates > 0) {
            issues.push_back({{std::string{settings_file}, 0, 0}, key, set_by_replicates});
        }
        for (Axis const& axis : axes) {
            for (std::string const& varied : axis.keys) {
                if (key == varied || is_within(key, varied)) {
                    issues.push_back({{std::string{settings_file}, 0, 0},
                                      key,
                                      fmt::format("is varied by the axis '{}'", axis.name)});
                }
            }
        }
    }
}

std::vector<Axis> make_axes(SweepFile const& sweep, SweepFolders const& folders, Issues& issues) {
    std::vector<Axis> axes;
    for (AxisSpec const& spec : sweep.spec.axes) {
        axes.push_back(make_axis(spec, folders, issues));
    }
    return axes;
}

/// The settings of one member, those of the command line between the sweep's and the axes'.
SweepDraft make_draft(std::vector<SweepSetting> const& common,
                      std::span<std::string const> settings, SweepPoint const& point) {
    SweepDraft draft;
    auto const add = [&](SweepSetting const& setting) {
        draft.settings.push_back(&setting);
        draft.member.settings.push_back(setting.text());
    };
    std::ranges::for_each(common, add);
    draft.member.settings.insert(draft.member.settings.end(), settings.begin(), settings.end());
    for (AxisPoint const& value : point) {
        draft.member.values.push_back(value.value);
        std::ranges::for_each(value.settings, add);
    }
    return draft;
}

/// Every point with every replicate.
std::vector<SweepDraft> make_drafts(SweepSpec const& spec, std::vector<SweepSetting> const& common,
                                    std::span<std::string const> settings,
                                    std::vector<SweepPoint> const& points) {
    std::vector<SweepDraft> drafts;
    for (SweepPoint const& point : points) {
        SweepDraft const draft = make_draft(common, settings, point);
        for (std::uint32_t replicate = 0; replicate < std::max(spec.replicates, 1U); ++replicate) {
            SweepMember& member = drafts.emplace_back(draft).member;
            member.index = drafts.size() - 1;
            if (spec.replicates > 0) {
                member.settings.push_back(fmt::format("{}={}", replicate_key, replicate));
            }
        }
    }
    return drafts;
}

SweepPlan empty_plan(SweepFile sweep, std::vector<Axis> const& axes) {
    Provenance const build = provenance_of_build();
    SweepPlan plan;
    plan.experiment = experiment_path(sweep);
    plan.name = std::move(sweep.spec.name);
    plan.description = std::move(sweep.spec.description);
    plan.sweep_text = std::move(sweep.text);
    plan.version = build.version;
    plan.commit = build.commit;
    for (Axis const& axis : axes) {
        plan.axes.push_back(
            {axis.name, fmt::format("{}", fmt::join(axis.keys, ", ")), axis.numeric});
    }
    return plan;
}

}  // namespace

SweepPlan plan_sweep(std::string const& path, std::span<std::string const> settings) {
    SweepFile sweep = read_sweep_file(path);
    SweepFolders const folders = folders_of(sweep);
    Issues issues;
    std::vector<SweepSetting> common;
    flatten(sweep.spec.set, "", experiment_table().infos(), folders, common);
    std::vector<Axis> const axes = make_axes(sweep, folders, issues);
    check_keys(keys_of(common, axes), sweep.spec, issues);
    check_settings(settings, sweep.spec, axes, issues);
    throw_if_any(sorted_by_place(issues));
    auto const points = make_points(sweep.spec, sweep.file, axes, issues);
    throw_if_any(std::move(issues));
    auto drafts = make_drafts(sweep.spec, common, settings, points);
    SweepPlan plan = empty_plan(sweep, axes);
    check_members(sweep.file, plan.experiment, drafts, plan.axes);
    for (SweepDraft& draft : drafts) {
        plan.members.push_back(std::move(draft.member));
    }
    return plan;
}

std::string labels_text(SweepPlan const& plan, SweepMember const& member) {
    std::string text;
    for (std::size_t i = 0; i < plan.axes.size(); ++i) {
        text +=
            fmt::format("{}{}={}", i == 0 ? "" : " ", plan.axes[i].name, member.values[i].label);
    }
    bool const replicated = plan.members.front().replicate != plan.members.back().replicate;
    return replicated
               ? fmt::format("{}{}replicate={}", text, text.empty() ? "" : " ", member.replicate)
               : text;
}

}  // namespace gridrush
