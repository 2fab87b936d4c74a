#include "experiments/experiment_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "experiments/experiment_keys.hpp"
#include "tests/temporary_folder.hpp"
#include "source_folder.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

fs::path const files = fs::path{GRIDRUSH_SOURCE_DIR} / "tests" / "experiments" / "files";

/// An experiment file in a folder of its own.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string const& text)
        : path_{folder_.write("experiment.yaml", text)} {}

    [[nodiscard]] std::string const& path() const { return path_; }
    [[nodiscard]] fs::path const& folder() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
    std::string path_;
};

std::string grid_line() {
    return "grid: " + (files / "grid" / "grid.yaml").string() + "\n";
}

TEST(ExperimentFile, every_key_arrives) {
    auto const loaded = read_experiment((files / "full.yaml").string());
    Experiment const& e = loaded.experiment;
    EXPECT_EQ(e.name, "Every key");
    EXPECT_EQ(e.description, "Said twice: once here, once in the test");
    EXPECT_EQ(e.seed, 7U);
    EXPECT_EQ(e.replicate, 3U);
    EXPECT_EQ(e.start, make_time(2026, 3, 1));
    EXPECT_EQ(e.end, make_time(2026, 3, 8, 12));
    EXPECT_EQ(e.interval, Seconds{1800});
    EXPECT_EQ(e.convention, Convention::powermodels);
    EXPECT_TRUE(e.override_load_growth);
    EXPECT_EQ(e.load_growth_override_per_year, 0.015);
    EXPECT_EQ(e.dispatch.shed_usd_per_mwh, 5000.0);
    EXPECT_EQ(e.dispatch.flow_tolerance_mw, 1e-5);
    EXPECT_EQ(e.dispatch.security, Security::n_1);
    EXPECT_EQ(e.dispatch.security_rating, RatingKind::short_term);
    EXPECT_EQ(e.spare_banks, 0);
    EXPECT_EQ(e.power_factor, 0.95);
    EXPECT_EQ(e.large_load_shed_usd_per_mwh, 4000.0);
    EXPECT_EQ(e.hashprice.usd_per_ph_day, 50.0);
    ASSERT_EQ(e.hashprice.steps.size(), 2U);
    EXPECT_EQ(e.hashprice.steps[1].from, make_time(2026, 3, 5));
    EXPECT_EQ(e.hashprice.steps[1].usd_per_ph_day, 60.5);
    EXPECT_EQ(e.study.forecast_years, 2);
    EXPECT_EQ(e.study.peak_hours, 10);
    EXPECT_EQ(e.study.security, Security::none);
    std::vector const snapshots{SnapshotKind::light_load, SnapshotKind::winter_peak};
    EXPECT_EQ(e.study.snapshots, snapshots);
    EXPECT_EQ(e.study.horizon_years, 4);
    EXPECT_EQ(e.study.engineers, 2);
    EXPECT_EQ(e.study.bank_positions, 1);
    EXPECT_EQ(loaded.grid->substations().size(), 2U);
}

TEST(ExperimentFile, transformers_arrive) {
    auto const loaded = read_experiment((files / "full.yaml").string());
    TransformerSpec const& t = loaded.experiment.transformers;
    EXPECT_EQ(t.standard, ThermalStandard::iec);
    EXPECT_EQ(t.paper, Paper::normal);
    EXPECT_EQ(t.ambient_c, 12.0);
    EXPECT_EQ(t.normal_life_years, 30.0);
    EXPECT_TRUE(t.failures);
    EXPECT_EQ(t.new_failures_per_year, 0.002);
    EXPECT_EQ(t.old_failures_per_year, 0.05);
    EXPECT_EQ(t.lead_time_weeks, 100.0);
    EXPECT_EQ(t.spare_weeks, 3.0);
    EXPECT_EQ(t.spares, 2);
}

