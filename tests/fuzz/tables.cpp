#include <map>
#include <string>

#include "topology/importers/csv.hpp"
#include "topology/importers/importers.hpp"
#include "topology/importers/rts_gmlc_units.hpp"
#include "topology/importers/series_table.hpp"
#include "tests/fuzz/reading.hpp"
#include "tests/fuzz/targets.hpp"

namespace gridrush::fuzz {
namespace {

using Files = std::map<std::string, std::string>;

Files split_files(std::string_view bytes) {
    constexpr std::string_view mark = "--- ";
    Files files;
    std::string* current = nullptr;
    while (!bytes.empty()) {
        auto const end = bytes.find('\n');
        auto const line = bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (line.starts_with(mark)) {
            current = &files[std::string{line.substr(mark.size())}];
        } else if (current != nullptr) {
            current->append(line).append("\n");
        }
    }
    return files;
}

void read_units(std::string const& text) {
    Issues issues;
    CsvTable const table{text, "gen.csv", issues};
    (void)read_series_columns(table, 1, TimePoint{}, Seconds{3600});
    if (table.require(rts_gmlc_unit_columns())) {
        (void)read_rts_gmlc_units(table);
    }
}

}  // namespace

void tables(std::string_view bytes) {
    auto const files = split_files(bytes);
    FileOpener const open = [&files](std::string const& name) {
        auto const found = files.find(name);
        return found == files.end() ? std::nullopt : std::optional{found->second};
    };
    if (auto const units = files.find("gen.csv"); units != files.end()) {
        return read_units(units->second);
    }
    auto const native = files.find("grid.yaml");
    Issues notes;
    auto const spec = read_or_issues([&] {
        return native == files.end() ? read_pypsa("folder", open, &notes)
                                     : read_native(native->second, "grid.yaml", open);
    });
    if (!spec || !validate(*spec).empty()) {
        return;
    }
    auto const written = matpower_text(*spec, spec->name).text;
    auto const back = read_or_issues([&written] { return read_matpower(written, "case.m"); });
    promise(back.has_value(), "a written case is read");
}

}  // namespace gridrush::fuzz
