#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/sweep_plan.hpp"
#include "experiments/sweep_spec.hpp"

namespace gridrush {

/// A key of the experiment with the value that it gets; the nodes know where they stand in the
/// sweep file.
struct SweepSetting {
    std::string key;
    Location at;  ///< of the key
    DocNode value;

    /// `key=value`, the value as YAML on one line.
    [[nodiscard]] std::string text() const;
};

/// One value of an axis.
struct AxisPoint {
    SweepValue value;
    std::vector<SweepSetting> settings;  ///< one per key
};

/// An axis that is known to be in order: with points, or with what to sample.
struct Axis {
    std::string name;
    Location at;
    std::vector<std::string> keys;
    bool numeric = false;
    std::vector<AxisPoint> points;
    AxisSample sample;  ///< given when there are no points

    /// A point of a sampled axis. Precondition: sample.given.
    [[nodiscard]] AxisPoint at_number(double number) const;
};

/// Where paths in a sweep file are, and where the experiment takes them to be.
struct SweepFolders {
    std::string sweep;       ///< absolute
    std::string experiment;  ///< absolute; empty for the experiment in the program
};

/// `value` of `key` with its relative paths, which are relative to the sweep file, made relative to
/// the experiment. Paths are values of keys that are called path, csv or file.
[[nodiscard]] DocNode with_moved_paths(DocNode value, std::string const& key,
                                       SweepFolders const& folders);

/// The axis that is written; mistakes are appended to `issues`.
[[nodiscard]] Axis make_axis(AxisSpec const& spec, SweepFolders const& folders, Issues& issues);

}  // namespace gridrush
