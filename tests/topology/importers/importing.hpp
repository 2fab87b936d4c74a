#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "topology/issue.hpp"

namespace gridrush::importing {

/// What the call finds wrong with its input; none where it throws nothing.
template <class Call>
Issues issues_of(Call&& call) {
    try {
        call();
    } catch (InputError const& error) {
        return error.issues();
    }
    return {};
}

/// Whether there is an issue at this line and column with this path and these words.
inline testing::AssertionResult has_issue(Issues const& issues, int line, int column,
                                          std::string_view path, std::string_view words) {
    for (auto const& issue : issues) {
        if (issue.at.line == line && issue.at.column == column && issue.path == path &&
            issue.message.find(words) != std::string::npos) {
            return testing::AssertionSuccess();
        }
    }
    std::string all;
    for (auto const& issue : issues) {
        all += "\n  " + issue.text();
    }
    return testing::AssertionFailure() << "no issue " << line << ':' << column << ": " << path
                                       << ": " << words << " among" << all;
}

/// A folder of this test's own, empty at first and gone afterwards.
class TestFolder {
public:
    TestFolder() {
        auto const* test = testing::UnitTest::GetInstance()->current_test_info();
        path_ = std::filesystem::path{testing::TempDir()} /
                (std::string{"gridrush_"} + test->test_suite_name() + '_' + test->name());
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~TestFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TestFolder(TestFolder const&) = delete;
    TestFolder& operator=(TestFolder const&) = delete;

    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

    void write(std::string const& file, std::string_view text) const {
        std::filesystem::create_directories((path_ / file).parent_path());
        std::ofstream{path_ / file, std::ios::binary} << text;
    }

private:
    std::filesystem::path path_;
};

inline std::string text_of(std::filesystem::path const& file) {
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace gridrush::importing
