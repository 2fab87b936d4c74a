#include "experiments/grid_file.hpp"

#include <filesystem>
#include <set>

#include <fmt/core.h>

#include "topology/importers/importers.hpp"
#include "experiments/file_source.hpp"

namespace gridrush {
namespace {

constexpr char const* path_key = "grid.path";

/// A grid.yaml and its tables, all from the source that the experiment comes from.
GridSpec read_embedded(std::string const& path, std::string const& text, FileSource const& files) {
    std::string const folder = path.substr(0, path.rfind('/') + 1);
    auto const open = [&](std::string const& name) { return files.read(folder + name); };
    return read_native(text, files.shown(path), open);
}

}  // namespace

void add_substations(GridSpec& spec, NewSubstations const& added) {
    std::set<std::string> taken;
    for (SubstationSpec const& substation : spec.substations) {
        taken.insert(substation.bus);
        taken.insert(substation.id);
    }
    for (BusSpec const& bus : spec.buses) {
        if (added.banks == 0 || bus.base_kv < added.least_kv || taken.contains(bus.id)) {
            continue;
        }
        SubstationSpec& substation = spec.substations.emplace_back();
        substation.id = bus.id;
        substation.bus = bus.id;
        substation.latitude = bus.latitude;
        substation.longitude = bus.longitude;
        for (int number = 1; number <= added.banks; ++number) {
            BankSpec& bank = spec.banks.emplace_back();
            bank.id = fmt::format("{}_{}", bus.id, number);
            bank.substation = bus.id;
            bank.mva = added.bank_mva;
            bank.cooling = added.cooling;
        }
    }
}

std::optional<GridSpec> read_grid_file(std::string const& path, Location const& at,
                                       Reading& reading, Issues* notes) {
    auto const on_disk = reading.files.on_disk(path);
    std::error_code ignored;
    auto const text = on_disk ? std::nullopt : reading.files.read(path);
    if (on_disk ? !std::filesystem::exists(*on_disk, ignored) : !text) {
        reading.report(at, path_key, fmt::format("no file '{}'", reading.files.shown(path)));
        return std::nullopt;
    }
    if (on_disk && !guess_format(*on_disk)) {
        reading.report(at, path_key,
                       fmt::format("'{}' is no grid (a MATPOWER case *.m, a grid.yaml or a folder "
                                   "with one, an RTS-GMLC folder, a PyPSA CSV folder)",
                                   on_disk->string()));
        return std::nullopt;
    }
    try {
        return on_disk ? read_grid(*on_disk, notes) : read_embedded(path, *text, reading.files);
    } catch (InputError const& error) {
        reading.issues.insert(reading.issues.end(), error.issues().begin(), error.issues().end());
        return std::nullopt;
    }
}

}  // namespace gridrush
