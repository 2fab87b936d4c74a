#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "policies/catalog.hpp"
#include "experiments/command_line.hpp"
#include "embedded_skeletons.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

struct NewOptions {
    std::string name, family, language, output;
    OutputForm form = OutputForm::text;
};

constexpr std::string_view template_ending = ".in";

/// What is wrong with the name, or "". It becomes a file, a target of CMake and a word of YAML.
std::string problem_of_name(std::string const& name) {
    bool const shape =
        !name.empty() && name.size() <= 60 &&
        std::islower(static_cast<unsigned char>(name[0])) != 0 &&
        std::ranges::all_of(name, [](unsigned char letter) {
            return std::islower(letter) != 0 || std::isdigit(letter) != 0 || letter == '_';
        });
    if (!shape) {
        return fmt::format(
            "must be at most 60 small letters, digits and _, a letter first (found "
            "'{}')",
            name);
    }
    constexpr std::string_view taken[] = {"all",     "clean", "help", "install", "null",
                                          "package", "test",  "true", "false"};
    if (std::ranges::count(taken, name) > 0) {
        return fmt::format("'{}' has a meaning of its own in CMake or YAML", name);
    }
    for (PolicyInfo const& policy : policy_catalog()) {
        if (policy.name == name) {
            return fmt::format("'{}' is built in; take another name", name);
        }
    }
    return {};
}

void check(NewOptions const& options, fs::path const& folder) {
    Issues issues;
    if (std::string const problem = problem_of_name(options.name); !problem.empty()) {
        issues.push_back({{"command line", 0, 0}, "name", problem});
    }
    std::error_code ignored;
    bool const empty_folder = fs::is_directory(folder, ignored) && fs::is_empty(folder, ignored);
    if (fs::exists(fs::symlink_status(folder, ignored)) && !empty_folder) {
        issues.push_back(
            {{"command line", 0, 0},
             "--output",
             fmt::format("'{}' is there already; nothing is overwritten", folder.string())});
    }
    throw_if_any(std::move(issues));
}

/// The lines of `policies:`, which name the new policy; requests are connected under any other.
std::string policy_lines(NewOptions const& options) {
    std::string const file =
        options.language == "python" ? options.name + ".py" : "build/" + options.name + ".so";
    std::string lines = fmt::format("  {}: {{file: {}}}", options.family, file);
    if (options.family != "interconnection") {
        lines += "\n  interconnection: {name: connect_and_manage, study_months: 0}";
    }
    return lines;
}

std::string filled_in(std::string text, NewOptions const& options) {
    std::map<std::string, std::string> const words{{"@NAME@", options.name},
                                                   {"@FAMILY@", options.family},
                                                   {"@POLICIES@", policy_lines(options)}};
    for (auto const& [word, value] : words) {
        for (auto at = text.find(word); at != std::string::npos;
             at = text.find(word, at + value.size())) {
            text.replace(at, word.size(), value);
        }
    }
    return text;
}

/// Where a file of the skeletons goes, relative to the new folder; "" when it does not.
std::string target_of(std::string path, NewOptions const& options) {
    if (path.starts_with("grid/")) {
        return path;
    }
    if (path.ends_with(template_ending)) {
        path.resize(path.size() - template_ending.size());
    }
    if (path.find('/') == std::string::npos) {
        return path;
    }
    if (!path.starts_with(options.language + "/")) {
        return {};
    }
    fs::path const file = fs::path{path}.filename();
    if (file.stem() == "test_policy") {
        return "test_" + options.name + ".py";
    }
    bool const is_policy = file.extension() == ".py" || file.extension() == ".cpp";
    if (!is_policy) {
        return file.string();
    }
    return file.stem() == options.family ? options.name + file.extension().string() : std::string{};
}

void write_file(fs::path const& path, std::string const& text) {
    fs::create_directories(path.parent_path());
    std::ofstream stream{path, std::ios::binary};
    stream << text << std::flush;
    if (!stream) {
        throw std::runtime_error{fmt::format("cannot write '{}'", path.string())};
    }
}

int write_skeleton(NewOptions const& options) {
    fs::path const folder = options.output.empty() ? options.name : options.output;
    check(options, folder);
    std::vector<std::string> written;
    for (EmbeddedFile const& file : embedded_skeletons_files()) {
        std::string const target = target_of(std::string{file.path}, options);
        if (!target.empty()) {
            write_file(folder / target, filled_in(std::string{file.text}, options));
            written.push_back((folder / target).string());
        }
    }
    std::ranges::sort(written);
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", nlohmann::ordered_json{{"files", written}}.dump(2));
        return exit_done;
    }
    for (std::string const& path : written) {
        fmt::print("{}\n", path);
    }
    fmt::print("how to build, test and run it: {}\n", (folder / "README.md").string());
    return exit_done;
}

}  // namespace

void add_policies_new_verb(Verbs& verbs, CLI::App& policies) {
    auto const options = std::make_shared<NewOptions>();
    CLI::App& verb = Verbs::add(
        policies, "new", "Write a policy to start from, with an experiment and a test",
        "example:\n  gridrush policies new my_rule --family curtailment --language python");
    std::vector<std::string> families;
    for (PolicyFamily const family : policy_families) {
        families.emplace_back(to_string(family));
    }
    verb.add_option("name", options->name, "Small letters, digits and _")->required();
    verb.add_option("--family", options->family, "What it decides")
        ->required()
        ->check(CLI::IsMember(families));
    verb.add_option("--language", options->language, "python or cpp")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>{"python", "cpp"}));
    verb.add_option("--output", options->output, "Folder to write (that of the name)");
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options] { return write_skeleton(*options); });
}

}  // namespace gridrush
