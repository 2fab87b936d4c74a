#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "policies/laws/laws.hpp"
#include "policies/policy_file.hpp"
#include "experiments/command_line.hpp"
#include "experiments/crash_report.hpp"
#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

struct TestOptions {
    std::string policy, family;
    std::vector<std::string> settings;
    std::size_t cases = 500;
    std::uint64_t seed = 1;
    double time_limit_s = 10.0;
    OutputForm form = OutputForm::text;
};

/// What is tested: a policy of the catalog or of a file, and its parameters.
struct Tested {
    PolicyFamily family = PolicyFamily::curtailment;
    std::string name;
    std::span<ParameterInfo const> declared;
    std::shared_ptr<PolicyFile const> file;
};

[[noreturn]] void refuse(std::string const& option, std::string const& problem) {
    throw InputError{{{{"command line", 0, 0}, option, problem}}};
}

Tested from_file(TestOptions const& options) {
    std::shared_ptr<PolicyFile const> file;
    try {
        file = std::make_shared<PolicyFile const>(options.policy);
    } catch (std::runtime_error const& error) {
        refuse("policy", error.what());
    }
    PolicyModule const& module = file->module();
    if (!options.family.empty() && options.family != to_string(module.family)) {
        refuse("--family", fmt::format("'{}' has a {} policy (found --family {})", options.policy,
                                       to_string(module.family), options.family));
    }
    return {module.family, module.name, module.parameters, file};
}

Tested find_tested(TestOptions const& options) {
    if (names_policy_file(options.policy)) {
        return from_file(options);
    }
    std::vector<std::string> known;
    for (PolicyInfo const& policy : policy_catalog()) {
        if (!options.family.empty() && to_string(policy.family) != options.family) {
            continue;
        }
        if (policy.name == options.policy) {
            return {policy.family, options.policy, policy.parameters(), nullptr};
        }
        known.emplace_back(policy.name);
    }
    refuse("policy",
           unknown_word("policy", options.policy, known) + "; a file's name ends in .so or .py");
}

ParameterValue value_of(std::string const& text, bool wants_text) {
    if (wants_text) {
        return text;
    }
    if (text == "true" || text == "false") {
        return text == "true";
    }
    double number = 0.0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return whole ? ParameterValue{number} : ParameterValue{text};
}

Parameters read_parameters(TestOptions const& options, Tested const& tested) {
    std::map<std::string, ParameterValue> given;
    std::map<std::string, Location> at;
    Issues issues;
    for (std::string const& setting : options.settings) {
        auto const equals = setting.find('=');
        if (equals == std::string::npos) {
            issues.push_back({{"command line", 0, 0},
                              "--set",
                              fmt::format("must be PARAMETER=VALUE (found '{}')", setting)});
            continue;
        }
        std::string const name = setting.substr(0, equals);
        bool wants_text = false;
        for (ParameterInfo const& info : tested.declared) {
            wants_text = wants_text || (info.name == name &&
                                        std::holds_alternative<std::string>(info.default_value));
        }
        given[name] = value_of(setting.substr(equals + 1), wants_text);
        at[name] = {"command line", 0, 0};
    }
    Parameters parameters{tested.declared, given, "--set", at, issues};
    throw_if_any(std::move(issues));
    return parameters;
}

