#include <gtest/gtest.h>

#include "topology/importers/importers.hpp"
#include "tests/topology/importers/importing.hpp"

namespace gridrush {
namespace {

using importing::has_issue;
using importing::issues_of;
using importing::TestFolder;

TEST(ReadGrid, tells_the_formats_by_their_looks) {
    TestFolder const folder;
    folder.write("case9.m", "");
    folder.write("native/grid.yaml", "");
    folder.write("rts/SourceData/bus.csv", "");
    folder.write("upstream/RTS_Data/SourceData/bus.csv", "");
    folder.write("pypsa/buses.csv", "");
    folder.write("pypsa/snapshots.csv", "");
    folder.write("tables/buses.csv", "");
    folder.write("notes.txt", "");
    auto const guess = [&](char const* name) { return guess_format(folder.path() / name); };
    EXPECT_EQ(guess("case9.m"), GridFormat::matpower);
    EXPECT_EQ(guess("native"), GridFormat::native);
    EXPECT_EQ(guess("native/grid.yaml"), GridFormat::native);
    EXPECT_EQ(guess("rts"), GridFormat::rts_gmlc);
    EXPECT_EQ(guess("upstream"), GridFormat::rts_gmlc);
    EXPECT_EQ(guess("pypsa"), GridFormat::pypsa);
    EXPECT_EQ(guess("tables"), std::nullopt);
    EXPECT_EQ(guess("notes.txt"), std::nullopt);
    EXPECT_EQ(guess("rts/SourceData"), std::nullopt);
    EXPECT_EQ(guess("nowhere.m"), std::nullopt);
}

TEST(ReadGrid, reads_a_case_or_a_folder_alike) {
    TestFolder const folder;
    folder.write("one.m",
                 "mpc.baseMVA = 100;\nmpc.bus = [1 3 5 0 0 0 1 1 0 230 1 1.1 0.9];\n"
                 "mpc.gen = [];\nmpc.branch = [];\n");
    auto const spec = read_grid(folder.path() / "one.m");
    EXPECT_EQ(spec.name, "one");
    write_native(spec, folder.path() / "native");
    EXPECT_EQ(read_grid(folder.path() / "native").buses.at(0).load_mw, 5.0);
    EXPECT_EQ(read_grid(folder.path() / "native/grid.yaml").name, "one");
}

TEST(ReadGrid, says_what_it_knows_when_it_cannot_tell) {
    TestFolder const folder;
    folder.write("notes.txt", "");
    auto const unknown = issues_of([&] { (void)read_grid(folder.path() / "notes.txt"); });
    EXPECT_TRUE(has_issue(unknown, 0, 0, "", "not a grid (known: a MATPOWER case *.m"));
    auto const missing = issues_of([&] { (void)read_grid(folder.path() / "no.m"); });
    EXPECT_TRUE(has_issue(missing, 0, 0, "", "no such file or folder"));
}

}  // namespace
}  // namespace gridrush
