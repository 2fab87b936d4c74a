#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "experiments/slurm_commands.hpp"
#include "experiments/slurm_script.hpp"

namespace gridrush {
namespace {

TEST(SlurmNumbers, neighbours_become_ranges) {
    EXPECT_EQ(number_ranges(std::vector<std::size_t>{0, 1, 2, 3, 7, 9, 10}), "0-3,7,9-10");
    EXPECT_EQ(number_ranges(std::vector<std::size_t>{5}), "5");
    EXPECT_EQ(number_ranges({}), "");
}

TEST(SlurmTasks, are_read_from_the_lines_of_squeue) {
    auto const tasks = parse_tasks(
        "CLUSTER: here\n12|3|PENDING||BeginTime\n12|4|FAILED|node1|Dependency, or | so\n"
        "13|N/A|RUNNING|node2|None\n14|x|RUNNING|node2|None\n15|6|RUNNING|node[1-2]|None");
    ASSERT_EQ(tasks.size(), 3U);
    EXPECT_EQ(tasks[0].job, "12");
    EXPECT_EQ(tasks[0].task, 3U);
    EXPECT_EQ(tasks[0].state, "PENDING");
    EXPECT_EQ(tasks[0].nodes, "");
    EXPECT_EQ(tasks[1].reason, "Dependency, or | so");
    EXPECT_EQ(tasks[2].nodes, "node[1-2]");
    EXPECT_TRUE(parse_tasks("").empty());
}

TEST(SlurmTasks, end_in_the_states_from_which_slurm_starts_nothing) {
    for (char const* state : {"PENDING", "RUNNING", "COMPLETING", "SUSPENDED", "REQUEUED"}) {
        EXPECT_TRUE(is_alive(state)) << state;
    }
    for (char const* state : {"COMPLETED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "CANCELLED"}) {
        EXPECT_FALSE(is_alive(state)) << state;
    }
}

TEST(SlurmScript, holds_what_was_asked_for_and_quotes_paths) {
    SlurmOptions options;
    options.partition = "long jobs";
    options.members_per_task = 4;
    options.processors_per_task = 2;
    options.more = {"--qos=low", "--exclude=node7"};
    std::string const script =
        job_script("/opt/it's/gridrush", "/data/50%", "A sweep", 10, options);
    for (char const* line :
         {"#SBATCH --job-name=gridrush-a-sweep\n", "#SBATCH --output=/data/50%%/slurm/%A_%a.log\n",
          "#SBATCH --requeue\n", "#SBATCH --cpus-per-task=2\n",
          "#SBATCH --partition=\"long jobs\"\n", "#SBATCH --qos=low\n#SBATCH --exclude=node7\n",
          "sbatch --array=0-2 job.sh\n", "SLURM_ARRAY_TASK_ID) * 4))\nlast=$((first + 3))\n",
          "((last < 10)) || last=9\n", "exec '/opt/it'\\''s/gridrush' \\\n",
          "sweep run '/data/50%' \\\n", "--jobs 2\n"}) {
        EXPECT_NE(script.find(line), std::string::npos) << line << "in\n" << script;
    }
    for (char const* option : {"--account", "--time", "--mem"}) {
        EXPECT_EQ(script.find(option), std::string::npos) << option;
    }
}

TEST(Command, gives_both_outputs_and_the_exit_code) {
    auto const result = run_command({"sh", "-c", "echo one; echo two >&2; exit 7"}, Leaving::never);
    EXPECT_EQ(result.output, "one\n");
    EXPECT_EQ(result.errors, "two\n");
    EXPECT_EQ(result.exit_code, 7);
}

TEST(Command, more_output_than_a_pipe_holds_comes_whole) {
    auto const result = run_command(
        {"sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"}, Leaving::allowed);
    EXPECT_EQ(result.output.size(), 300'000U);
    EXPECT_EQ(result.errors.size(), 300'000U);
}

TEST(Command, one_that_is_not_there_is_an_error) {
    EXPECT_FALSE(is_on_path("no-such-program-here"));
    EXPECT_TRUE(is_on_path("sh"));
    EXPECT_THROW(static_cast<void>(run_command({"no-such-program-here"}, Leaving::never)),
                 std::runtime_error);
}

}  // namespace
}  // namespace gridrush
