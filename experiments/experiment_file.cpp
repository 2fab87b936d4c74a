#include "experiments/experiment_file.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "sim/interconnection/population.hpp"
#include "results/fingerprint.hpp"
#include "experiments/document.hpp"
#include "experiments/experiment_keys.hpp"
#include "experiments/file_source.hpp"
#include "experiments/grid_file.hpp"

namespace gridrush {
namespace {

/// The file that holds the experiment, and the files around it.
struct Opened {
    FileSource files;
    std::string name;  ///< within `files`
};

Opened open_experiment(std::string const& path) {
    constexpr std::string_view scheme = "default:";
    if (path.starts_with(scheme)) {
        return {FileSource::embedded(), path.substr(scheme.size())};
    }
    std::filesystem::path file{path};
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        file /= "experiment.yaml";
    }
    return {FileSource::folder(file.parent_path()), file.filename().string()};
}

bool same_place(Location const& a, Location const& b) {
    return a.file == b.file && a.line == b.line && a.column == b.column;
}

/// The value of `key` in the row that starts at `row`; nullptr when the document has none.
DocNode const* find_value(DocNode const& node, Location const& row, std::string const& key) {
    if (same_place(node.at, row)) {
        if (Entry const* entry = node.find(key); entry != nullptr) {
            return &entry->value;
        }
    }
    for (DocNode const& item : node.items) {
        if (DocNode const* found = find_value(item, row, key); found != nullptr) {
            return found;
        }
    }
    for (Entry const& entry : node.entries) {
        Entry const* const below = same_place(entry.at, row) ? entry.value.find(key) : nullptr;
        if (below != nullptr) {
            return &below->value;
        }
        if (DocNode const* found = find_value(entry.value, row, key); found != nullptr) {
            return found;
        }
    }
    return nullptr;
}

/// The value that a dotted path such as `curtailment.backup_usd_per_mwh` leads to; nullptr where
/// the document has none.
DocNode const* find_path(DocNode const& root, std::string const& path) {
    DocNode const* node = &root;
    for (std::size_t from = 0; from < path.size() && node != nullptr;) {
        auto const dot = std::min(path.find('.', from), path.size());
        Entry const* const entry = node->find(path.substr(from, dot - from));
        node = entry == nullptr ? nullptr : &entry->value;
        from = dot + 1;
    }
    return node;
}

/// Appends what does not fit the grid, each at the value that it is about, unless the row it
/// stands in was not understood in the first place.
void check_against_grid(Experiment const& experiment, Grid const& grid, DocNode const& root,
                        Reading& reading) {
    for (Issue& issue : validate(experiment, grid)) {
        bool const known =
            std::any_of(reading.broken.begin(), reading.broken.end(),
                        [&](Location const& at) { return same_place(at, issue.at); });
        if (known) {
            continue;
        }
        std::string const key = issue.path.substr(issue.path.rfind('.') + 1);
        if (issue.at.file.empty()) {
            DocNode const* const value = find_path(root, issue.path);
            issue.at = value == nullptr ? root.at : value->at;
        } else if (DocNode const* value = find_value(root, issue.at, key); value != nullptr) {
            issue.at = value->at;
        }
        reading.issues.push_back(std::move(issue));
    }
}

/// A grid on which every substation that the experiment names exists: for the other checks when
/// the real one could not be read.
Grid stand_in_grid(Experiment const& experiment) {
    std::set<std::string> names;
    for (SiteSpec const& site : experiment.sites) {
        names.insert(site.substation);
    }
    for (RequestSpec const& request : experiment.requests) {
        names.insert(request.substation);
    }
    for (ApplicantSpec const& applicant : experiment.population) {
        names.insert(applicant.substations.begin(), applicant.substations.end());
    }
    if (!experiment.population.empty()) {
        names.insert("anywhere");
    }
    names.erase("");  // of rows that name none, which is said already
    GridSpec spec;
    spec.areas.emplace_back().id = "1";
    BusSpec& bus = spec.buses.emplace_back();
    bus.id = "1";
    bus.area = "1";
    bus.base_kv = 1.0;
    bus.reference = true;
    for (std::string const& name : names) {
        SubstationSpec& substation = spec.substations.emplace_back();
        substation.id = name;
        substation.bus = bus.id;
    }
    return Grid{std::move(spec)};
}

std::shared_ptr<Grid const> read_new_grid(GridKeys const& keys, DocNode const& root,
                                          Reading& reading) {
    Entry const* const section = root.find("grid");
    Entry const* const path = section->value.find("path");
    Location const at = path == nullptr ? section->value.at : path->value.at;
    auto spec = read_grid_file(keys.path, at, reading);
    if (!spec) {
        return nullptr;
    }
    add_substations(*spec, keys.new_substations);
    try {
        auto grid = std::make_shared<Grid const>(std::move(*spec));
        reading.files.count_grid(keys.path);
        return grid;
    } catch (InputError const& error) {
        reading.issues.insert(reading.issues.end(), error.issues().begin(), error.issues().end());
        return nullptr;
    }
}

/// The grid of an experiment, from `grids` where it is there.
std::shared_ptr<Grid const> load_grid(GridKeys const& keys, DocNode const& root, Reading& reading,
                                      GridCache& grids) {
    if (keys.path.empty()) {
        return nullptr;  // said already
    }
    FileSource const& files = reading.files;
    auto const& added = keys.new_substations;
    std::string const path =
        fmt::format("{} + {} x {} MVA {} from {} kV", files.absolute(keys.path), added.banks,
                    added.bank_mva, static_cast<int>(added.cooling), added.least_kv);
    if (GridCache::Cached const* cached = grids.find(path); cached != nullptr) {
        files.count(cached->prints);
        return cached->grid;
    }
    FileSource::Prints const before = files.prints();
    auto grid = read_new_grid(keys, root, reading);
    if (grid) {
        FileSource::Prints prints = files.prints();
        std::erase_if(prints, [&](auto const& print) { return before.contains(print.first); });
        grids.add(path, {grid, std::move(prints)});
    }
    return grid;
}

/// Adds the requests of the population, none of which may have the id of another load.
void add_population(Experiment& experiment, Grid const& grid) {
    std::set<std::string> taken;
    for (SiteSpec const& site : experiment.sites) {
        taken.insert(site.id);
    }
    for (RequestSpec const& request : experiment.requests) {
        taken.insert(request.id);
    }
    Issues issues;
    for (RequestSpec& request : draw_requests(experiment, grid)) {
        if (!taken.insert(request.id).second) {
            issues.push_back({request.at, "population",
                              fmt::format("draws a request of the id '{}', which there is already",
                                          request.id)});
        }
        experiment.requests.push_back(std::move(request));
    }
    throw_if_any(std::move(issues));
}

void check_span(Experiment const& experiment, DocNode const& root, Reading& reading) {
    bool const whole = (experiment.end - experiment.start) % experiment.interval == Seconds{0} &&
                       experiment.start.time_since_epoch() % experiment.interval == Seconds{0};
    if (!whole) {
        Entry const* const horizon = root.find("horizon");
        reading.report(horizon == nullptr ? root.at : horizon->at, "horizon",
                       fmt::format("start and end must be whole intervals of {} minutes",
                                   experiment.interval / std::chrono::minutes{1}));
    }
}

std::string resolved_text(ExperimentFile file, FileSource const& files, PathStyle style) {
    if (style == PathStyle::absolute) {
        file.grid.path = files.absolute(file.grid.path);
        auto& policies = file.policies;
        for (auto* choice : {&policies.interconnection, &policies.curtailment, &policies.migration,
                             &policies.strategy, &policies.loading}) {
            choice->path = choice->file ? files.absolute(choice->path) : std::string{};
        }
    }
    return to_yaml(experiment_table().write(file));
}

std::string id_of(ExperimentFile const& file, FileSource const& files) {
    constexpr std::size_t digits = 16;
    return sha256(resolved_text(file, files, PathStyle::as_written) + files.fingerprint())
        .substr(0, digits);
}

}  // namespace