TEST(ExperimentFile, loads_arrive) {
    auto const loaded = read_experiment((files / "full.yaml").string());
    Experiment const& e = loaded.experiment;
    ASSERT_EQ(e.fleets.size(), 1U);
    EXPECT_EQ(e.fleets[0].id, "new");
    EXPECT_EQ(e.fleets[0].overhead, 1.1);
    EXPECT_EQ(e.fleets[0].pool_fee, 0.02);
    EXPECT_EQ(e.fleets[0].variable_om_usd_per_mwh, 3.0);
    EXPECT_EQ(e.fleets[0].response, MineResponse::last_price);
    ASSERT_EQ(e.fleets[0].tranches.size(), 2U);
    EXPECT_EQ(e.fleets[0].tranches[1].model, "S19 XP");
    EXPECT_EQ(e.fleets[0].tranches[1].share, 0.25);
    EXPECT_EQ(e.fleets[0].tranches[1].j_per_th, 21.5);
    ASSERT_EQ(e.profiles.size(), 1U);
    EXPECT_EQ(e.profiles[0].id, "office");
    EXPECT_EQ(e.profiles[0].shape, ProfileShape::diurnal);
    EXPECT_EQ(e.profiles[0].peak_utilisation, 0.8);
    EXPECT_EQ(e.profiles[0].trough_to_peak, 0.4);
    EXPECT_EQ(e.profiles[0].peak_hour, 20.0);
    ASSERT_EQ(e.sites.size(), 1U);
    EXPECT_EQ(e.sites[0].id, "mine_1");
    EXPECT_EQ(e.sites[0].load_class, LoadClass::mine);
    EXPECT_EQ(e.sites[0].substation, "alpha");
    EXPECT_EQ(e.sites[0].mw, 40.0);
    EXPECT_EQ(e.sites[0].behaviour, "new");
    EXPECT_EQ(e.sites[0].interruptible_share, 0.9);
    EXPECT_EQ(e.sites[0].interruption_usd_per_mwh, 120.0);
    ASSERT_EQ(e.requests.size(), 2U);
    EXPECT_EQ(e.requests[0].load_class, LoadClass::ai_campus);
    EXPECT_EQ(e.requests[0].applied_on, make_time(2026, 3, 3));
    EXPECT_EQ(e.requests[0].patience_months, 24.0);
    EXPECT_EQ(e.requests[0].build_months, 6.0);
    EXPECT_EQ(e.requests[0].build_sigma, 0.3);
    EXPECT_EQ(e.requests[0].ramp_months, 12.0);
    EXPECT_EQ(e.requests[0].first_fraction, 0.5);
    EXPECT_EQ(e.requests[1].applied_on, make_time(2026, 3, 4, 6));
    EXPECT_EQ(e.requests[1].patience_months, RequestSpec{}.patience_months);
    EXPECT_EQ(e.requests[1].at.line, 3);
}

TEST(ExperimentFile, rules_and_records_arrive) {
    auto const loaded = read_experiment((files / "full.yaml").string());
    ASSERT_TRUE(loaded.experiment.policies);
    PolicyChoices const& policies = *loaded.experiment.policies;
    EXPECT_EQ(policies.interconnection.name, "connect_and_manage");
    EXPECT_EQ(policies.interconnection.parameters.number("study_months"), 4.0);
    EXPECT_EQ(policies.curtailment.name, "lifo");
    EXPECT_EQ(policies.migration.name, "stay");
    EXPECT_EQ(policies.strategy.name, "keep_mining");
    EXPECT_EQ(policies.loading.name, "hot_spot");
    EXPECT_EQ(policies.loading.parameters.text("loading"), "long_term_emergency");
    EXPECT_EQ(policies.loading.parameters.number("look_ahead_h"), 4.0);
    auto const& record = loaded.experiment.record;
    ASSERT_EQ(record.size(), 10U);
    EXPECT_EQ(record[0].group, "system");
    EXPECT_EQ(record[0].interval, RecordInterval::day);
    EXPECT_EQ(record[0].aggregate, RecordAggregate::max);
    EXPECT_EQ(record[0].variables, (std::vector<std::string>{"native_load_mw", "mine_mw"}));
    EXPECT_EQ(record[1].group, "fuel");
    EXPECT_EQ(record[1].interval, RecordInterval::none);
    EXPECT_EQ(record[2].interval, RecordInterval::month);
    EXPECT_EQ(record[3].aggregate, RecordAggregate::min);
    EXPECT_EQ(record[6].group, "bank");
    EXPECT_EQ(record[6].aggregate, RecordAggregate::max);
    EXPECT_EQ(record[9].group, "tenant");
    EXPECT_EQ(record[7].interval, RecordInterval::day);
    EXPECT_EQ(record[8].group, "site");
    EXPECT_EQ(record[8].aggregate, RecordAggregate::sum);
    EXPECT_TRUE(record[8].variables.empty());
}

