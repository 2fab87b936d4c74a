#include "experiments/sweep_spec.hpp"

#include <array>
#include <filesystem>
#include <utility>

#include <fmt/core.h>

#include "topology/importers/text_file.hpp"
#include "experiments/file_source.hpp"

namespace gridrush {
namespace {

constexpr double most_samples = 100'000;
constexpr double most_replicates = 100'000;
constexpr double most_values = 100'000;

/// A key whose value is kept as it is written, to be handed on to experiments.
template <class Owner>
Field<Owner> kept(std::string name, KeyType type, DocNode Owner::* member) {
    Field<Owner> field;
    field.info.name = std::move(name);
    field.info.type = type;
    field.read = [member, type](Owner& owner, DocNode const& node, KeyInfo const&,
                                std::string const& path, Reading& reading) {
        bool const map = type == KeyType::any_map;
        if (node.kind != (map ? DocNode::Kind::map : DocNode::Kind::list)) {
            reading.report(
                node.at, path,
                fmt::format("must be a {} (found {})", map ? "map" : "list", describe(node)));
            return;
        }
        owner.*member = node;
    };
    field.write = [member](Owner const& owner) { return owner.*member; };
    return field;
}

std::string numbers_text(AxisSample::Kind kind) {
    return kind == AxisSample::Kind::normal ? "[mean, standard deviation]" : "[lowest, highest]";
}

void check_sample(AxisSample const& sample, DocNode const& node, std::string const& path,
                  Reading& reading) {
    if (sample.kind == AxisSample::Kind::normal) {
        if (sample.second <= 0.0) {
            reading.report(node.at, path, "must have a standard deviation above 0");
        }
    } else if (sample.first >= sample.second) {
        reading.report(node.at, path, "must be [lowest, highest] with lowest below highest");
    } else if (sample.kind == AxisSample::Kind::log_uniform && sample.first <= 0.0) {
        reading.report(node.at, path, "must have a lowest above 0 (a logarithm is taken)");
    }
}

/// The two numbers of a distribution.
Field<AxisSample> distribution(std::string name, AxisSample::Kind kind) {
    Field<AxisSample> field;
    field.info.name = std::move(name);
    field.info.type = KeyType::any_list;
    field.read = [kind](AxisSample& sample, DocNode const& node, KeyInfo const& info,
                        std::string const& path, Reading& reading) {
        if (node.kind != DocNode::Kind::list || node.items.size() != 2) {
            reading.report(
                node.at, path,
                fmt::format("must be {} (found {})", numbers_text(kind), describe(node)));
            return;
        }
        AxisSample read{kind, 0.0, 1.0, true};
        std::size_t const before = reading.issues.size();
        read_value(node.items[0], info, path, reading.issues, read.first);
        read_value(node.items[1], info, path, reading.issues, read.second);
        if (reading.issues.size() == before) {
            check_sample(read, node, path, reading);
        }
        sample = read;
    };
    field.write = [](AxisSample const&) { return DocNode{}; };
    return field;
}

Table<AxisSample> sample_table() {
    Table<AxisSample> table;
    table.add(distribution("uniform", AxisSample::Kind::uniform)).says("`[lowest, highest]`.");
    table.add(distribution("log_uniform", AxisSample::Kind::log_uniform))
        .says("`[lowest, highest]`, both above 0: the logarithm is uniform.");
    table.add(distribution("normal", AxisSample::Kind::normal))
        .says("`[mean, standard deviation]`.");
    table.check([](AxisSample&, DocNode const& map, std::string const& path, Reading& reading) {
        if (map.entries.size() != 1) {
            reading.report(map.at, path,
                           "must name one distribution: uniform, log_uniform, normal");
        }
    });
    return table;
}

void check_range(AxisRange& range, DocNode const& map, std::string const& path, Reading& reading) {
    if (range.count.has_value() == range.step.has_value()) {
        reading.report(map.at, path, "must have either 'count' or 'step'");
    }
    if (range.to <= range.from) {
        reading.report(
            map.at, path,
            fmt::format("must have 'from' below 'to' (found {} and {})", range.from, range.to));
    } else if (range.step && (range.to - range.from) / *range.step > most_values) {
        reading.report(map.at, path, fmt::format("has more than {} values", most_values));
    }
    if (range.scale == RangeScale::logarithmic && range.from <= 0.0) {
        reading.report(map.at, path, "must have 'from' above 0 (scale log)");
    }
    if (range.scale == RangeScale::logarithmic && range.step) {
        reading.report(map.at, path, "must have 'count', not 'step' (scale log)");
    }
}

Table<AxisRange> range_table() {
    Table<AxisRange> table;
    table.key("from", &AxisRange::from).required().says("The first value.");
    table.key("to", &AxisRange::to).required().says("The last value; with `step`, none is above.");
    table.key("count", &AxisRange::count).between(2, most_values).says("How many values.");
    table.key("step", &AxisRange::step).above(0).says("Distance of two values.");
    table
        .choice<RangeScale AxisRange::*, RangeScale>(
            "scale", &AxisRange::scale,
            {{"linear", RangeScale::linear}, {"log", RangeScale::logarithmic}})
        .says("Equal distances, or equal ratios.");
    table.check(check_range);
    return table;
}

void check_axis(AxisSpec& axis, DocNode const& map, std::string const& path, Reading& reading) {
    constexpr std::array kinds{"values", "range", "files", "sample"};
    Location second;
    for (char const* kind : kinds) {
        if (Entry const* entry = map.find(kind); entry != nullptr) {
            second = axis.given.empty() ? Location{} : entry->at;
            axis.given = axis.given.empty() ? kind : axis.given;
            if (second.line != 0) {
                reading.report(second, join_path(path, kind),
                               fmt::format("must be left out beside '{}'", axis.given));
            }
        }
    }
    if (axis.given.empty()) {
        reading.report(map.at, path, "needs one of values, range, files, sample");
    }
    if ((map.find("key") == nullptr) == (map.find("keys") == nullptr)) {
        reading.report(map.at, path, "needs either 'key' or 'keys' (of the experiment)");
    } else if (Entry const* keys = map.find("keys"); keys == nullptr) {
        axis.keys.push_back(axis.key);
    } else if (axis.keys.empty() && keys->value.kind == DocNode::Kind::scalar) {
        reading.report(keys->value.at, join_path(path, "keys"), "must be a list of keys");
    }
    if (axis.keys.size() > 1 && !axis.given.empty() && axis.given != "values") {
        reading.report(map.at, path,
                       fmt::format("needs 'values', not '{}', with several keys", axis.given));
    }
}

Table<AxisSpec> axis_table() {
    Table<AxisSpec> table;
    table.key("key", &AxisSpec::key)
        .says("The experiment's key that varies, such as `policies.curtailment` or `sites[2].mw`.");
    table.key("keys", &AxisSpec::keys)
        .says("Several keys that vary together; each of `values` is a list with a value for each.")
        .info.type = KeyType::any_list;
    table.add(kept("values", KeyType::any_list, &AxisSpec::values))
        .says(
            "The values, each as an experiment file has it: a number, a word, a policy with its "
            "parameters.");
    table.section("range", &AxisSpec::range, range_table()).says("Numbers in place of `values`.");
    table.key("files", &AxisSpec::files)
        .says(
            "Files in place of `values`: a pattern such as `grids/*.yaml`, relative to the sweep "
            "file; sorted by name.");
    table.section("sample", &AxisSpec::sample, sample_table())
        .says(
            "Sampled designs: the distribution that is drawn from. Axes with `values`, `range` "
            "or `files` are drawn in equal shares.");
    table.add(kept("labels", KeyType::any_list, &AxisSpec::labels))
        .says(
            "What tables call the values; by default the value, the name of a policy with its "
            "parameters, the stem of a file.");
    table.check(check_axis);
    return table;
}

void check_design(SweepSpec& sweep, DocNode const& map, std::string const& path, Reading& reading) {
    Entry const* const samples = map.find("samples");
    if (is_sampled(sweep.design) && samples == nullptr) {
        reading.report(map.at, join_path(path, "samples"), "is missing (the design draws samples)");
    } else if (!is_sampled(sweep.design) && samples != nullptr) {
        reading.report(samples->at, join_path(path, "samples"),
                       "must be left out (only latin_hypercube and sobol draw samples)");
    }
    for (AxisSpec const& axis : sweep.axes) {
        if (axis.given == "sample" && !is_sampled(sweep.design)) {
            reading.report(axis.at, join_path(join_path(path, "axes"), axis.id),
                           "needs a design that draws samples (latin_hypercube or sobol)");
        }
    }
}

Table<SweepSpec> make_sweep_table() {
    Table<SweepSpec> table;
    table.key("name", &SweepSpec::name)
        .says("Name of the sweep; its folder is named after it. By default that of the file.");
    table.key("description", &SweepSpec::description).says("What is asked, in free text.");
    table.key("experiment", &SweepSpec::experiment)
        .says("The experiment that is varied: a file, relative to the sweep file.");
    table.add(kept("set", KeyType::any_map, &SweepSpec::set))
        .says("Keys of the experiment that every run has, dotted or nested.");
    table
        .choice<SweepDesign SweepSpec::*, SweepDesign>(
            "design", &SweepSpec::design,
            {{"cartesian", SweepDesign::cartesian},
             {"zip", SweepDesign::zip},
             {"latin_hypercube", SweepDesign::latin_hypercube},
             {"sobol", SweepDesign::sobol}})
        .says(
            "How the axes are combined: every value with every value; first with first, second "
            "with second; or samples (McKay, Beckman and Conover 1979; Joe and Kuo 2008).");
    table.key("samples", &SweepSpec::samples)
        .between(1, most_samples)
        .says("How many points a sampled design has; for sobol best a power of two.")
        .info.default_text.clear();
    table.key("seed", &SweepSpec::seed)
        .at_least(0)
        .says("Seed of the sampling. The runs' own seed is the experiment's key `seed`.");
    table.key("replicates", &SweepSpec::replicates)
        .between(1, most_replicates)
        .says(
            "Runs of every point, with `replicate` 0, 1, ...: the same chance at every point. "
            "Left out: one run with the experiment's own `replicate`.")
        .info.default_text.clear();
    table.keyed("axes", &SweepSpec::axes, axis_table())
        .says("What varies, by a name of your own. The last axis varies fastest.");
    table.check(check_design);
    return table;
}

}  // namespace

Table<SweepSpec> const& sweep_table() {
    static Table<SweepSpec> const table = make_sweep_table();
    return table;
}

SweepFile read_sweep_file(std::string const& path) {
    namespace fs = std::filesystem;
    SweepFile sweep;
    sweep.file = path;
    auto text = read_text_file(path);
    if (!text) {
        throw InputError{{{{path, 0, 0}, "", "no sweep file that can be read"}}};
    }
    sweep.text = std::move(*text);
    sweep.folder = fs::absolute(path).lexically_normal().parent_path().string();
    Issues issues;
    FileSource const files = FileSource::folder(sweep.folder);
    Reading reading{issues, files};
    auto root = parse_yaml(sweep.text, path, issues);
    if (root) {
        if (root->kind == DocNode::Kind::null) {
            root->at = {path, 1, 1};
        }
        sweep_table().read(sweep.spec, *root, "", reading);
    }
    throw_if_any(sorted_by_place(std::move(issues)));
    if (sweep.spec.name.empty()) {
        sweep.spec.name = fs::path{path}.stem().string();
    }
    return sweep;
}

}  // namespace gridrush
