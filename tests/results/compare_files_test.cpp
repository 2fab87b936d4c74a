#include <bit>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "topology/issue.hpp"
#include "results/compare_exact.hpp"
#include "results/compare_runs.hpp"
#include "results/compare_sweep.hpp"
#include "results/h5.hpp"
#include "results/recorder.hpp"
#include "tests/results/made_up_run.hpp"

// Runs compared as files: their summaries, and every bit of them.

namespace gridrush {
namespace {

using testing::MadeUpRun;
using testing::TemporaryFile;

std::string make(TemporaryFile const& place, std::string const& name,
                 std::vector<Metric> summary = {{"served_mwh", "MWh", "Energy served", 8.0}},
                 RunStatus status = RunStatus::complete) {
    std::string const path = (place.folder() / name).string();
    std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
    Provenance provenance = provenance_of_build();
    provenance.command_line = "gridrush run -o " + name;
    MadeUpRun run;
    Recorder recorder{path, Existing::refuse, provenance};
    recorder.begin(run.info());
    run.tell_intervals(recorder, 0, 24);
    RunResult result = run.result(24, status);
    result.summary = std::move(summary);
    recorder.end(result);
    return path;
}

TEST(TableOfRuns, gives_the_differences_from_the_first) {
    TemporaryFile const place;
    std::vector<std::string> const paths{
        make(place, "a/run.h5"), make(place, "b/run.h5", {{"served_mwh", "MWh", "Served", 6.0}})};
    SweepTable const table = table_of_runs(paths);
    EXPECT_EQ(table.axes[0].labels, (std::vector<std::string>{"a/run.h5", "b/run.h5"}));
    Comparison const result = compare_sweep(table, {}, paths[0]);
    EXPECT_EQ(result.baseline, "a/run.h5");
    ASSERT_EQ(result.rows.size(), 1U);
    EXPECT_EQ(result.rows[0].statistics.difference, -2.0);
    EXPECT_EQ(result.rows[0].statistics.relative, -0.25);
}

TEST(TableOfRuns, names_everything_that_is_wrong) {
    TemporaryFile const place;
    std::string const good = make(place, "good.h5");
    std::string const failed = make(place, "failed.h5", {}, RunStatus::failed);
    try {
        (void)table_of_runs({good, failed, place.path(), good});
        FAIL() << "accepted";
    } catch (InputError const& error) {
        ASSERT_EQ(error.issues().size(), 3U);
        EXPECT_EQ(error.issues()[0].text(), failed + ": is not complete (status failed)");
        EXPECT_EQ(error.issues()[1].text(), place.path() + ": no such file");
        EXPECT_EQ(error.issues()[2].text(), good + ": is named twice");
    }
    std::string const other = make(place, "other.h5", {{"served_mwh", "GWh", "Served", 6.0}});
    EXPECT_THROW((void)table_of_runs({good, other}), InputError);
}

TEST(CompareExact, finds_equal_runs_equal_whatever_their_timing) {
    TemporaryFile const place;
    ExactComparison const result = compare_exact(make(place, "a.h5"), make(place, "b.h5"));
    EXPECT_TRUE(result.equal()) << result.shown.front().place;
    EXPECT_GT(result.objects, 500U);
}

/// Sets one number of a dataset of numbers.
void change(std::string const& path, std::string const& group, std::string const& name,
            std::size_t row, float value) {
    h5::File file = h5::File::open(path, h5::Mode::write);
    h5::Dataset dataset = file.root().open_group(group).open(name);
    std::vector<double> const before = dataset.read_rows(row, 1);
    std::vector<float> values(before.begin(), before.end());
    values.back() = value;
    dataset.write_rows(row, 1, values.data());
    file.close();
}

TEST(CompareExact, tells_where_the_first_bit_differs) {
    TemporaryFile const place;
    std::string const a = make(place, "a.h5");
    std::string const b = make(place, "b.h5", {{"served_mwh", "MWh", "Energy served", 8.5}});
    change(b, "site", "consumed_mw", 8, 0.5F);
    {
        h5::File file = h5::File::open(b, h5::Mode::write);
        file.root().set_attribute("title", "another");
        file.root().open_group("site").set_attribute("new", "one");
        file.close();
    }
    ExactComparison const result = compare_exact(a, b);
    std::vector<std::string> told;
    for (ExactDifference const& difference : result.shown) {
        told.push_back(difference.place + ": " + difference.first + " | " + difference.second);
    }
    EXPECT_EQ(told, (std::vector<std::string>{
                        "/@title: 'made up' | 'another'", "/site@new: not there | there",
                        "/site/consumed_mw[8, 2]: 12021 | 0.5", "/summary/served_mwh: 8 | 8.5"}));
    EXPECT_EQ(result.differing, 4U);
    EXPECT_EQ(compare_exact(a, b, 2).shown.size(), 2U);
    EXPECT_EQ(compare_exact(a, b, 2).differing, 4U);
}

TEST(CompareExact, compares_bits_not_numbers) {
    TemporaryFile const place;
    std::string const a = make(place, "a.h5");
    std::string const b = make(place, "b.h5");
    std::string const c = make(place, "c.h5");
    change(a, "site", "consumed_mw", 3, 0.0F);
    change(b, "site", "consumed_mw", 3, -0.0F);
    change(c, "site", "consumed_mw", 3, 0.0F);
    EXPECT_FALSE(compare_exact(a, b).equal());
    EXPECT_TRUE(compare_exact(a, c).equal());
    for (std::string const& path : {a, c}) {
        change(path, "site", "consumed_mw", 4, std::bit_cast<float>(0x7fc00001U));
    }
    EXPECT_TRUE(compare_exact(a, c).equal()) << "the same NaN";
}

TEST(CompareExact, finds_what_only_one_file_has_and_other_shapes) {
    TemporaryFile const place;
    std::string const a = make(place, "a.h5");
    std::string const b = make(place, "b.h5", {{"other", "MWh", "Other", 8.0}});
    {
        h5::File file = h5::File::open(b, h5::Mode::write);
        file.root().open_group("site").open("consumed_mw").resize(20);
        file.close();
    }
    ExactComparison const result = compare_exact(a, b);
    ASSERT_EQ(result.differing, 3U);
    EXPECT_EQ(result.shown[0].first, "shape [24, 3]");
    EXPECT_EQ(result.shown[1].place, "/summary/served_mwh");
    EXPECT_EQ(result.shown[2].first, "not there");
}

TEST(CompareExact, refuses_what_is_no_hdf5_file) {
    TemporaryFile const place;
    std::string const a = make(place, "a.h5");
    std::ofstream{place.path()} << "text";
    EXPECT_THROW((void)compare_exact(a, place.path()), InputError);
}

}  // namespace
}  // namespace gridrush
