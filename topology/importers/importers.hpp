#pragma once

#include "topology/grid_spec.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gridrush {

/// Reads one MATPOWER case file (version 2): baseMVA, bus, gen, branch, gencost models 1 and 2,
/// dcline, bus_name. Ids: bus number, branch and generator `<row>`-based as stated in the README.
/// Throws InputError with every mistake in the file.
[[nodiscard]] GridSpec read_matpower(std::filesystem::path const& file);
[[nodiscard]] GridSpec read_matpower(std::string_view text, std::string const& file_name);

/// Reads an RTS-GMLC folder (SourceData/*.csv and the day-ahead series) as the model "RG-LP".
[[nodiscard]] GridSpec read_rts_gmlc(std::filesystem::path const& folder);

/// How the native importer opens the files that a grid.yaml names: path relative to the grid.yaml
/// -> text, nullopt when there is none. Lets the same reader serve folders and embedded files.
using FileOpener = std::function<std::optional<std::string>(std::string const& relative_path)>;

/// Reads the project's own format: a `grid.yaml` and the CSV tables that it names.
[[nodiscard]] GridSpec read_native(std::filesystem::path const& grid_yaml);
[[nodiscard]] GridSpec read_native(std::string_view yaml, std::string const& file_name,
                                   FileOpener const& open);
/// Writes `spec` as `<folder>/grid.yaml` and CSV tables; reading it back gives an equal spec.
void write_native(GridSpec const& spec, std::filesystem::path const& folder);

enum class GridFormat { matpower, rts_gmlc, native };

/// The format of `path` by its looks: *.m, a folder with SourceData/bus.csv, a grid.yaml (or a
/// folder that holds one); nullopt when it is none of these.
[[nodiscard]] std::optional<GridFormat> guess_format(std::filesystem::path const& path);

/// Reads any of the formats. Throws InputError, also when the format cannot be told or the file
/// is not there.
[[nodiscard]] GridSpec read_grid(std::filesystem::path const& path);

}  // namespace gridrush
