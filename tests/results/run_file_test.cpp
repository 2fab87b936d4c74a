#include "results/run_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "results/h5.hpp"
#include "results/recorder.hpp"
#include "results/recover.hpp"
#include "tests/results/made_up_run.hpp"

// What is said about files that are not the result of a run.

namespace gridrush {
namespace {

using testing::MadeUpRun;
using testing::TemporaryFile;

std::string refusal(std::string const& path) {
    try {
        RunFile const file{path};
    } catch (InputError const& error) {
        return error.what();
    }
    return "accepted";
}

void make_hdf5(std::string const& path,
               std::vector<std::pair<std::string, std::string>> attributes) {
    h5::File file = h5::File::create(path);
    h5::Group root = file.root();
    for (auto const& [name, value] : attributes) {
        root.set_attribute(name, value);
    }
    file.close();
}

TEST(RunFile, tells_that_there_is_no_file) {
    EXPECT_EQ(refusal("/no/such/run.h5"), "/no/such/run.h5: no such file");
}

TEST(RunFile, tells_that_it_is_not_hdf5) {
    TemporaryFile const file;
    std::ofstream{file.path()} << "time,price\n1,2\n";
    EXPECT_NE(refusal(file.path()).find("not an HDF5 file"), std::string::npos);
    EXPECT_NE(refusal(file.folder().string()).find("not a regular file"), std::string::npos);
    EXPECT_THROW(recover(file.path()), InputError);
}

TEST(RunFile, tells_that_the_hdf5_file_is_of_something_else) {
    TemporaryFile const file;
    make_hdf5(file.path(), {{"title", "another program's"}});
    EXPECT_NE(refusal(file.path()).find("'format_version'"), std::string::npos);
    EXPECT_THROW(recover(file.path()), InputError);
}

TEST(RunFile, tells_that_the_format_is_too_new) {
    TemporaryFile const file;
    make_hdf5(file.path(), {{"format_version", "2.0"}, {"gridrush_version", "9.9"}});
    EXPECT_NE(refusal(file.path()).find("format version 2.0; this program reads 1.x"),
              std::string::npos);
}

TEST(RunFile, reads_a_newer_minor_version) {
    TemporaryFile const file;
    make_hdf5(file.path(), {{"format_version", "1.7"},
                            {"gridrush_version", "9.9"},
                            {"start", "2025-01-01"},
                            {"status", "complete"}});
    EXPECT_EQ(RunFile{file.path()}.status(), "complete");
}

TEST(RunFile, tells_which_part_of_a_damaged_file_cannot_be_read) {
    TemporaryFile const file;
    MadeUpRun run;
    {
        Recorder recorder{file.path(), Existing::refuse, provenance_of_build()};
        run.tell(recorder, 24 * 60);
    }
    std::filesystem::resize_file(file.path(), std::filesystem::file_size(file.path()) / 2);
    try {
        RunFile const read{file.path()};
        FAIL() << "half a file was read";
    } catch (H5Error const& error) {
        EXPECT_EQ(error.file(), file.path());
        EXPECT_FALSE(error.reason().empty());
    }
}

TEST(H5, an_error_names_file_object_and_reason) {
    TemporaryFile const file;
    h5::File opened = h5::File::create(file.path());
    try {
        (void)opened.root().open("missing");
        FAIL();
    } catch (H5Error const& error) {
        std::string const text = error.what();
        EXPECT_NE(text.find(file.path()), std::string::npos) << text;
        EXPECT_NE(text.find("/missing"), std::string::npos) << text;
    }
}

TEST(H5, a_file_in_use_elsewhere_names_the_way_out) {
    TemporaryFile const file;
    h5::File const opened = h5::File::create(file.path());
    testing::ShellResult const second = testing::shell(
        "/usr/bin/python3 -c 'import fcntl,sys; f=open(sys.argv[1],\"r+b\"); "
        "fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)' " +
        file.path());
    if (second.status == 0) {
        GTEST_SKIP() << "no file locks here";
    }
    EXPECT_NE(second.output.find("BlockingIOError"), std::string::npos) << second.output;
}

TEST(H5, objects_outlive_their_file_in_peace) {
    TemporaryFile const file;
    h5::File opened = h5::File::create(file.path());
    h5::Group const root = opened.root();
    opened.close();
    EXPECT_TRUE(std::filesystem::exists(file.path()));
}

}  // namespace
}  // namespace gridrush