TEST(ExperimentFile, keys_left_out_have_the_defaults_of_the_structs) {
    TemporaryFile const file{grid_line()};
    auto const loaded = read_experiment(file.path());
    Experiment const& e = loaded.experiment;
    Experiment const defaults;
    EXPECT_EQ(e.name, defaults.name);
    EXPECT_EQ(e.seed, defaults.seed);
    EXPECT_EQ(e.replicate, defaults.replicate);
    EXPECT_EQ(e.start, defaults.start);
    EXPECT_EQ(e.end, defaults.end);
    EXPECT_EQ(e.interval, defaults.interval);
    EXPECT_EQ(e.convention, defaults.convention);
    EXPECT_EQ(e.override_load_growth, defaults.override_load_growth);
    EXPECT_EQ(e.dispatch.shed_usd_per_mwh, defaults.dispatch.shed_usd_per_mwh);
    EXPECT_EQ(e.dispatch.security, defaults.dispatch.security);
    EXPECT_EQ(e.dispatch.security_rating, defaults.dispatch.security_rating);
    EXPECT_EQ(e.dispatch.flow_tolerance_mw, defaults.dispatch.flow_tolerance_mw);
    EXPECT_EQ(e.spare_banks, defaults.spare_banks);
    EXPECT_EQ(e.power_factor, defaults.power_factor);
    EXPECT_EQ(e.large_load_shed_usd_per_mwh, defaults.large_load_shed_usd_per_mwh);
    EXPECT_EQ(e.hashprice.usd_per_ph_day, defaults.hashprice.usd_per_ph_day);
    EXPECT_TRUE(e.hashprice.steps.empty());
    EXPECT_EQ(e.study.forecast_years, defaults.study.forecast_years);
    EXPECT_EQ(e.study.peak_hours, defaults.study.peak_hours);
    EXPECT_TRUE(e.sites.empty() && e.requests.empty() && e.fleets.empty() && e.profiles.empty());
    EXPECT_EQ(e.policies->curtailment.name, policy_names(PolicyFamily::curtailment).front());
    for (RecordSpec const& record : e.record) {
        EXPECT_EQ(record.interval, RecordInterval::hour) << record.group;
        EXPECT_EQ(record.aggregate, RecordAggregate::mean) << record.group;
        EXPECT_TRUE(record.variables.empty()) << record.group;
    }
}

TEST(ExperimentFile, the_resolved_configuration_reads_back_as_itself) {
    for (std::string const& path :
         {(files / "full.yaml").string(), std::string{default_experiment}}) {
        auto const loaded = read_experiment(path, {}, PathStyle::absolute);
        TemporaryFile const again{loaded.resolved};
        auto const reloaded = read_experiment(again.path(), {}, PathStyle::absolute);
        EXPECT_EQ(reloaded.resolved, loaded.resolved) << path;
        EXPECT_EQ(reloaded.grid->buses().id, loaded.grid->buses().id);
        EXPECT_EQ(reloaded.experiment.requests.size(), loaded.experiment.requests.size());
        EXPECT_EQ(reloaded.experiment.end, loaded.experiment.end);
    }
}

TEST(ExperimentFile, the_text_is_kept_byte_by_byte) {
    std::string const text = grid_line() + "# a comment\r\nname: x   \n\n";
    TemporaryFile const file{text};
    EXPECT_EQ(read_experiment(file.path()).text, text);
}

TEST(ExperimentFile, a_folder_stands_for_its_experiment) {
    TemporaryFile const file{grid_line() + "name: in a folder\n"};
    EXPECT_EQ(read_experiment(file.folder().string()).experiment.name, "in a folder");
}

TEST(ExperimentFile, the_embedded_experiment_is_that_of_the_tree) {
    auto const embedded = read_experiment(std::string{default_experiment});
    fs::path const folder = fs::path{GRIDRUSH_SOURCE_DIR} / "experiments" / "default";
    auto const from_disk = read_experiment(folder.string());
    EXPECT_EQ(embedded.text, from_disk.text);
    EXPECT_EQ(embedded.resolved, from_disk.resolved);
    EXPECT_EQ(embedded.grid->branches().id, from_disk.grid->branches().id);
}

