#include "experiments/sweep_expand.hpp"

#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "experiments/experiment_file.hpp"
#include "sweep_folders.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

class SweepExpansion : public SweepFolder {
protected:
    [[nodiscard]] SweepPlan plan(std::string const& lines) const {
        return plan_sweep(sweep(lines));
    }
    [[nodiscard]] std::string mistakes_of(std::string const& lines) const {
        return mistakes([&] { static_cast<void>(plan(lines)); });
    }
    [[nodiscard]] static std::vector<std::string> labels(SweepPlan const& plan) {
        std::vector<std::string> all;
        for (SweepMember const& member : plan.members) {
            all.push_back(labels_text(plan, member));
        }
        return all;
    }
};

using Labels = std::vector<std::string>;

TEST_F(SweepExpansion, cartesian_has_every_value_with_every_value_and_every_replicate) {
    SweepPlan const made = plan(
        "replicates: 2\naxes:\n  a: {key: policies.curtailment, values: [pro_rata, lifo]}\n"
        "  b: {key: grid.load_growth_per_year, range: {from: 0, to: 0.02, count: 2}}\n");
    EXPECT_EQ(labels(made),
              (Labels{"a=pro_rata b=0 replicate=0", "a=pro_rata b=0 replicate=1",
                      "a=pro_rata b=0.02 replicate=0", "a=pro_rata b=0.02 replicate=1",
                      "a=lifo b=0 replicate=0", "a=lifo b=0 replicate=1",
                      "a=lifo b=0.02 replicate=0", "a=lifo b=0.02 replicate=1"}));
    EXPECT_EQ(made.members[3].settings, (Labels{"policies.curtailment=pro_rata",
                                                "grid.load_growth_per_year=0.02", "replicate=1"}));
    EXPECT_EQ(made.members[3].replicate, 1U);
    EXPECT_EQ(made.members[3].values[1].number, 0.02);
    EXPECT_TRUE(std::isnan(made.members[3].values[0].number));
    EXPECT_FALSE(made.axes[0].numeric);
    EXPECT_TRUE(made.axes[1].numeric);
    EXPECT_EQ(made.name, "s");
}

TEST_F(SweepExpansion, ids_are_those_of_the_experiments_and_differ) {
    SweepPlan const made = plan("axes:\n  seed: {key: seed, values: [1, 2, 3]}\n");
    std::set<std::string> ids;
    for (SweepMember const& member : made.members) {
        EXPECT_EQ(read_experiment(made.experiment, member.settings).id, member.id);
        ids.insert(member.id);
    }
    EXPECT_EQ(ids.size(), 3U);
}

TEST_F(SweepExpansion, ids_are_the_same_wherever_the_files_lie) {
    std::string const lines =
        "set: {grid: three_buses/grid/grid.yaml}\naxes:\n  seed: {key: seed, values: [1, 2]}\n";
    SweepPlan const here = plan(lines);
    fs::rename(folder_, folder_.string() + "-moved");
    folder_ += "-moved";
    SweepPlan const there = plan(lines);
    EXPECT_NE(here.experiment, there.experiment);
    EXPECT_EQ(here.members[1].id, there.members[1].id);
}

TEST_F(SweepExpansion, without_axes_there_are_only_replicates) {
    EXPECT_EQ(plan("").members.size(), 1U);
    EXPECT_EQ(labels(plan("replicates: 3\n")),
              (Labels{"replicate=0", "replicate=1", "replicate=2"}));
    // The experiment's own replicate stays unless the sweep counts them.
    EXPECT_EQ(plan("set: {replicate: 7}\n").members[0].replicate, 7U);
}

TEST_F(SweepExpansion, zip_takes_values_side_by_side) {
    SweepPlan const made = plan(
        "design: zip\naxes:\n  a: {key: seed, values: [1, 2, 3]}\n"
        "  b: {keys: ['sites[0].mw', horizon.days], values: [[10, 5], [20, 6], [30, 7]]}\n");
    EXPECT_EQ(labels(made), (Labels{"a=1 b=10, 5", "a=2 b=20, 6", "a=3 b=30, 7"}));
    EXPECT_EQ(made.members[2].settings, (Labels{"seed=3", "sites[0].mw=30", "horizon.days=7"}));
    EXPECT_EQ(made.axes[1].key, "sites[0].mw, horizon.days");
}

