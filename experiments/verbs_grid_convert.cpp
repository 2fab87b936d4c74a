#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "topology/importers/importers.hpp"
#include "experiments/command_line.hpp"
#include "experiments/grid_report.hpp"
#include "experiments/grid_verb.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(std::string const& path, std::string const& message) {
    throw InputError{{{{path, 0, 0}, "--output", message}}};
}

void refuse_to_overwrite(GridOptions const& options) {
    std::error_code ignored;
    fs::path const output{options.output};
    bool const taken = fs::is_directory(output, ignored) ? !fs::is_empty(output, ignored)
                                                         : fs::exists(output, ignored);
    if (taken && options.overwrite == Overwrite::refused) {
        refuse(options.output,
               "is there already (nothing was written) add --force to overwrite it");
    }
}

void make_folder(fs::path const& folder, std::string const& shown) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        refuse(shown, fmt::format("cannot make the folder ({})", error.message()));
    }
}

struct Converted {
    std::string file;
    std::string format;
    std::vector<std::string> left_out;
};

Converted write_case(GridSpec const& spec, std::string const& output) {
    fs::path const path{output};
    if (path.extension() == ".m") {
        if (path.has_parent_path()) {
            make_folder(path.parent_path(), output);
        }
        return {output, "matpower", write_matpower(spec, path)};
    }
    make_folder(path, output);
    write_native(spec, path);
    return {(path / "grid.yaml").string(), "native", {}};
}

int convert(GridOptions const& options) {
    refuse_to_overwrite(options);
    Grid const grid{read_grid_spec(options)};
    auto const written = write_case(grid.spec(), options.output);
    for (auto const& what : written.left_out) {
        fmt::print(stderr, "{}: not in a MATPOWER case: {}\n", written.file, what);
    }
    print_grid(
        options,
        [&] {
            return nlohmann::ordered_json{{"output", written.file},
                                          {"format", written.format},
                                          {"left_out", written.left_out}};
        },
        [&] { return written.file + "\n"; });
    return exit_done;
}

}  // namespace

void add_grid_convert_verb(Verbs& verbs, CLI::App& grid) {
    GridVerb convert_verb{
        grid, "convert",
        "Write the case as a MATPOWER case (*.m) or in the native format (a folder "
        "of YAML and CSV)",
        "convert case118.m case118\n  gridrush grid convert RTS_Data july.m --at "
        "'2020-07-01 18:00'"};
    convert_verb.verb
        .add_option("output,--output,-o", convert_verb.options->output,
                    "What to write: a file *.m is a MATPOWER case, anything else the folder of a "
                    "native one")
        ->required();
    convert_verb.verb.add_flag_callback(
        "--force", [chosen = convert_verb.options] { chosen->overwrite = Overwrite::allowed; },
        "Overwrite what is there");
    convert_verb.add_at();
    convert_verb.on(verbs, convert);
}

}  // namespace gridrush
