#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "results/compare_exact.hpp"
#include "results/compare_runs.hpp"
#include "results/compare_sweep.hpp"
#include "experiments/command_line.hpp"
#include "experiments/compare_report.hpp"
#include "experiments/python_program.hpp"
#include "experiments/sweep_plan.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

enum class CompareMethod { statistics, exact };

struct CompareOptions {
    std::vector<std::string> files;
    CompareSpec spec;
    CompareMethod method = CompareMethod::statistics;
    CompareRows rows = CompareRows::differing;
    std::string csv, plot;
    OutputForm form = OutputForm::text;
};

[[noreturn]] void refuse(std::string const& path, std::string const& option,
                         std::string const& message) {
    throw InputError{{Issue{Location{path, 0, 0}, option, message}}};
}

/// The sweep's file in a folder, any other path as it is.
std::string file_of(std::string const& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
        return path;
    }
    fs::path const file = sweep_file(path);
    if (!fs::exists(file, ignored)) {
        refuse(path, "",
               fmt::format("has no {} (is it the folder of a sweep, and was it "
                           "collected?)",
                           file.filename().string()));
    }
    return file.string();
}

Comparison compare_files(CompareOptions const& options, std::vector<std::string> const& files) {
    if (files.size() == 1) {
        if (!is_sweep_file(files.front())) {
            refuse(files.front(), "", "is a single run: name another to compare it with");
        }
        return compare_sweep(read_sweep(files.front()), options.spec, files.front());
    }
    Issues issues;
    CompareSpec const& spec = options.spec;
    for (auto const& [option, given] :
         {std::pair{"--by", !spec.by.empty()}, std::pair{"--baseline", !spec.baseline.empty()},
          std::pair{"--where", !spec.where.empty()}}) {
        if (given) {
            issues.push_back({{}, option, "is for a sweep; of runs the first is the baseline"});
        }
    }
    for (std::string const& file : files) {
        if (fs::exists(file) && is_sweep_file(file)) {
            issues.push_back({Location{file, 0, 0}, "",
                              "is of a sweep: compare one sweep by an axis, or several runs"});
        }
    }
    throw_if_any(std::move(issues));
    CompareSpec of_runs = spec;
    of_runs.by = "run";
    return compare_sweep(table_of_runs(files), of_runs, files.front());
}

void write_file(std::string const& path, std::string const& option, std::string const& text) {
    std::ofstream file{path, std::ios::binary};
    file << text;
    file.close();
    if (!file) {
        refuse(path, option, "cannot be written");
    }
}

/// A file of our own that goes away with this.
class Scratch {
public:
    Scratch() : path_{(fs::temp_directory_path() / "gridrush-compare-XXXXXX").string()} {
        int const descriptor = mkstemp(path_.data());
        if (descriptor < 0) {
            throw std::runtime_error{"cannot make a file in the folder of temporary files"};
        }
        close(descriptor);
    }
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;
    ~Scratch() {
        std::error_code ignored;
        fs::remove(path_, ignored);
    }
    [[nodiscard]] std::string const& path() const { return path_; }

private:
    std::string path_;
};

/// The picture is drawn from the same numbers that are printed.
int draw(Comparison const& comparison, std::string const& picture) {
    Scratch const scratch;
    write_file(scratch.path(), "--plot", compare_json(comparison).dump());
    return run_python({"compare", scratch.path(), "--output", picture});
}

void check_picture(std::string const& path) {
    std::string const ending = fs::path{path}.extension().string();
    if (!path.empty() && ending != ".png" && ending != ".svg" && ending != ".pdf") {
        refuse(path, "--plot", "not a picture that can be drawn (known: .png, .svg, .pdf)");
    }
}

int exact(CompareOptions const& options, std::vector<std::string> const& files) {
    if (files.size() != 2) {
        refuse("", "--exact", fmt::format("compares two files (found {})", files.size()));
    }
    ExactComparison const result = compare_exact(files[0], files[1]);
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", exact_json(result, files[0], files[1]).dump(2));
    } else {
        fmt::print("{}", exact_text(result, files[0], files[1]));
    }
    return result.equal() ? exit_done : exit_failed;
}

int compare(CompareOptions const& options) {
    std::vector<std::string> files;
    for (std::string const& file : options.files) {
        files.push_back(file_of(file));
    }
    if (options.method == CompareMethod::exact) {
        return exact(options, files);
    }
    check_picture(options.plot);
    Comparison const comparison = compare_files(options, files);
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", compare_json(comparison).dump(2));
    } else {
        fmt::print("{}", compare_text(comparison, options.rows));
    }
    if (!options.csv.empty()) {
        write_file(options.csv, "--csv", compare_csv(comparison));
    }
    return options.plot.empty() ? exit_done : draw(comparison, options.plot);
}

constexpr char const* footer =
    "Files are one sweep (sweep.h5 or its folder), or runs of which the first is the baseline.\n"
    "Partners are members of a sweep that differ in the axis alone: same replicate, same draws.\n"
    "examples:\n"
    "  gridrush compare out/a/run.h5 out/b/run.h5\n"
    "  gridrush compare out/rules --by curtailment --baseline pro_rata\n"
    "  gridrush compare out/rules --by curtailment --where growth=0.05 --metric '*curtailed*'\n"
    "  gridrush compare out/rules --by curtailment --plot rules.svg --csv rules.csv\n"
    "  gridrush compare --exact out/a/run.h5 out/b/run.h5      exit 0 equal, 1 different";

}  // namespace

void add_compare_verb(Verbs& verbs) {
    auto const options = std::make_shared<CompareOptions>();
    CLI::App& verb =
        verbs.add("compare", "What differs between runs, or between the levels of a sweep", footer);
    verb.add_option("files", options->files, "Sweep, or runs")
        ->required()
        ->type_name("FILE.h5|DIR");
    CompareSpec& spec = options->spec;
    verb.add_option("--by", spec.by, "Axis of the sweep to compare by (default: the only one)")
        ->type_name("AXIS");
    verb.add_option("--baseline", spec.baseline, "Level to compare with (default: the first)")
        ->type_name("LABEL");
    verb.add_option("--where", spec.where, "Only members of this level; replicate is an axis too")
        ->type_name("AXIS=LABEL");
    verb.add_option("--metric", spec.metrics, "Only quantities of these names; * and ? are wild")
        ->type_name("NAME");
    verb.add_option("--confidence", spec.confidence, "Of the intervals (default 0.95)")
        ->check(CLI::Range(0.5, 0.9999))
        ->type_name("P");
    verb.add_flag_callback(
        "--all", [options] { options->rows = CompareRows::all; },
        "Also what does not differ at all");
    verb.add_flag_callback(
        "--exact", [options] { options->method = CompareMethod::exact; },
        "Compare two files bit by bit, all but /timing");
    verb.add_option("--csv", options->csv, "Write the numbers as a table too")->type_name("FILE");
    verb.add_option("--plot", options->plot, "Draw relative changes with their intervals")
        ->type_name("FILE.png|svg|pdf");
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options] { return compare(*options); });
}

}  // namespace gridrush