/// Ends the program when a decision takes too long: a policy that never returns cannot be stopped.
class DecisionWatch {
public:
    DecisionWatch(std::string name, TestOptions const& options,
                  std::atomic<std::size_t> const& number)
        : name_{std::move(name)}, options_{options}, number_{number} {
        if (options.time_limit_s > 0.0) {
            thread_ = std::thread{[this] { watch(); }};
        }
    }
    DecisionWatch(DecisionWatch const&) = delete;
    DecisionWatch& operator=(DecisionWatch const&) = delete;
    DecisionWatch(DecisionWatch&&) = delete;
    DecisionWatch& operator=(DecisionWatch&&) = delete;
    ~DecisionWatch() {
        {
            std::scoped_lock const lock{mutex_};
            done_ = true;
        }
        ended_.notify_all();
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    std::atomic<std::size_t> decisions{0};

private:
    void watch() {
        using Clock = std::chrono::steady_clock;
        std::unique_lock lock{mutex_};
        auto since = Clock::now();
        std::size_t seen = 0;
        while (!ended_.wait_for(lock, std::chrono::milliseconds{20}, [this] { return done_; })) {
            if (decisions != seen) {
                seen = decisions;
                since = Clock::now();
            } else if (std::chrono::duration<double>(Clock::now() - since).count() >
                       options_.time_limit_s) {
                report_overrun();
                _exit(exit_failed);
            }
        }
    }

    void report_overrun() const {
        std::string const message = fmt::format(
            "{} decided nothing within {} s in case {} of seed {} (--time-limit "
            "allows more)",
            name_, options_.time_limit_s, number_.load(), options_.seed);
        std::fputs(fmt::format("gridrush: {}\n", message).c_str(), stderr);
        if (options_.form == OutputForm::json) {
            std::fputs((Json{{"error", message}}.dump(2) + "\n").c_str(), stdout);
            std::fflush(stdout);
        }
    }

    std::string name_;
    TestOptions const& options_;
    std::atomic<std::size_t> const& number_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool done_ = false;
    std::thread thread_;
};

template <class P>
LawReport check(Tested const& tested, Parameters const& parameters,
                PolicyChoice PolicyChoices::* choice, std::unique_ptr<P> Policies::* made,
                LawOptions const& laws) {
    PolicyChoices choices = default_policies();
    choices.*choice = {tested.name, parameters, tested.file, ""};
    return check_laws(PolicyMaker<P>{[&] { return std::move(make_policies(choices).*made); }},
                      laws);
}

LawReport check_family(Tested const& tested, Parameters const& parameters, LawOptions const& laws) {
    switch (tested.family) {
        case PolicyFamily::interconnection:
            return check(tested, parameters, &PolicyChoices::interconnection,
                         &Policies::interconnection, laws);
        case PolicyFamily::curtailment:
            return check(tested, parameters, &PolicyChoices::curtailment, &Policies::curtailment,
                         laws);
        case PolicyFamily::migration:
            return check(tested, parameters, &PolicyChoices::migration, &Policies::migration, laws);
        case PolicyFamily::strategy:
            return check(tested, parameters, &PolicyChoices::strategy, &Policies::strategy, laws);
        case PolicyFamily::loading:
            break;
    }
    return check(tested, parameters, &PolicyChoices::loading, &Policies::loading, laws);
}

Json number_or_text(double value) {
    return std::isfinite(value) ? Json(value) : Json(fmt::format("{}", value));
}

Json to_json(LawBreak const& broken) {
    Json columns = Json::object();
    for (std::size_t k = 0; k < broken.columns.size(); ++k) {
        Json& column = columns[std::string{broken.columns[k]}] = Json::array();
        for (double const value : broken.values[k]) {
            column.push_back(number_or_text(value));
        }
    }
    return {{"law", broken.law},   {"found", broken.found}, {"case", broken.number},
            {"rows", broken.rows}, {"view", broken.view},   {"columns", columns}};
}

void print_json(Tested const& tested, TestOptions const& options, LawReport const& report) {
    Json json{{"family", to_string(tested.family)},
              {"policy", tested.name},
              {"cases", options.cases},
              {"seed", options.seed}};
    json["laws"] = Json::array();
    for (LawCount const& count : report.laws) {
        json["laws"].push_back({{"law", count.law},
                                {"meaning", count.meaning},
                                {"checked", count.checked},
                                {"broken", count.broken}});
    }
    json["breaks"] = Json::array();
    for (LawBreak const& broken : report.breaks) {
        json["breaks"].push_back(to_json(broken));
    }
    fmt::print("{}\n", json.dump(2));
}

std::string text_of(std::string_view column, double value) {
    bool const is_time = column.ends_with("_at");
    return is_time ? format_time(TimePoint{Seconds{static_cast<long>(value)}})
                   : fmt::format("{}", value);
}

void print_break(TestOptions const& options, LawBreak const& broken) {
    fmt::print("\nbroken: {}: {}\n", broken.law, broken.found);
    fmt::print("case {} of seed {}, {} of its rows: {}\n", broken.number, options.seed, broken.rows,
               broken.view);
    TextTable table{{broken.columns.begin(), broken.columns.end()}};
    for (std::size_t row = 0; row < broken.rows; ++row) {
        std::vector<std::string> cells;
        for (std::size_t k = 0; k < broken.columns.size(); ++k) {
            cells.push_back(text_of(broken.columns[k], broken.values[k][row]));
        }
        table.add(std::move(cells));
    }
    if (broken.rows > 0) {
        fmt::print("{}", table.text());
    }
    fmt::print("again: gridrush policies test {} --seed {} --cases {}\n", options.policy,
               options.seed, broken.number);
}

void print_text(Tested const& tested, TestOptions const& options, LawReport const& report) {
    fmt::print("{} policy {}: {} random cases of seed {}\n", to_string(tested.family), tested.name,
               options.cases, options.seed);
    TextTable table{{"law", "checked", "broken", "meaning"}};
    for (LawCount const& count : report.laws) {
        table.add({std::string{count.law}, std::to_string(count.checked),
                   std::to_string(count.broken), std::string{count.meaning}});
    }
    fmt::print("{}", table.text());
    for (LawBreak const& broken : report.breaks) {
        print_break(options, broken);
    }
}

int test_policy(TestOptions const& options) {
    std::atomic<std::size_t> number{0};
    CrashReport const crash_report{options.policy, options.seed, number, options.form};
    Tested const tested = find_tested(options);
    Parameters const parameters = read_parameters(options, tested);
    LawReport report;
    {
        DecisionWatch watch{tested.name, options, number};
        report = check_family(tested, parameters,
                              {options.cases, options.seed, &watch.decisions, &number});
    }
    if (options.form == OutputForm::json) {
        print_json(tested, options, report);
    } else {
        print_text(tested, options, report);
    }
    return report.breaks.empty() ? exit_done : exit_failed;
}

}  // namespace

