#include "experiments/sweep_axis.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/core.h>
#include <glob.h>

namespace gridrush {
namespace {

namespace fs = std::filesystem;

std::optional<double> number_of(DocNode const& node) {
    double number = 0.0;
    char const* const end = node.text.data() + node.text.size();
    auto const read = std::from_chars(node.text.data(), end, number);
    bool const whole = node.kind == DocNode::Kind::scalar && !node.quoted &&
                       read.ec == std::errc{} && read.ptr == end && std::isfinite(number);
    return whole ? std::optional{number} : std::nullopt;
}

/// `lifo` or `market_bid floor=3 cap=9` for policies, by their file where that is all there is,
/// else what is written.
std::string label_of(DocNode const& node) {
    Entry const* const name = node.find("name");
    Entry const* const file = node.find("file");
    Entry const* const main = name != nullptr ? name : file;
    if (main == nullptr || main->value.kind != DocNode::Kind::scalar) {
        return node.kind == DocNode::Kind::scalar ? node.text : to_flow_yaml(node);
    }
    std::string label =
        main == name ? main->value.text : fs::path{main->value.text}.stem().string();
    for (Entry const& entry : node.entries) {
        if (&entry != name && &entry != file) {
            label += fmt::format(" {}={}", entry.key, label_of(entry.value));
        }
    }
    return label;
}

/// Without the dirt of the last digits: 0.3, not 0.30000000000000004.
std::string clean_text(double number) {
    std::string const text = fmt::format("{:.12g}", number);
    double clean = number;
    std::from_chars(text.data(), text.data() + text.size(), clean);
    return fmt::format("{}", clean);
}

std::vector<double> numbers_of(AxisRange const& range) {
    double const width = range.to - range.from;
    double const slack = 1e-9;
    int const count =
        range.count ? *range.count : static_cast<int>(std::floor(width / *range.step + slack)) + 1;
    std::vector<double> numbers;
    for (int i = 0; i < count; ++i) {
        double const share = range.count ? static_cast<double>(i) / (count - 1) : 0.0;
        numbers.push_back(range.scale == RangeScale::logarithmic
                              ? range.from * std::pow(range.to / range.from, share)
                          : range.step ? range.from + i * *range.step
                                       : range.from + width * share);
    }
    return numbers;
}

DocNode with_place(DocNode node, Location const& at) {
    node.at = at;
    return node;
}

/// Files that fit the pattern, sorted by name, as they are to be written relative to the folder.
std::vector<std::string> matching_files(std::string const& pattern, std::string const& folder) {
    std::string escaped;
    for (char const c : fs::path{pattern}.is_absolute() ? std::string{} : folder + "/") {
        escaped += std::string{c == '*' || c == '?' || c == '[' || c == '\\' ? "\\" : ""} + c;
    }
    glob_t found = {};
    std::vector<std::string> files;
    if (glob((escaped + pattern).c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i) {
            files.emplace_back(found.gl_pathv[i]);
        }
    }
    globfree(&found);
    std::ranges::sort(files);
    return files;
}

std::string moved_path(std::string const& path, SweepFolders const& folders) {
    if (path.empty() || path.starts_with("default:") || folders.sweep == folders.experiment) {
        return path;
    }
    fs::path const file = (fs::path{folders.sweep} / path).lexically_normal();
    bool const stays = folders.experiment.empty() || fs::path{path}.is_absolute();
    return stays ? file.string() : file.lexically_relative(folders.experiment).string();
}

bool all_differ(std::vector<std::string> labels) {
    std::ranges::sort(labels);
    return std::ranges::adjacent_find(labels) == labels.end();
}

/// Makes one axis, a step after the other.
class AxisMaker {
public:
    AxisMaker(AxisSpec const& spec, SweepFolders const& folders, Issues& issues)
        : spec_{spec}, folders_{folders}, issues_{issues} {
        axis_.name = spec.id;
        axis_.at = spec.at;
        axis_.keys = spec.keys;
        axis_.sample = spec.sample;
        axis_.numeric = spec.sample.given;
    }

    Axis make() {
        if (spec_.given == "values") {
            add_values();
        } else if (spec_.given == "range") {
            for (double const number : numbers_of(spec_.range)) {
                add({with_place(scalar_node(clean_text(number)), spec_.at)});
            }
        } else if (spec_.given == "files") {
            add_files();
        }
        if (!spec_.sample.given && axis_.points.empty()) {
            report(spec_.at, spec_.given, "has no values");
        }
        number_points();
        set_labels();
        check_labels();
        return std::move(axis_);
    }

private:
    void report(Location const& at, std::string const& key, std::string message) {
        issues_.push_back({at, join_path(join_path("axes", spec_.id), key), std::move(message)});
    }

