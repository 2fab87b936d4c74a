#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "topology/issue.hpp"
#include "source_folder.hpp"

namespace gridrush {

/// A folder of its own for a test, with a small experiment (three_buses/experiment.yaml) in it.
class SweepFolder : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "gridrush-XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
        std::filesystem::copy(std::filesystem::path{GRIDRUSH_SOURCE_DIR} / "tests" / "python" /
                                  "fixtures" / "three_buses",
                              folder_ / "three_buses", std::filesystem::copy_options::recursive);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    /// The path of a file with this text.
    [[nodiscard]] std::string write(std::string const& name, std::string const& text) const {
        std::ofstream{folder_ / name} << text;
        return (folder_ / name).string();
    }
    /// A sweep of the small experiment, with more lines.
    [[nodiscard]] std::string sweep(std::string const& lines) const {
        return write("s.yaml", "experiment: three_buses/experiment.yaml\n" + lines);
    }
    /// What `action` finds wrong, a line per mistake, this folder left out.
    template <class Action>
    [[nodiscard]] std::string mistakes(Action const& action) const {
        std::string text;
        try {
            action();
        } catch (InputError const& error) {
            for (Issue const& issue : error.issues()) {
                text += issue.text() + "\n";
            }
        }
        std::string const prefix = folder_.string() + "/";
        for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
            text.erase(at, prefix.size());
        }
        return text;
    }

    std::filesystem::path folder_;
};

}  // namespace gridrush