TEST_F(SweepExpansion, ranges_have_clean_numbers) {
    auto const numbers = [&](std::string const& range) {
        std::vector<std::string> settings;
        for (auto const& member :
             plan("axes:\n  a: {key: hashprice, range: {" + range + "}}\n").members) {
            settings.push_back(member.settings.front());
        }
        return settings;
    };
    EXPECT_EQ(numbers("from: 0.1, to: 0.5, step: 0.1"),
              (Labels{"hashprice=0.1", "hashprice=0.2", "hashprice=0.3", "hashprice=0.4",
                      "hashprice=0.5"}));
    EXPECT_EQ(numbers("from: 0, to: 1, step: 0.4"),
              (Labels{"hashprice=0", "hashprice=0.4", "hashprice=0.8"}));
    EXPECT_EQ(numbers("from: 0.1, to: 0.7, count: 3"),
              (Labels{"hashprice=0.1", "hashprice=0.4", "hashprice=0.7"}));
    EXPECT_EQ(numbers("from: 1, to: 1000, count: 4, scale: log"),
              (Labels{"hashprice=1", "hashprice=10", "hashprice=100", "hashprice=1000"}));
}

TEST_F(SweepExpansion, samples_are_in_range_and_the_same_for_a_seed) {
    std::string const lines =
        "samples: 16\naxes:\n"
        "  price: {key: hashprice, sample: {uniform: [30, 60]}}\n"
        "  mw: {key: 'sites[0].mw', sample: {log_uniform: [1, 100]}}\n"
        "  rule: {key: policies.curtailment, values: [pro_rata, lifo]}\n";
    for (std::string const design : {"latin_hypercube", "sobol"}) {
        SweepPlan const made = plan("design: " + design + "\n" + lines);
        ASSERT_EQ(made.members.size(), 16U);
        int lifo = 0;
        for (SweepMember const& member : made.members) {
            EXPECT_GT(member.values[0].number, 30.0);
            EXPECT_LT(member.values[0].number, 60.0);
            EXPECT_GT(member.values[1].number, 1.0);
            EXPECT_LT(member.values[1].number, 100.0);
            lifo += member.values[2].label == "lifo" ? 1 : 0;
        }
        EXPECT_EQ(lifo, 8) << design;
        EXPECT_EQ(made.members[5].id, plan("design: " + design + "\n" + lines).members[5].id);
        EXPECT_NE(made.members[5].id,
                  plan("seed: 2\ndesign: " + design + "\n" + lines).members[5].id);
    }
}

TEST_F(SweepExpansion, files_of_a_pattern_are_sorted_and_relative_to_the_sweep_file) {
    fs::create_directories(folder_ / "grids");
    for (std::string const name : {"b", "a"}) {
        fs::copy(folder_ / "three_buses" / "grid", folder_ / "grids" / name);
    }
    SweepPlan const made = plan("axes:\n  grid: {key: grid.path, files: 'grids/*/grid.yaml'}\n");
    EXPECT_EQ(labels(made), (Labels{"grid=grids/a/grid.yaml", "grid=grids/b/grid.yaml"}));
    EXPECT_EQ(made.members[0].settings[0], "grid.path=\"../grids/a/grid.yaml\"");
    EXPECT_EQ(mistakes_of("axes:\n  grid: {key: grid.path, files: 'grid/*.yaml'}\n"),
              "s.yaml:3:3: axes.grid.files: has no values\n");
}

