#pragma once

#include <exception>
#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "topology/issue.hpp"

namespace gridrush {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_bad_input = 2;
inline constexpr int exit_interrupted = 130;

/// What a verb prints: a text for people, or one JSON document on stdout.
enum class OutputForm { text, json };

/// The program's verbs as they are added to the command line. The chosen verb leaves its exit code.
class Verbs {
public:
    explicit Verbs(CLI::App& app) : app_{app} {}

    /// A verb of the program. `footer` shows examples below its help.
    [[nodiscard]] CLI::App& add(std::string const& name, std::string const& description,
                                std::string const& footer);
    [[nodiscard]] static CLI::App& add(CLI::App& parent, std::string const& name,
                                       std::string const& description, std::string const& footer);

    /// What to do when `verb` was chosen. Exceptions are reported: InputError as its issues
    /// (exit 2), everything else as a failure (exit 1); on stderr, with `form` json also as a JSON
    /// document on stdout.
    void on(CLI::App& verb, OutputForm const& form, std::function<int()> action);

    [[nodiscard]] int exit_code() const { return exit_code_; }

private:
    CLI::App& app_;
    int exit_code_ = exit_done;
};

/// Reports a failure as the above does, for where no exception can get out. Returns the exit code.
int report_failure(std::exception const& error, OutputForm form);

/// Adds `--json`.
void add_json_flag(CLI::App& verb, OutputForm& form);

/// Each function adds verbs; see the files of these names.
void add_run_verbs(Verbs& verbs, std::string const& command_line);
void add_sweep_verbs(Verbs& verbs, std::string const& command_line);
void add_check_verb(Verbs& verbs);
void add_policies_verb(Verbs& verbs);
void add_policies_new_verb(Verbs& verbs, CLI::App& policies);
void add_policies_test_verb(Verbs& verbs, CLI::App& policies);
void add_grid_verbs(Verbs& verbs);
void add_adequacy_verb(Verbs& verbs);
void add_headroom_verb(Verbs& verbs);
void add_forecast_verb(Verbs& verbs);
void add_transformer_verb(Verbs& verbs);
void add_grid_n1_verb(Verbs& verbs, CLI::App& grid);
void add_grid_convert_verb(Verbs& verbs, CLI::App& grid);
void add_grid_hosting_verb(Verbs& verbs, CLI::App& grid);
void add_results_verbs(Verbs& verbs);
void add_compare_verb(Verbs& verbs);
void add_generate_verb(Verbs& verbs);

/// Reads the command line, does what it says and returns the exit code.
[[nodiscard]] int run_command_line(int argc, char const* const* argv);

}  // namespace gridrush
