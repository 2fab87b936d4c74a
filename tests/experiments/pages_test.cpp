#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "experiments/document_json.hpp"
#include "experiments/experiment_file.hpp"
#include "experiments/key_documents.hpp"
#include "source_folder.hpp"

namespace gridrush {
namespace {

std::string page(std::string const& name) {
    std::ifstream stream{std::filesystem::path{GRIDRUSH_SOURCE_DIR} / "experiments" / name};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

TEST(GeneratedPages, experiment_md_is_up_to_date) {
    EXPECT_EQ(page("EXPERIMENT.md"), experiment_markdown()) << "run ./quickstart docs";
}

TEST(GeneratedPages, experiment_schema_is_up_to_date) {
    EXPECT_EQ(page("experiment.schema.json"), experiment_json_schema()) << "run ./quickstart docs";
}

TEST(GeneratedPages, sweep_md_and_its_schema_are_up_to_date) {
    EXPECT_EQ(page("SWEEP.md"), sweep_markdown()) << "run ./quickstart docs";
    EXPECT_EQ(page("sweep.schema.json"), sweep_json_schema()) << "run ./quickstart docs";
}

TEST(GeneratedPages, the_schema_knows_every_key_of_the_resolved_configuration) {
    auto const schema = nlohmann::json::parse(experiment_json_schema());
    auto const loaded = read_experiment(std::string{default_experiment});
    Issues issues;
    auto const resolved = to_json(*parse_yaml(loaded.resolved, "", issues));
    for (auto const& [key, value] : resolved.items()) {
        EXPECT_TRUE(schema["properties"].contains(key)) << key;
    }
    EXPECT_EQ(schema["required"], nlohmann::json::array({"grid"}));
}

}  // namespace
}  // namespace gridrush
