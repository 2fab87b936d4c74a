#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "tests/fuzz/targets.hpp"
#include "source_folder.hpp"

namespace gridrush {
namespace {

/// Every file of a target's corpus: its seeds, and what fuzzing has found.
void run_corpus(std::string const& name, void (*target)(std::string_view)) {
    auto const folder = std::filesystem::path{GRIDRUSH_SOURCE_DIR} / "tests/fuzz/corpus" / name;
    int files = 0;
    for (auto const& entry : std::filesystem::directory_iterator{folder}) {
        SCOPED_TRACE(entry.path().filename().string());
        std::ifstream stream{entry.path(), std::ios::binary};
        std::string const bytes{std::istreambuf_iterator<char>{stream}, {}};
        target(bytes);
        ++files;
    }
    EXPECT_GT(files, 3);
}

TEST(FuzzCorpus, matpower_cases_keep_every_promise) {
    run_corpus("matpower", fuzz::matpower);
}

TEST(FuzzCorpus, folders_of_tables_keep_every_promise) {
    run_corpus("tables", fuzz::tables);
}

TEST(FuzzCorpus, documents_keep_every_promise) {
    run_corpus("documents", fuzz::documents);
}

}  // namespace
}  // namespace gridrush