    void add(std::vector<DocNode> const& values) {
        AxisPoint point;
        for (std::size_t i = 0; i < values.size(); ++i) {
            point.value.label += (i == 0 ? "" : ", ") + label_of(values[i]);
            point.settings.push_back({axis_.keys[i], values[i].at,
                                      with_moved_paths(values[i], axis_.keys[i], folders_)});
        }
        axis_.points.push_back(std::move(point));
    }

    void add_values() {
        std::size_t const keys = axis_.keys.size();
        for (DocNode const& value : spec_.values.items) {
            if (spec_.key.empty() &&
                (value.kind != DocNode::Kind::list || value.items.size() != keys)) {
                report(value.at, "values",
                       fmt::format("must be a list of {} values, one per key (found {})", keys,
                                   value.kind == DocNode::Kind::list
                                       ? fmt::format("{}", value.items.size())
                                       : describe(value)));
            } else {
                add(spec_.key.empty() ? value.items : std::vector{value});
            }
        }
    }

    void add_files() {
        std::vector<std::string> stems;
        std::vector<std::string> names = matching_files(spec_.files, folders_.sweep);
        for (std::string& name : names) {
            stems.push_back(fs::path{name}.stem().string());
            if (!fs::path{spec_.files}.is_absolute()) {
                name = fs::path{name}.lexically_relative(folders_.sweep).string();
            }
            AxisPoint& point = axis_.points.emplace_back();
            point.settings.push_back({axis_.keys.front(), spec_.at,
                                      with_place(text_node(moved_path(name, folders_)), spec_.at)});
        }
        auto const& labels = all_differ(stems) ? stems : names;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            axis_.points[i].value.label = labels[i];
        }
    }

    void number_points() {
        if (axis_.keys.size() != 1 || axis_.points.empty()) {
            return;
        }
        axis_.numeric = std::ranges::all_of(axis_.points, [](AxisPoint const& point) {
            return number_of(point.settings.front().value).has_value();
        });
        for (AxisPoint& point : axis_.points) {
            if (axis_.numeric) {
                point.value.number = *number_of(point.settings.front().value);
            }
        }
    }

    void set_labels() {
        auto const& labels = spec_.labels;
        if (labels.kind == DocNode::Kind::null) {
            return;
        }
        if (labels.items.size() != axis_.points.size()) {
            report(labels.at, "labels",
                   fmt::format("must be as many as the values (found {} and {})",
                               labels.items.size(), axis_.points.size()));
            return;
        }
        for (std::size_t i = 0; i < labels.items.size(); ++i) {
            if (labels.items[i].kind != DocNode::Kind::scalar || labels.items[i].text.empty()) {
                report(labels.items[i].at, "labels",
                       fmt::format("must be a word (found {})", describe(labels.items[i])));
            }
            axis_.points[i].value.label = labels.items[i].text;
        }
    }

    void check_labels() {
        std::map<std::string, std::size_t> seen;
        for (std::size_t i = 0; i < axis_.points.size(); ++i) {
            auto const [first, added] = seen.emplace(axis_.points[i].value.label, i);
            if (!added) {
                report(axis_.points[i].settings.front().at, "labels",
                       fmt::format("values {} and {} are both called '{}' (give 'labels')",
                                   first->second, i, first->first));
            }
        }
    }

    AxisSpec const& spec_;
    SweepFolders const& folders_;
    Issues& issues_;
    Axis axis_;
};

/// Whether an experiment takes the value of a key for a path: by the key's name, by the bare value
/// of a section, or as a policy of the user's own.
bool names_path(std::string const& key, std::string const& value) {
    std::string const last = key.substr(key.rfind('.') + 1);
    return key == "grid" || last == "path" || last == "csv" || last == "file" ||
           (key.starts_with("policies.") && (value.ends_with(".py") || value.ends_with(".so")));
}

}  // namespace

std::string SweepSetting::text() const {
    return key + "=" + to_flow_yaml(value);
}

AxisPoint Axis::at_number(double number) const {
    AxisPoint point;
    point.value = {fmt::format("{:.6g}", number), number};
    point.settings.push_back(
        {keys.front(), at, with_place(scalar_node(fmt::format("{}", number)), at)});
    return point;
}

DocNode with_moved_paths(DocNode value, std::string const& key, SweepFolders const& folders) {
    if (value.kind == DocNode::Kind::scalar && names_path(key, value.text)) {
        value.text = moved_path(value.text, folders);
        value.quoted = true;
    }
    for (DocNode& item : value.items) {
        item = with_moved_paths(std::move(item), key, folders);
    }
    for (Entry& entry : value.entries) {
        entry.value = with_moved_paths(std::move(entry.value), join_path(key, entry.key), folders);
    }
    return value;
}

Axis make_axis(AxisSpec const& spec, SweepFolders const& folders, Issues& issues) {
    return AxisMaker{spec, folders, issues}.make();
}

}  // namespace gridrush
