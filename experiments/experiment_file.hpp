#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "topology/grid.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

/// The experiment inside the program.
inline constexpr std::string_view default_experiment = "default:experiment.yaml";

/// How paths stand in a resolved configuration.
enum class PathStyle {
    as_written,
    absolute,  ///< means the same wherever the configuration is saved
};

/// An experiment that can be run: read, checked, beside its grid.
struct LoadedExperiment {
    Experiment experiment;
    std::unique_ptr<Grid> grid;
    std::string file;      ///< as messages name it
    std::string text;      ///< of the file, byte by byte
    std::string resolved;  ///< every key with its value, as YAML that reads back as the same
    /// First 16 digits of the SHA-256 of the resolved configuration and of the contents of the grid
    /// and of every other file that it names: two runs of one id and one build are equal.
    std::string id;
};

/// Reads an experiment file (or the folder that holds an experiment.yaml, or `default:...` for the
/// one in the program), its tables and its grid, with settings such as `horizon.years=10` on top.
/// Throws InputError with every mistake in all of them, sorted by file and line.
[[nodiscard]] LoadedExperiment read_experiment(std::string const& path,
                                               std::span<std::string const> settings = {},
                                               PathStyle resolved_paths = PathStyle::as_written);

}  // namespace gridrush
