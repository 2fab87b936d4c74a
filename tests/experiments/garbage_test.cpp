#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "experiments/document.hpp"
#include "experiments/experiment_keys.hpp"
#include "experiments/file_source.hpp"
#include "source_folder.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

fs::path const files = fs::path{GRIDRUSH_SOURCE_DIR} / "tests" / "experiments" / "files";

std::string full_text() {
    std::ifstream stream{files / "full.yaml"};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// Reads a text as an experiment; whatever comes of it, it must come back with a place or a value.
void read(std::string const& text) {
    Issues issues;
    auto const root = parse_yaml(text, "a.yaml", issues);
    EXPECT_TRUE(root || !issues.empty());
    if (!root) {
        return;
    }
    FileSource const source = FileSource::folder(files);
    Reading reading{issues, source};
    ExperimentFile file;
    experiment_table().read(file, *root, "", reading);
    if (issues.empty()) {
        (void)to_yaml(experiment_table().write(file));
    }
}

TEST(Garbage, truncated_files_never_crash) {
    std::string const text = full_text();
    for (std::size_t length = 0; length < text.size(); length += 3) {
        read(text.substr(0, length));
    }
}

TEST(Garbage, changed_bytes_never_crash) {
    std::string const text = full_text();
    std::mt19937 random{20260301};
    std::string const favourites = "{}[]:,-&*#?|>!%@`'\" \n\t0";
    for (int round = 0; round < 1500; ++round) {
        std::string changed = text;
        for (unsigned i = 0; i < 1 + random() % 6; ++i) {
            std::size_t const at = random() % changed.size();
            changed[at] = random() % 2 == 0 ? static_cast<char>(random() % 256)
                                            : favourites[random() % favourites.size()];
        }
        read(changed);
    }
}

TEST(Garbage, cut_and_pasted_lines_never_crash) {
    std::string const text = full_text();
    std::mt19937 random{7};
    for (int round = 0; round < 500; ++round) {
        std::string changed = text;
        std::size_t const from = random() % changed.size();
        std::string const piece = changed.substr(from, random() % 80);
        changed.insert(random() % changed.size(), piece);
        changed.erase(random() % changed.size(), random() % 40);
        read(changed);
    }
}

TEST(Garbage, random_bytes_never_crash) {
    std::mt19937 random{11};
    for (int round = 0; round < 300; ++round) {
        std::string noise(random() % 400, '\0');
        for (char& c : noise) {
            c = static_cast<char>(round % 2 == 0 ? random() % 256 : 32 + random() % 95);
        }
        read(noise);
    }
}

}  // namespace
}  // namespace gridrush