LoadedExperiment read_experiment(std::string const& path, std::span<std::string const> settings,
                                 PathStyle resolved_paths, GridCache* grids) {
    GridCache none;
    auto const [files, name] = open_experiment(path);
    LoadedExperiment loaded;
    loaded.file = files.shown(name);
    // By a source of its own: the id counts what the file means, not how it is written.
    auto text = open_experiment(path).files.read(name);
    if (!text) {
        throw InputError{{{{loaded.file, 0, 0}, "", "no experiment file that can be read"}}};
    }
    loaded.text = std::move(*text);

    Issues issues;
    Reading reading{issues, files};
    auto written = parse_yaml(loaded.text, loaded.file, issues);
    if (!written) {
        throw InputError{std::move(issues)};
    }
    if (written->kind == DocNode::Kind::null) {
        written->at = {loaded.file, 1, 1};
    }
    DocNode const root = with_settings(std::move(*written), settings, issues);
    ExperimentFile file;
    experiment_table().read(file, root, "", reading);
    loaded.experiment = make_experiment(file);
    check_span(loaded.experiment, root, reading);
    loaded.grid = load_grid(file.grid, root, reading, grids == nullptr ? none : *grids);
    if (loaded.grid) {
        check_against_grid(loaded.experiment, *loaded.grid, root, reading);
    } else {
        check_against_grid(loaded.experiment, stand_in_grid(loaded.experiment), root, reading);
    }
    throw_if_any(sorted_by_place(std::move(issues)));
    loaded.drawn_from = loaded.experiment.requests.size();
    add_population(loaded.experiment, *loaded.grid);
    loaded.id = id_of(file, files);
    loaded.resolved = resolved_text(std::move(file), files, resolved_paths);
    return loaded;
}

}  // namespace gridrush