TEST(ExperimentFile, settings_win_over_the_file) {
    TemporaryFile const file{grid_line() + "horizon: {start: 2025-01-01, years: 10}\nseed: 4\n"};
    std::vector<std::string> const settings{"horizon.days=3", "seed=9", "record.bus=none"};
    auto const loaded = read_experiment(file.path(), settings);
    EXPECT_EQ(loaded.experiment.end, make_time(2025, 1, 4));
    EXPECT_EQ(loaded.experiment.seed, 9U);
    EXPECT_EQ(loaded.experiment.record[2].interval, RecordInterval::none);
}

TEST(ExperimentFile, the_id_is_that_of_the_content) {
    std::string const plain = "name: a\n" + grid_line();
    std::string const id = read_experiment(TemporaryFile{plain}.path()).id;
    EXPECT_EQ(id.size(), 16U);
    EXPECT_EQ(read_experiment(TemporaryFile{"# said\n" + plain + "seed: 1\n"}.path()).id, id);
    std::vector<std::string> const other_seed{"seed=2"};
    EXPECT_NE(read_experiment(TemporaryFile{plain}.path(), other_seed).id, id);

    std::string const moved = "name: a\ngrid: grid/grid.yaml\n";
    TemporaryFile const before{moved};
    fs::copy(files / "grid", before.folder() / "grid");
    std::string const id_before = read_experiment(before.path()).id;
    std::ofstream{before.folder() / "grid" / "notes.yaml"} << "a: 1\n";
    EXPECT_EQ(read_experiment(before.path()).id, id_before);
    std::ofstream{before.folder() / "grid" / "buses.csv", std::ios::app} << "\n";
    EXPECT_NE(read_experiment(before.path()).id, id_before) << "a table of the grid changed";
}

TEST(ExperimentFile, substations_are_added_where_there_are_none) {
    auto const plain = read_experiment(std::string{default_experiment});
    std::vector<std::string> const settings{"grid.new_substations.banks=2",
                                            "grid.new_substations.bank_mva=150",
                                            "grid.new_substations.least_kv=300"};
    auto const more = read_experiment(std::string{default_experiment}, settings);
    auto const& before = *plain.grid;
    auto const& after = *more.grid;
    std::size_t added = 0;
    for (std::size_t bus = 0; bus < after.buses().size(); ++bus) {
        auto const has_one = [&](Grid const& grid) {
            auto const& at = grid.substations().bus;
            return std::ranges::find(at, BusId{bus}) != at.end();
        };
        auto const expected = has_one(before) || after.buses().base_kv[bus] >= 300.0;
        EXPECT_EQ(has_one(after), expected) << after.buses().id[bus];
        added += static_cast<std::size_t>(has_one(after) && !has_one(before));
    }
    EXPECT_GT(added, 0U);
    EXPECT_EQ(after.substations().size(), before.substations().size() + added);
    EXPECT_EQ(after.banks().size(), before.banks().size() + 2 * added);
    EXPECT_EQ(after.banks().mva.back(), 150.0);
    EXPECT_NE(plain.id, more.id);
}

TEST(ExperimentFile, a_file_that_is_not_there_is_an_issue) {
    try {
        (void)read_experiment("/nowhere/experiment.yaml");
        FAIL();
    } catch (InputError const& error) {
        ASSERT_EQ(error.issues().size(), 1U);
        EXPECT_EQ(error.issues()[0].at.file, "/nowhere/experiment.yaml");
    }
}

/// Every key of the tree must say what it means, and defaults must be valid YAML.
void expect_documented(std::vector<KeyInfo> const& keys, std::string const& path) {
    for (KeyInfo const& key : keys) {
        std::string const own = join_path(path, key.name);
        EXPECT_FALSE(key.description.empty()) << own;
        Issues issues;
        (void)parse_yaml(key.default_text, "", issues);
        EXPECT_TRUE(issues.empty()) << own;
        expect_documented(key.children, own);
    }
}

TEST(ExperimentKeys, every_key_is_documented) {
    expect_documented(experiment_table().infos(), "");
}

}  // namespace
}  // namespace gridrush