void add_policies_test_verb(Verbs& verbs, CLI::App& policies) {
    auto const options = std::make_shared<TestOptions>();
    CLI::App& verb =
        Verbs::add(policies, "test", "Check the laws of a policy's family on random views",
                   "Exit code 1 when a law is broken, with the first case that breaks it, made "
                   "small; also when "
                   "the policy crashes or does not answer in time.\n\n"
                   "examples:\n  gridrush policies test my_rule.py --cases 2000\n"
                   "  gridrush policies test serial_fcfs --set study_months=0");
    std::vector<std::string> names;
    for (PolicyFamily const family : policy_families) {
        names.emplace_back(to_string(family));
    }
    verb.add_option("policy", options->policy, "A .so or .py file, or the name of a policy")
        ->required();
    verb.add_option("--family", options->family, "Must be of this family")
        ->check(CLI::IsMember(names));
    verb.add_option("--set", options->settings, "PARAMETER=VALUE; may be given several times")
        ->allow_extra_args(false);
    verb.add_option("--cases", options->cases, "Random cases (500)")->check(CLI::Range(1, 1000000));
    verb.add_option("--seed", options->seed, "Of the cases (1)");
    verb.add_option("--time-limit", options->time_limit_s,
                    "Seconds that a decision may take (10); 0 = any")
        ->check(CLI::Range(0.0, 1e9));
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options] { return test_policy(*options); });
}

}  // namespace gridrush
