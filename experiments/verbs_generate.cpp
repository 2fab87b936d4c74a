#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "topology/importers/importers.hpp"
#include "results/schema.hpp"
#include "experiments/command_line.hpp"
#include "experiments/key_documents.hpp"

namespace gridrush {
namespace {

struct GenerateOptions {
    std::string page;
    OutputForm form = OutputForm::text;
};

std::map<std::string, std::string (*)()> const& pages() {
    static std::map<std::string, std::string (*)()> const table{
        {"experiment-md", experiment_markdown}, {"experiment-schema", experiment_json_schema},
        {"sweep-md", sweep_markdown},           {"sweep-schema", sweep_json_schema},
        {"results-md", schema_markdown},        {"grid-format-md", native_format_reference},
        {"regimes-md", regimes_markdown}};
    return table;
}

}  // namespace

void add_generate_verb(Verbs& verbs) {
    auto const options = std::make_shared<GenerateOptions>();
    CLI::App& verb = verbs.add("generate", "Print a page that is written from the code",
                               "quickstart docs writes all of them into the tree.");
    verb.group("");  // not for everybody's help
    std::vector<std::string> names;
    for (auto const& [name, text] : pages()) {
        names.push_back(name);
    }
    verb.add_option("page", options->page, "Which page")->required()->check(CLI::IsMember(names));
    verbs.on(verb, options->form, [options] {
        fmt::print("{}", pages().at(options->page)());
        return exit_done;
    });
}

}  // namespace gridrush
