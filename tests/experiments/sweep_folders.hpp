#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "topology/issue.hpp"
#include "tests/temporary_folder.hpp"
#include "source_folder.hpp"

namespace gridrush {

/// A folder of its own for a test, with a small experiment (three_buses/experiment.yaml) in it.
class SweepFolder : public ::testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directory(folder_);
        std::filesystem::copy(std::filesystem::path{GRIDRUSH_SOURCE_DIR} / "tests" / "python" /
                                  "fixtures" / "three_buses",
                              folder_ / "three_buses", std::filesystem::copy_options::recursive);
    }

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

private:
    TemporaryFolder made_;

protected:
    std::filesystem::path folder_ = made_.path() / "sweep";
};

}  // namespace gridrush
