#include "results/recorder.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>
#include <sstream>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "results/inspect.hpp"
#include "results/run_file.hpp"
#include "results/schema.hpp"
#include "tests/results/made_up_run.hpp"

namespace gridrush {
namespace {

using testing::MadeUpRun;
using testing::TemporaryFile;

constexpr std::size_t consumed = 12;  ///< number of site/consumed_mw in MadeUpRun
constexpr std::size_t lmp = 2;        ///< of bus/lmp_usd_per_mwh

Provenance provenance() {
    Provenance of = provenance_of_build();
    of.experiment_text = "name: made up\n";
    of.experiment_file = "some/where/made_up.yaml";
    of.resolved_text = "name: made up\nseed: 1\n";
    of.command_line = "gridrush run made_up.yaml";
    return of;
}

RecordSpec record(std::string group, RecordInterval interval, RecordAggregate aggregate) {
    RecordSpec spec;
    spec.group = std::move(group);
    spec.interval = interval;
    spec.aggregate = aggregate;
    return spec;
}

void make(MadeUpRun& run, std::string const& path, std::size_t hours,
          RunStatus status = RunStatus::complete) {
    Recorder recorder{path, Existing::refuse, provenance()};
    run.tell(recorder, hours, status);
}

TEST(Recorder, keeps_every_value_of_every_interval) {
    TemporaryFile const file;
    MadeUpRun run{70};
    std::size_t const hours = 24 * 65 + 5;
    make(run, file.path(), hours);
    RunFile const read{file.path()};
    std::vector<double> const prices = read.values("bus", "lmp_usd_per_mwh");
    std::vector<double> const power = read.values("site", "consumed_mw");
    ASSERT_EQ(prices.size(), hours * 70);
    ASSERT_EQ(power.size(), hours * 3);
    for (std::size_t k = 0; k < hours; ++k) {
        for (std::size_t bus = 0; bus < 70; ++bus) {
            ASSERT_EQ(prices[k * 70 + bus], MadeUpRun::value(lmp, bus, k)) << k << " " << bus;
        }
        ASSERT_EQ(power[k * 3 + 2], MadeUpRun::value(consumed, 2, k)) << k;
    }
    EXPECT_EQ(read.values("system", "native_load_mw").back(), static_cast<double>(hours - 1));
    EXPECT_EQ(read.times("site").back(), run.experiment.start + std::chrono::hours{hours - 1});
    EXPECT_EQ(read.recorded_until(), run.experiment.start + std::chrono::hours{hours});
}

TEST(Recorder, keeps_tables_and_texts) {
    TemporaryFile const file;
    MadeUpRun run;
    make(run, file.path(), 24 * 40);
    RunFile const read{file.path()};
    EXPECT_EQ(read.status(), "complete");
    EXPECT_EQ(read.seed(), 18446744073709551615U);
    EXPECT_EQ(read.entities("site"), (std::vector<std::string>{"älteste mine", "campus", "works"}));
    EXPECT_EQ(read.texts("site", "class")[1], "ai_campus");
    EXPECT_EQ(read.numbers("site", "request"), (std::vector<double>{-1, -1, 0}));
    EXPECT_EQ(read.events(), 40U);
    EXPECT_EQ(read.numbers("events", "time")[1], 86400.0);
    EXPECT_EQ(read.numbers("events", "mw")[2], 48.0);
    EXPECT_EQ(read.decisions(), 40U);
    EXPECT_EQ(read.numbers("queue", "state").front(), static_cast<double>(RequestState::building));
    EXPECT_TRUE(std::isnan(read.numbers("queue", "energised_at").front()));
    EXPECT_EQ(read.numbers("queue", "ruled_at").front(), 0.0);
    EXPECT_EQ(read.experiment("text"), "name: made up\n");
    EXPECT_EQ(read.experiment("file"), "made_up.yaml");
    EXPECT_EQ(read.texts("grid/branch", "to").back(), "bus_0");
    EXPECT_TRUE(std::isinf(read.numbers("grid/branch", "rating_mw").front()));
    EXPECT_EQ(read.numbers("grid/cost_coefficient", "coefficient")[1], 20.0);
}

TEST(Recorder, keeps_the_queue_its_events_years_and_upgrades_and_ledgers_of_cuts) {
    TemporaryFile const file;
    MadeUpRun run;
    make(run, file.path(), 24 * 40);
    RunFile const read{file.path()};
    EXPECT_EQ(read.queue_events(), 40U);
    EXPECT_EQ(read.numbers("queue/events", "usd")[2], 4800.0);
    EXPECT_EQ(read.numbers("queue/events", "detail")[2], 48.0);
    EXPECT_EQ(read.texts("queue", "project").front(), "works of the valley");
    EXPECT_EQ(read.texts("queue", "applicant").front(), "generator_backed");
    EXPECT_EQ(read.numbers("queue", "willing_usd_per_mw").front(), 12.5);
    EXPECT_EQ(read.numbers("queue", "granted_mw"), (std::vector<double>{5, 10, 15, 20, 25, 30}));
    char const* const numbered[] = {"metered_mw",    "fees_usd",    "held_usd",     "returned_usd",
                                    "forfeited_usd", "upgrade_usd", "penalty_usd",  "studies",
                                    "upgrades",      "kept_mw",     "transfer_usd", "rest_mw"};
    for (std::size_t k = 0; k < std::size(numbered); ++k) {
        EXPECT_EQ(read.numbers("queue", numbered[k]).front(), 1.0 + static_cast<double>(k))
            << numbered[k];
    }
    EXPECT_EQ(read.numbers("queue", "exit_state").front(), -1.0);
    EXPECT_EQ(read.numbers("queue/years", "year"), (std::vector<double>{2025, 2026}));
    EXPECT_EQ(read.numbers("queue/years", "backlog"), (std::vector<double>{3, 4}));
    EXPECT_EQ(read.numbers("queue/years", "filed_mw")[7 + 6], 7.0);
    EXPECT_EQ(read.upgrades(), 2U);
    EXPECT_EQ(read.numbers("upgrades", "branch"), (std::vector<double>{1, -1}));
    EXPECT_EQ(read.numbers("upgrades", "substation"), (std::vector<double>{-1, 0}));
    EXPECT_EQ(read.numbers("upgrades", "ordered_at").front(), 0.0);
    EXPECT_TRUE(std::isnan(read.numbers("upgrades", "ended_at").front()));
    EXPECT_EQ(read.curtailment(), 1U);
    EXPECT_EQ(read.numbers("curtailment", "tier"),
              (std::vector<double>{static_cast<double>(CurtailmentTier::demand_response)}));
    EXPECT_EQ(read.numbers("curtailment", "cut_mwh"), (std::vector<double>{40.0}));
    EXPECT_EQ(read.numbers("curtailment", "capped_at"), (std::vector<double>{7200.0}));
}

TEST(Recorder, columns_that_a_simulation_left_empty_are_missing) {
    TemporaryFile const file;
    MadeUpRun run;
    Recorder recorder{file.path(), Existing::refuse, provenance()};
    recorder.begin(run.info());
    run.tell_intervals(recorder, 0, 24);
    RunResult result;
    result.queue.state = {RequestState::waiting};
    result.queue.granted_mw = {1.0, 2.0};  // of another horizon
    recorder.end(result);
    RunFile const read{file.path()};
    EXPECT_EQ(read.numbers("queue", "state").front(), 1.0);
    EXPECT_EQ(read.numbers("queue", "studies").front(), -1.0);
    EXPECT_TRUE(std::isnan(read.numbers("queue", "signed_at").front()));
    for (double const mw : read.numbers("queue", "granted_mw")) {
        EXPECT_TRUE(std::isnan(mw));
    }
    EXPECT_EQ(read.upgrades(), 0U);
}

TEST(Recorder, keeps_the_summary_in_full_precision) {
    TemporaryFile const file;
    MadeUpRun run;
    make(run, file.path(), 30);
    std::vector<Metric> const summary = RunFile{file.path()}.summary();
    ASSERT_EQ(summary.size(), 3U);
    EXPECT_EQ(summary[0].name, "simulated_until");
    EXPECT_EQ(summary[0].value, 30 * 3600.0);
    EXPECT_EQ(summary[1].name, "served_mwh");
    EXPECT_EQ(summary[1].unit, "MWh");
    EXPECT_EQ(summary[1].value, 1.0 / 3.0);
    EXPECT_EQ(RunFile{file.path()}.timing().front().value, 1.5);
}

TEST(Aggregation, of_days_and_months) {
    TemporaryFile const file;
    MadeUpRun run;
    run.experiment.record = {record("site", RecordInterval::day, RecordAggregate::mean),
                             record("bus", RecordInterval::month, RecordAggregate::max),
                             record("branch", RecordInterval::day, RecordAggregate::min),
                             record("generator", RecordInterval::month, RecordAggregate::sum),
                             record("system", RecordInterval::day, RecordAggregate::mean),
                             record("fuel", RecordInterval::none, RecordAggregate::mean)};
    std::size_t const hours = 24 * 33 + 2;  // January, two days, two hours
    make(run, file.path(), hours);
    RunFile const read{file.path()};

    std::vector<double> const mean = read.values("site", "consumed_mw");
    ASSERT_EQ(mean.size(), 34U * 3U);
    double sum = 0.0;
    for (std::size_t k = 24; k < 48; ++k) {
        sum += MadeUpRun::value(consumed, 1, k);
    }
    EXPECT_EQ(mean[3 + 1], static_cast<float>(sum / 24.0));
    EXPECT_EQ(mean[33 * 3],
              static_cast<float>(
                  (MadeUpRun::value(consumed, 0, 792) + MadeUpRun::value(consumed, 0, 793)) / 2.0));
    EXPECT_EQ(read.values("bus", "lmp_usd_per_mwh")[1], MadeUpRun::value(lmp, 1, 6));
    EXPECT_EQ(read.values("branch", "flow_mw")[0], MadeUpRun::value(4, 0, 0));
    double energy = 0.0;
    for (std::size_t k = 0; k < 744; ++k) {
        energy += MadeUpRun::value(6, 2, k);
    }
    EXPECT_EQ(read.values("generator", "generation_mw")[2], static_cast<float>(energy));
    EXPECT_EQ(read.times("bus")[1], make_time(2025, 2, 1));
    EXPECT_EQ(read.recorded_until(), run.experiment.start + std::chrono::hours{hours});
    EXPECT_EQ(read.values("system", "dispatch_status")[4], 1.0) << "codes keep the highest";
    EXPECT_THROW((void)read.values("fuel", "generation_mw"), InputError);
}

TEST(Aggregation, sums_change_the_unit) {
    TemporaryFile const file;
    MadeUpRun run;
    run.experiment.record = {record("bus", RecordInterval::month, RecordAggregate::sum),
                             record("system", RecordInterval::month, RecordAggregate::sum)};
    make(run, file.path(), 50);
    for (SeriesInfo const& group : RunFile{file.path()}.series()) {
        for (VariableInfo const& variable : group.variables) {
            if (group.name == "bus" && variable.name == "load_mw") {
                EXPECT_EQ(variable.unit, "MWh");
            }
            if (group.name == "system" && variable.name == "generation_usd_per_h") {
                EXPECT_EQ(variable.unit, "USD");
            }
        }
    }
}

TEST(Aggregation, starts_with_the_run_in_the_middle_of_a_month) {
    TemporaryFile const file;
    MadeUpRun run;
    run.experiment.start = make_time(2025, 1, 20, 12);
    run.experiment.record = {record("bus", RecordInterval::month, RecordAggregate::mean)};
    make(run, file.path(), 24 * 30);
    std::vector<TimePoint> const times = RunFile{file.path()}.times("bus");
    ASSERT_EQ(times.size(), 2U);
    EXPECT_EQ(times[0], run.experiment.start);
    EXPECT_EQ(times[1], make_time(2025, 2, 1));
}

TEST(Recorder, not_a_number_stays_one_in_every_aggregate) {
    for (RecordAggregate const aggregate : {RecordAggregate::mean, RecordAggregate::min,
                                            RecordAggregate::max, RecordAggregate::sum}) {
        TemporaryFile const file;
        MadeUpRun run;
        run.experiment.record = {record("system", RecordInterval::day, aggregate)};
        for (std::string const group :
             {"fuel", "bus", "branch", "generator", "bank", "substation", "site"}) {
            run.experiment.record.push_back(
                record(group, RecordInterval::none, RecordAggregate::mean));
        }
        Recorder recorder{file.path(), Existing::refuse, provenance()};
        recorder.begin(run.info());
        for (int hour = 0; hour < 24; ++hour) {
            IntervalRow row;
            row.start = run.experiment.start + std::chrono::hours{hour};
            row.system.mine_mw = hour == 7 ? std::numeric_limits<double>::quiet_NaN() : hour;
            recorder.interval(row);
        }
        recorder.end(run.result(24, RunStatus::complete));
        EXPECT_TRUE(std::isnan(RunFile{file.path()}.values("system", "mine_mw").front()))
            << to_string(aggregate);
    }
}

TEST(Recorder, keeps_stretches_of_zeros_in_their_place) {
    TemporaryFile const file;
    MadeUpRun run;
    for (std::string const group :
         {"fuel", "bus", "branch", "generator", "bank", "substation", "site"}) {
        run.experiment.record.push_back(record(group, RecordInterval::none, RecordAggregate::mean));
    }
    auto const value = [](std::size_t k) { return k / 500 % 2 == 1 ? 1.5 + double(k) : 0.0; };
    std::size_t const hours = 24 * 365;
    {
        Recorder recorder{file.path(), Existing::refuse, provenance()};
        recorder.begin(run.info());
        for (std::size_t k = 0; k < hours; ++k) {
            IntervalRow row;
            row.start = run.experiment.start + std::chrono::hours{k};
            row.system.mine_mw = value(k);
            row.system.ai_campus_mw = k == hours - 1 ? 1.0 : 0.0;
            recorder.interval(row);
            if (next_month(row.start) == row.start + std::chrono::hours{1}) {
                recorder.month_end(next_month(row.start));
            }
        }
        recorder.end(run.result(hours, RunStatus::complete));
    }
    std::vector<double> const mine = RunFile{file.path()}.values("system", "mine_mw");
    std::vector<double> const campus = RunFile{file.path()}.values("system", "ai_campus_mw");
    ASSERT_EQ(mine.size(), hours);
    for (std::size_t k = 0; k < hours; ++k) {
        ASSERT_EQ(mine[k], value(k)) << k;
        ASSERT_EQ(campus[k], k == hours - 1 ? 1.0 : 0.0) << k;
    }
}

TEST(Recorder, records_only_the_named_variables) {
    TemporaryFile const file;
    MadeUpRun run;
    run.experiment.record = {record("bus", RecordInterval::hour, RecordAggregate::mean)};
    run.experiment.record.front().variables = {"load_mw"};
    make(run, file.path(), 30);
    RunFile const read{file.path()};
    EXPECT_EQ(read.values("bus", "load_mw").size(), 90U);
    EXPECT_THROW((void)read.values("bus", "shed_mw"), InputError);
}

TEST(Recorder, a_run_that_is_not_ended_is_marked_as_failed) {
    TemporaryFile const file;
    MadeUpRun run;
    make(run, file.path(), 100, RunStatus::running);
    RunFile const read{file.path()};
    EXPECT_EQ(read.status(), "failed");
    EXPECT_EQ(read.condition(), FileCondition::closed);
    EXPECT_EQ(read.values("bus", "load_mw").size(), 300U);
}

TEST(Recorder, leaves_no_file_when_the_question_is_wrong) {
    TemporaryFile const file;
    MadeUpRun run;
    run.experiment.record = {record("buses", RecordInterval::hour, RecordAggregate::mean)};
    EXPECT_THROW(make(run, file.path(), 10), InputError);
    EXPECT_FALSE(std::filesystem::exists(file.path()));
}

TEST(Recorder, says_where_it_cannot_write) {
    MadeUpRun run;
    try {
        make(run, "/no/such/folder/run.h5", 10);
        FAIL();
    } catch (InputError const& error) {
        std::string const text = error.what();
        EXPECT_NE(text.find("/no/such/folder/run.h5: cannot create the file"), std::string::npos);
        EXPECT_NE(text.find("No such file or directory"), std::string::npos) << text;
    }
    TemporaryFile const file;
    EXPECT_THROW(make(run, file.folder().string(), 10), InputError);
    EXPECT_THROW(make(run, "/dev/null", 10), InputError);
}

TEST(Recorder, replaces_a_file_only_when_told) {
    TemporaryFile const file;
    std::ofstream{file.path()} << "mine";
    MadeUpRun run;
    EXPECT_THROW(make(run, file.path(), 10), InputError);
    EXPECT_EQ(std::filesystem::file_size(file.path()), 4U);
    {
        Recorder recorder{file.path(), Existing::replace, provenance()};
        run.tell(recorder, 10);
    }
    EXPECT_EQ(RunFile{file.path()}.status(), "complete");
}

TEST(Recorder, never_replaces_a_file_that_a_run_is_writing) {
    TemporaryFile const file;
    MadeUpRun run;
    Recorder first{file.path(), Existing::refuse, provenance()};
    run.tell(first, 24 * 40, RunStatus::running);
    Recorder second{file.path(), Existing::replace, provenance()};
    EXPECT_THROW(second.begin(run.info()), InputError);
    first.end(run.result(24 * 40, RunStatus::complete));
    EXPECT_EQ(RunFile{file.path()}.status(), "complete");
}

TEST(Recorder, a_grid_without_substations_sites_and_requests_is_recorded) {
    TemporaryFile const file;
    MadeUpRun run;
    Grid const grid{[] {
        GridSpec spec;
        spec.areas.push_back({{}, "north", "", 0.0, std::nullopt});
        BusSpec bus;
        bus.id = "a";
        bus.base_kv = 100.0;
        bus.area = "north";
        bus.reference = true;
        spec.buses.push_back(bus);
        return spec;
    }()};
    Experiment const experiment;
    Recorder recorder{file.path(), Existing::refuse, provenance()};
    recorder.begin({grid, experiment, {}, {}});
    recorder.end({});
    EXPECT_EQ(RunFile{file.path()}.status(), "complete");
}

std::size_t resident_pages() {
    std::ifstream file{"/proc/self/statm"};
    std::size_t size = 0;
    std::size_t resident = 0;
    file >> size >> resident;
    return resident;
}

TEST(Recorder, memory_does_not_grow_with_the_run) {
    TemporaryFile const file;
    MadeUpRun run{40};
    Recorder recorder{file.path(), Existing::refuse, provenance()};
    recorder.begin(run.info());
    std::size_t const year = 8760;
    run.tell_intervals(recorder, 0, 2 * year);
    std::size_t const before = resident_pages();
    run.tell_intervals(recorder, 2 * year, 10 * year);
    std::size_t const grown = resident_pages() - std::min(before, resident_pages());
    recorder.end(run.result(10 * year, RunStatus::complete));
    EXPECT_LT(grown * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), std::size_t{4} << 20U);
}

TEST(Inspect, tells_what_is_in_the_file) {
    TemporaryFile const file;
    MadeUpRun run;
    make(run, file.path(), 24 * 40);
    InspectReport const report = inspect(file.path());
    EXPECT_EQ(report.series.size(), 8U);  // there are no stores
    EXPECT_EQ(report.series.back().rows, 960U);
    EXPECT_EQ(report.queue_events, 40U);
    EXPECT_EQ(report.upgrades, 2U);
    ASSERT_EQ(report.queue_years.front().name, "year");
    EXPECT_EQ(report.queue_years.front().values, (std::vector<double>{2025, 2026}));
    EXPECT_EQ(report.queue_years.back().name, "withdrawn_mw_agreement");
    std::string const text = inspect_text(report);
    for (char const* part : {"made up", "complete", "2025-02-10", "served_mwh", "/site", "seed",
                             "/queue/events", "/upgrades"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
    std::size_t const year = text.find("\n  2026 ");
    ASSERT_NE(year, std::string::npos) << text;
    std::istringstream row{text.substr(year)};
    double number = 0.0, filed_mw = 0.0, signed_mw = 0.0, energised_mw = 0.0, withdrawn_mw = 0.0;
    row >> number >> filed_mw >> signed_mw >> energised_mw >> withdrawn_mw;
    EXPECT_EQ(filed_mw, 28.0);
    EXPECT_EQ(withdrawn_mw, 0.5);
}

}  // namespace
}  // namespace gridrush