TEST_F(SweepExpansion, policies_are_set_whole_and_sections_key_by_key) {
    SweepPlan const made = plan(
        "set:\n  horizon: {days: 3}\n  policies: {strategy: {name: keep_mining}}\n"
        "axes:\n  x:\n    key: policies.curtailment\n    values:\n"
        "      - lifo\n      - {name: pro_rata}\n    labels: [last, share]\n");
    EXPECT_EQ(made.members[1].settings,
              (Labels{"horizon.days=3", "policies.strategy={name: keep_mining}",
                      "policies.curtailment={name: pro_rata}"}));
    EXPECT_EQ(labels(made), (Labels{"x=last", "x=share"}));
}

TEST_F(SweepExpansion, settings_of_the_command_line_win_over_the_file) {
    std::string const file =
        sweep("set: {horizon.days: 30}\naxes:\n  s: {key: seed, values: [1, 2]}\n");
    std::vector<std::string> const settings{"horizon.days=2"};
    SweepPlan const made = plan_sweep(file, settings);
    auto const loaded = read_experiment(made.experiment, made.members[0].settings);
    EXPECT_EQ(loaded.experiment.end - loaded.experiment.start, std::chrono::days{2});
    std::vector<std::string> const varied{"seed=3"};
    EXPECT_EQ(mistakes([&] { static_cast<void>(plan_sweep(file, varied)); }),
              "--set: seed: is varied by the axis 's'\n");
    std::vector<std::string> const one_replicate{"replicate=3"};
    EXPECT_EQ(plan_sweep(file, one_replicate).members[1].replicate, 3U);
    std::string const replicated =
        sweep("replicates: 2\naxes:\n  s: {key: seed, values: [1, 2]}\n");
    EXPECT_EQ(mistakes([&] { static_cast<void>(plan_sweep(replicated, one_replicate)); }),
              "--set: replicate: is set by 'replicates' already\n");
}

TEST_F(SweepExpansion, mistakes_of_the_sweep_file_come_at_once_with_their_places) {
    EXPECT_EQ(
        mistakes_of("desing: zip\nsamples: 3\naxes:\n  a: {values: [1]}\n"
                    "  b: {key: seed, values: [1], range: {from: 2, to: 1, count: 3}}\n"
                    "  c: {key: seed}\n  d: {key: seed, sample: {uniform: [2, 1]}}\n"),
        "s.yaml:2:1: desing: unknown key 'desing' (known: name, description, experiment, set, "
        "design, samples, seed, replicates, axes); did you mean 'design'?\n"
        "s.yaml:3:1: samples: must be left out (only latin_hypercube and sobol draw samples)\n"
        "s.yaml:5:6: axes.a: needs either 'key' or 'keys' (of the experiment)\n"
        "s.yaml:6:31: axes.b.range: must be left out beside 'values'\n"
        "s.yaml:6:38: axes.b.range: must have 'from' below 'to' (found 2 and 1)\n"
        "s.yaml:7:6: axes.c: needs one of values, range, files, sample\n"
        "s.yaml:8:3: axes.d: needs a design that draws samples (latin_hypercube or sobol)\n"
        "s.yaml:8:36: axes.d.sample.uniform: must be [lowest, highest] with lowest below "
        "highest\n");
}

TEST_F(SweepExpansion, axes_that_cannot_be_are_mistakes) {
    EXPECT_EQ(mistakes_of("axes:\n  a: {key: seed, values: []}\n"
                          "  b: {key: horizon.days, values: [1, 2, 1]}\n"
                          "  c: {key: hashprice, values: [1, 2], labels: [x]}\n"
                          "  d: {keys: [interval_minutes, name], values: [[5, x], [10]]}\n"),
              "s.yaml:3:3: axes.a.values: has no values\n"
              "s.yaml:4:41: axes.b.labels: values 0 and 2 are both called '1' (give 'labels')\n"
              "s.yaml:5:47: axes.c.labels: must be as many as the values (found 1 and 2)\n"
              "s.yaml:6:56: axes.d.values: must be a list of 2 values, one per key (found 1)\n");
    EXPECT_EQ(mistakes_of("design: zip\naxes:\n  a: {key: seed, values: [1, 2]}\n"
                          "  b: {key: horizon.days, values: [1, 2, 3]}\n"),
              "s.yaml:5:3: axes.b: has 3 values, 'a' has 2 (design zip)\n");
}

