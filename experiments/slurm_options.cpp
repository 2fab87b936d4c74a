#include "experiments/slurm_options.hpp"

#include <limits>
#include <map>
#include <string>

namespace gridrush {
namespace {

constexpr char const* group = "With --launcher slurm";
constexpr std::size_t most_members_per_task = 100'000;

/// Options that mean nothing without Slurm.
class Adder {
public:
    Adder(CLI::App& verb, CLI::Option* launcher) : verb_{verb}, launcher_{launcher} {}

    template <class Value>
    CLI::Option& operator()(std::string const& name, Value& value, std::string const& text,
                            std::string const& type) {
        return *verb_.add_option(name, value, text)
                    ->type_name(type)
                    ->group(group)
                    ->needs(launcher_);
    }

private:
    CLI::App& verb_;
    CLI::Option* launcher_;
};

}  // namespace

void add_launcher_options(CLI::App& verb, Launcher& launcher, SlurmOptions& slurm) {
    std::map<std::string, Launcher> const names{{"local", Launcher::local},
                                                {"slurm", Launcher::slurm}};
    auto* const option =
        verb.add_option("--launcher", launcher,
                        "Where the runs are computed: local, or slurm for job arrays of a cluster")
            ->transform(CLI::CheckedTransformer(names).description(""))
            ->type_name("local|slurm");
    Adder add{verb, option};
    add("--partition", slurm.partition, "Partition, by default the cluster's", "NAME");
    add("--account", slurm.account, "Account that is charged", "NAME");
    add("--time", slurm.time_limit, "Time limit of a task, such as 02:00:00", "TIME");
    add("--memory", slurm.memory, "Memory of a task, such as 2G", "SIZE");
    add("--members-per-task", slurm.members_per_task, "Runs of a task, for runs of seconds", "N")
        .check(CLI::Range(std::size_t{1}, most_members_per_task));
    add("--processors-per-task", slurm.processors_per_task, "So many runs of a task at a time", "N")
        .check(CLI::Range(1U, 4096U));
    add("--max-running", slurm.max_running, "Tasks at a time, by default what the cluster gives",
        "N")
        .check(CLI::Range(std::size_t{1}, std::numeric_limits<std::size_t>::max()));
    add("--sbatch", slurm.more, "Another option of sbatch, such as --sbatch=--qos=long", "OPTION")
        .allow_extra_args(false);
    add("--poll", slurm.poll_s, "Longest time between two questions to Slurm, default 10",
        "SECONDS")
        .check(CLI::Range(1U, 3600U));
}

}  // namespace gridrush
