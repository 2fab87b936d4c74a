#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topology/grid_spec.hpp"

namespace gridrush {

/// Reads one MATPOWER case file (version 2): baseMVA, bus, gen, branch, gencost models 1 and 2,
/// dcline, bus_name, genfuel, gentype. Row k of a matrix is row k of the spec, out of service or
/// not; ids are the bus number, `branch_<row>`, `gen_<row>` and `dcline_<row>`, rows from 1.
/// Throws InputError with every mistake in the file; what the rows mean is left to validate().
[[nodiscard]] GridSpec read_matpower(std::filesystem::path const& file);
[[nodiscard]] GridSpec read_matpower(std::string_view text, std::string const& file_name);

/// A MATPOWER case and, line by line, what of the spec it does not hold.
struct MatpowerText {
    std::string text;
    std::vector<std::string> left_out;
};

/// `spec` as a MATPOWER case (version 2) named `name`: bus, gen, branch, gencost, dcline, bus_name,
/// gentype, genfuel. Numbers are written so that they read back bit by bit; a spec that came from a
/// MATPOWER case reads back equal. Ids that are no whole numbers become row numbers. Precondition:
/// validate(spec) is empty.
[[nodiscard]] MatpowerText matpower_text(GridSpec const& spec, std::string const& name);
/// Writes that text; returns what is left out. Throws std::runtime_error where it cannot.
std::vector<std::string> write_matpower(GridSpec const& spec, std::filesystem::path const& file);

/// Reads an RTS-GMLC folder (SourceData/*.csv and the day-ahead series) as an hourly linear
/// dispatch model: no unit commitment, least output 0, no storage; the README has the details.
/// Throws InputError with every mistake in the files.
[[nodiscard]] GridSpec read_rts_gmlc(std::filesystem::path const& folder);

/// How an importer opens the files beside its own: path relative to the grid.yaml or the folder ->
/// text, nullopt when there is none. Lets the same reader serve folders and embedded files.
using FileOpener = std::function<std::optional<std::string>(std::string const& relative_path)>;

/// Reads a folder that PyPSA's `export_to_csv_folder` wrote, with its standard types and defaults,
/// per unit on 1 MVA. Every bus is an area, whose series is the sum of the bus's loads. What would
/// change the problem that is solved and has no place here is an issue; what is left out otherwise
/// is told in `notes`. Throws InputError with every mistake in the files.
[[nodiscard]] GridSpec read_pypsa(std::filesystem::path const& folder, Issues* notes = nullptr);
[[nodiscard]] GridSpec read_pypsa(std::string const& folder_name, FileOpener const& open,
                                  Issues* notes = nullptr);

/// Reads the project's own format: a `grid.yaml` and the CSV tables that it names.
[[nodiscard]] GridSpec read_native(std::filesystem::path const& grid_yaml);
[[nodiscard]] GridSpec read_native(std::string_view yaml, std::string const& file_name,
                                   FileOpener const& open);
/// Writes `spec` as `<folder>/grid.yaml` and CSV tables; reading it back gives an equal spec.
void write_native(GridSpec const& spec, std::filesystem::path const& folder);
/// The reference of the format as Markdown: every key and column; FORMAT.md holds it.
[[nodiscard]] std::string native_format_reference();

enum class GridFormat { matpower, rts_gmlc, pypsa, native };

/// The format of `path` by its looks: *.m, a folder with SourceData/bus.csv, a grid.yaml (or a
/// folder that holds one), a folder with buses.csv and one of network.csv and snapshots.csv;
/// nullopt when it is none of these.
[[nodiscard]] std::optional<GridFormat> guess_format(std::filesystem::path const& path);

/// Reads any of the formats. Throws InputError, also when the format cannot be told or the file
/// is not there. What a format holds and the reader leaves out is told in `notes`.
[[nodiscard]] GridSpec read_grid(std::filesystem::path const& path, Issues* notes = nullptr);

}  // namespace gridrush