TEST_F(SweepExpansion, a_key_that_is_set_twice_is_a_mistake) {
    EXPECT_EQ(
        mistakes_of("replicates: 2\nset: {horizon: {days: 3}, replicate: 1}\naxes:\n"
                    "  a: {key: horizon.days, values: [1, 2]}\n"
                    "  b: {key: horizon, values: [{days: 4}, {days: 5}]}\n"),
        "s.yaml:3:27: set.replicate: is set by 'replicates' already\n"
        "s.yaml:5:3: axes.a: 'horizon.days' is set twice (first on line 3)\n"
        "s.yaml:6:3: axes.b: 'horizon' would replace 'horizon.days' of line 3 (put what is inside "
        "after what it is in)\n"
        "s.yaml:6:3: axes.b: 'horizon' would replace 'horizon.days' of line 5 (put what is inside "
        "after what it is in)\n");
}

TEST_F(SweepExpansion, mistakes_of_all_experiments_come_once_where_the_sweep_file_has_them) {
    EXPECT_EQ(
        mistakes_of("set: {horizon: {dais: 3}}\naxes:\n"
                    "  a: {key: policies.curtailment, values: [lifo, lifoo]}\n"
                    "  b: {key: 'sites[0]', values: [{id: m, class: mine, substation: north, mw: "
                    "-1, behaviour: old}]}\n"),
        "s.yaml:2:23: horizon.dais: unknown key 'dais' (known: start, years, days, end); did you "
        "mean 'days'? (in all 2 runs)\n"
        "s.yaml:4:49: policies.curtailment.name: unknown policy 'lifoo' (known: pro_rata, lifo, "
        "fifo, market_bid, equal_mw, max_min_fair, rota, technical_best, "
        "contract_class_then_pro_rata, hours_cap, rate_cap, price_responsive and 2 more); did you "
        "mean 'lifo'? (in 1 of 2 runs, first: run 1 a=lifoo b={id: m, class: mine, substation: "
        "north, mw: -1, behaviour: old})\n"
        "s.yaml:5:77: sites[0].mw: must be above 0 (found -1 MW) (in all 2 runs)\n");
    EXPECT_EQ(mistakes_of("axes:\n  a: {key: 'horizon..days', values: [1]}\n"),
              "s.yaml:3:38: horizon..days=1: must look like key=value (for instance "
              "horizon.years=10)\n");
}

TEST_F(SweepExpansion, runs_that_repeat_another_are_a_mistake) {
    EXPECT_EQ(
        mistakes_of("axes:\n  a: {key: horizon.days, values: [1, 1.0e0], labels: [x, y]}\n"),
        "s.yaml:3:38: horizon.days: must be a whole number in days (found '1.0e0') (in 1 of 2 "
        "runs, first: run 1 a=y)\n");
    EXPECT_EQ(mistakes_of("axes:\n  a: {key: hashprice, values: [1, 1.0], labels: [x, y]}\n"),
              "s.yaml: axes: 1 of 2 runs repeat another (run 1 a=y is the same as run 0 a=x)\n");
}

TEST_F(SweepExpansion, a_sweep_file_that_is_not_there_is_a_mistake) {
    EXPECT_EQ(mistakes([&] { static_cast<void>(plan_sweep((folder_ / "no.yaml").string())); }),
              "no.yaml: no sweep file that can be read\n");
    EXPECT_EQ(
        mistakes([&] { static_cast<void>(plan_sweep(write("x.yaml", "experiment: no.yaml\n"))); }),
        "no.yaml: no experiment file that can be read\n");
    EXPECT_EQ(mistakes_of("replicates: 100000\naxes:\n  a: {key: seed, values: [1, 2]}\n"),
              "s.yaml: axes: make 200000 runs (at most 100000)\n");
}

}  // namespace
}  // namespace gridrush
