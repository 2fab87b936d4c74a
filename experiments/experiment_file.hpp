#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

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
    Experiment experiment;       ///< requests of the population drawn
    std::size_t drawn_from = 0;  ///< row of the first of these in experiment.requests
    std::shared_ptr<Grid const> grid;
    std::string file;      ///< as messages name it
    std::string text;      ///< of the file, byte by byte
    std::string resolved;  ///< every key with its value, as YAML that reads back as the same; the
                           ///< population as it is declared, its requests not among the others
    /// First 16 digits of the SHA-256 of the resolved configuration and of the contents of the grid
    /// and of every other file that it names: two runs of one id and one build are equal.
    std::string id;
};

/// Grids that were read, with the fingerprints of their files: variants of an experiment share
/// them.
class GridCache {
public:
    struct Cached {
        std::shared_ptr<Grid const> grid;
        std::map<std::string, std::string> prints;
    };
    [[nodiscard]] Cached const* find(std::string const& key) const {
        auto const found = grids_.find(key);
        return found == grids_.end() ? nullptr : &found->second;
    }
    void add(std::string const& key, Cached cached) { grids_[key] = std::move(cached); }

private:
    std::map<std::string, Cached> grids_;  ///< by absolute path and what is added
};

/// Reads an experiment file (or the folder that holds an experiment.yaml, or `default:...` for the
/// one in the program), its tables and its grid, with settings such as `horizon.years=10` on top.
/// Grids that are in `grids` are not read again, those that are not are added.
/// Throws InputError with every mistake in all of them, sorted by file and line.
[[nodiscard]] LoadedExperiment read_experiment(std::string const& path,
                                               std::span<std::string const> settings = {},
                                               PathStyle resolved_paths = PathStyle::as_written,
                                               GridCache* grids = nullptr);

}  // namespace gridrush
