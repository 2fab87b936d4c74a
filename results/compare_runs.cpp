#include "results/compare_runs.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "topology/issue.hpp"
#include "results/metric_columns.hpp"
#include "results/run_file.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

/// The last `parts` names of a path.
std::string end_of(fs::path const& path, std::size_t parts) {
    std::vector<fs::path> const names{path.begin(), path.end()};
    fs::path end;
    for (std::size_t i = names.size() - std::min(parts, names.size()); i < names.size(); ++i) {
        end /= names[i];
    }
    return end.string();
}

std::vector<std::string> short_names(std::vector<std::string> const& paths) {
    std::size_t longest = 1;
    for (std::string const& path : paths) {
        fs::path const parts{path};
        longest =
            std::max(longest, static_cast<std::size_t>(std::distance(parts.begin(), parts.end())));
    }
    for (std::size_t parts = 1; parts < longest; ++parts) {
        std::vector<std::string> names;
        for (std::string const& path : paths) {
            names.push_back(end_of(path, parts));
        }
        if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) {
            return names;
        }
    }
    return paths;
}

/// Adds the issues of opening and reading one run to `issues`.
void read_run(std::string const& path, std::size_t index, SweepTable& table, MetricColumns& metrics,
              Issues& issues) {
    try {
        RunFile const run{path};
        if (run.status() != "complete") {
            issues.push_back({Location{path, 0, 0}, "",
                              fmt::format("is not complete (status {})", run.status())});
        }
        table.id[index] = run.attribute("experiment_id");
        table.replicate[index] = 0;
        metrics.add(index, run);
    } catch (InputError const& error) {
        issues.insert(issues.end(), error.issues().begin(), error.issues().end());
    }
}

}  // namespace

SweepTable table_of_runs(std::vector<std::string> const& paths) {
    SweepTable table;
    std::size_t const n = paths.size();
    table.name = "runs";
    table.axes.push_back({"run", "", false, short_names(paths),
                          std::vector<double>(n, std::numeric_limits<double>::quiet_NaN())});
    table.replicate.resize(n);
    table.id.resize(n);
    table.status.assign(n, "complete");
    table.file = paths;
    Issues issues;
    MetricColumns metrics{n};
    for (std::size_t i = 0; i < n; ++i) {
        if (std::find(paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(i), paths[i]) !=
            paths.begin() + static_cast<std::ptrdiff_t>(i)) {
            issues.push_back({Location{paths[i], 0, 0}, "", "is named twice"});
            continue;
        }
        read_run(paths[i], i, table, metrics, issues);
    }
    throw_if_any(std::move(issues));
    table.metrics = metrics.take();
    return table;
}

}  // namespace gridrush
