#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "experiments/experiment_file.hpp"
#include "source_folder.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

fs::path const folder = fs::path{GRIDRUSH_SOURCE_DIR} / "tests" / "experiments" / "broken";

std::string text_of(fs::path const& file) {
    std::ifstream stream{file};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// What is said about a file, a line per mistake, folders left out.
std::string messages_of(fs::path const& file) {
    try {
        (void)read_experiment(file.string());
    } catch (InputError const& error) {
        std::string text;
        for (Issue const& issue : error.issues()) {
            text += issue.text() + "\n";
        }
        std::string const prefix = folder.string() + "/";
        for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
            text.erase(at, prefix.size());
        }
        return text;
    }
    return "";
}

std::vector<fs::path> broken_files() {
    std::vector<fs::path> files;
    for (auto const& entry : fs::directory_iterator{folder}) {
        if (entry.path().extension() == ".yaml") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

class BrokenFile : public testing::TestWithParam<fs::path> {};

/// The messages are in the .expected beside each file: to write them again after a change of words,
/// run with GRIDRUSH_WRITE_EXPECTED=1 and read what changed.
TEST_P(BrokenFile, every_mistake_is_said_with_its_line_and_key) {
    std::string const messages = messages_of(GetParam());
    EXPECT_FALSE(messages.empty());
    fs::path expected = GetParam();
    expected.replace_extension(".expected");
    if (std::getenv("GRIDRUSH_WRITE_EXPECTED") != nullptr) {
        std::ofstream{expected} << messages;
    }
    EXPECT_EQ(messages, text_of(expected));
}

INSTANTIATE_TEST_SUITE_P(All, BrokenFile, testing::ValuesIn(broken_files()),
                         [](auto const& file) { return "n" + file.param.stem().string(); });

TEST(BrokenFiles, there_are_at_least_twenty) {
    EXPECT_GE(broken_files().size(), 20U);
}

}  // namespace
}  // namespace gridrush
