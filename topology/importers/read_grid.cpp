#include "topology/importers/importers.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

bool is_file(fs::path const& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool is_folder(fs::path const& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

}  // namespace

std::optional<GridFormat> guess_format(fs::path const& path) {
    if (is_folder(path)) {
        if (is_file(path / "grid.yaml")) {
            return GridFormat::native;
        }
        bool const rts = is_file(path / "SourceData" / "bus.csv") ||
                         is_file(path / "RTS_Data" / "SourceData" / "bus.csv");
        bool const pypsa = is_file(path / "buses.csv") &&
                           (is_file(path / "network.csv") || is_file(path / "snapshots.csv"));
        return rts     ? std::optional{GridFormat::rts_gmlc}
               : pypsa ? std::optional{GridFormat::pypsa}
                       : std::nullopt;
    }
    if (!is_file(path)) {
        return std::nullopt;
    }
    if (path.extension() == ".m") {
        return GridFormat::matpower;
    }
    bool const yaml = path.extension() == ".yaml" || path.extension() == ".yml";
    return yaml ? std::optional{GridFormat::native} : std::nullopt;
}

GridSpec read_grid(fs::path const& path, Issues* notes) {
    Location const at{path.string(), 0, 0};
    if (!is_file(path) && !is_folder(path)) {
        throw InputError{{{at, "", "no such file or folder"}}};
    }
    auto const format = guess_format(path);
    if (!format) {
        throw InputError{{{at, "",
                           "not a grid (known: a MATPOWER case *.m, an RTS-GMLC folder with "
                           "SourceData/bus.csv, a PyPSA folder with buses.csv and snapshots.csv, a "
                           "grid.yaml or the folder that holds one)"}}};
    }
    switch (*format) {
        case GridFormat::matpower:
            return read_matpower(path);
        case GridFormat::rts_gmlc:
            return read_rts_gmlc(path);
        case GridFormat::pypsa:
            return read_pypsa(path, notes);
        case GridFormat::native:
            break;
    }
    return read_native(is_folder(path) ? path / "grid.yaml" : path);
}

}  // namespace gridrush
