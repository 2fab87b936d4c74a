#include "experiments/command_line.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "gridrush_version.hpp"

namespace gridrush {
namespace {

constexpr char const* footer = R"(examples:
  gridrush run                                   the built-in experiment
  gridrush run my.yaml --set horizon.years=2     an experiment, one key changed
  gridrush check my.yaml                         every mistake, or every key with its value
  gridrush policies                              the rules that an experiment can name
  gridrush grid opf case118.m --json             network tools on any case

exit codes: 0 done, 1 failed, 2 bad input, 130 interrupted)";

nlohmann::ordered_json to_json(Issue const& issue) {
    return {{"file", issue.at.file},
            {"line", issue.at.line},
            {"column", issue.at.column},
            {"path", issue.path},
            {"message", issue.message}};
}

/// Prints where something went wrong already: unlike fmt::print, never throws.
void say(std::FILE* stream, std::string const& line) {
    std::fputs((line + "\n").c_str(), stream);
}

int report(InputError const& error, OutputForm form) {
    nlohmann::ordered_json issues = nlohmann::ordered_json::array();
    for (Issue const& issue : error.issues()) {
        say(stderr, issue.text());
        issues.push_back(to_json(issue));
    }
    if (form == OutputForm::json) {
        say(stdout, nlohmann::ordered_json{{"issues", issues}}.dump(2));
    } else if (error.issues().size() > 1) {
        say(stderr, fmt::format("{} mistakes", error.issues().size()));
    }
    return exit_bad_input;
}

int cannot_write(int error) {
    say(stderr, fmt::format("gridrush: cannot write the output ({})", std::strerror(error)));
    return exit_failed;
}

/// The exit code of a verb that left `code`, once all that it printed has gone out.
int delivered(int code) {
    bool const written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (written || code != exit_done) {
        return code;
    }
    return cannot_write(errno);
}

int guarded(std::function<int()> const& action, OutputForm form) {
    try {
        return action();
    } catch (InputError const& error) {
        return report(error, form);
    } catch (std::system_error const& error) {
        return std::ferror(stdout) != 0 ? cannot_write(error.code().value())
                                        : report_failure(error, form);
    } catch (std::exception const& error) {
        return report_failure(error, form);
    }
}

std::string quoted(std::string const& argument) {
    bool const plain = !argument.empty() &&
                       argument.find_first_of(" \t\n\"'$\\*?[]{}()<>|&;#") == std::string::npos;
    return plain ? argument : "'" + argument + "'";
}

std::string joined(int argc, char const* const* argv) {
    std::string line = "gridrush";
    for (int i = 1; i < argc; ++i) {
        line += " " + quoted(argv[i]);
    }
    return line;
}

/// What is wrong with the first word, or "" when it is a verb or an option.
std::string mistake_in_verb(CLI::App const& app, int argc, char const* const* argv) {
    std::vector<std::string> known;
    for (CLI::App const* verb : app.get_subcommands([](CLI::App const*) { return true; })) {
        known.push_back(verb->get_name());
    }
    std::string const word = argc > 1 ? argv[1] : "";
    bool const fine = word.empty() || word.front() == '-' ||
                      std::find(known.begin(), known.end(), word) != known.end();
    return fine ? std::string{} : unknown_word("verb", word, known);
}

}  // namespace

CLI::App& Verbs::add(CLI::App& parent, std::string const& name, std::string const& description,
                     std::string const& footer_text) {
    CLI::App* const verb = parent.add_subcommand(name, description);
    verb->footer(footer_text);
    return *verb;
}

CLI::App& Verbs::add(std::string const& name, std::string const& description,
                     std::string const& footer_text) {
    return add(app_, name, description, footer_text);
}

void Verbs::on(CLI::App& verb, OutputForm const& form, std::function<int()> action) {
    verb.callback(
        [this, &form, action = std::move(action)] { exit_code_ = guarded(action, form); });
}

int report_failure(std::exception const& error, OutputForm form) {
    say(stderr, fmt::format("gridrush: {}", error.what()));
    if (form == OutputForm::json) {
        say(stdout, nlohmann::ordered_json{{"error", error.what()}}.dump(2));
    }
    return exit_failed;
}

void add_json_flag(CLI::App& verb, OutputForm& form) {
    verb.add_flag_callback(
        "--json", [&form] { form = OutputForm::json; }, "Print one JSON document for machines");
}

int run_command_line(int argc, char const* const* argv) {
    CLI::App app{"gridrush: years of a regional power grid under a rush of large loads"};
    app.set_version_flag("--version", fmt::format("gridrush {} ({})", build_version, build_commit),
                         "Print version and commit");
    app.require_subcommand(1);
    app.footer(footer);
    Verbs verbs{app};
    add_run_verbs(verbs, joined(argc, argv));
    add_sweep_verbs(verbs, joined(argc, argv));
    add_check_verb(verbs);
    add_results_verbs(verbs);
    add_compare_verb(verbs);
    add_policies_verb(verbs);
    add_grid_verbs(verbs);
    add_adequacy_verb(verbs);
    add_headroom_verb(verbs);
    add_forecast_verb(verbs);
    add_transformer_verb(verbs);
    add_generate_verb(verbs);
    if (std::string const mistake = mistake_in_verb(app, argc, argv); !mistake.empty()) {
        say(stderr, "gridrush: " + mistake);
        return exit_bad_input;
    }
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        return delivered(app.exit(error) == 0 ? exit_done : exit_bad_input);
    }
    return delivered(verbs.exit_code());
}

}  // namespace gridrush
