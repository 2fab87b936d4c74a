#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "results/h5.hpp"
#include "results/inspect.hpp"
#include "results/recorder.hpp"
#include "results/recover.hpp"
#include "results/run_file.hpp"
#include "tests/results/made_up_run.hpp"

// What survives a kill and a full disk.

namespace {

constexpr off_t page_bytes = 4096;

/// Writes still to be done before one is torn by a kill; negative = none is.
int writes_before_the_kill = -1;

/// What the operating system may leave of a write that a kill ends: all up to a border of pages.
std::size_t torn_length(std::size_t bytes, off_t at) {
    auto const end = at + static_cast<off_t>(bytes);
    off_t const border = (end - 1) / page_bytes * page_bytes;
    return border > at ? static_cast<std::size_t>(border - at) : 0;
}

}  // namespace

/// Stands in front of the system's function for the whole program, the HDF5 library included.
extern "C" ssize_t pwrite(int file, void const* data, std::size_t bytes, off_t at) {
    bool const last = writes_before_the_kill == 0;
    writes_before_the_kill -= writes_before_the_kill >= 0 ? 1 : 0;
    std::size_t const kept = last ? torn_length(bytes, at) : bytes;
    ssize_t const written = syscall(SYS_pwrite64, file, data, kept, at);
    if (last) {
        kill(getpid(), SIGKILL);
    }
    return written;
}

namespace gridrush {
namespace {

using testing::MadeUpRun;
using testing::shell;
using testing::TemporaryFile;

constexpr std::size_t buses = 20;
constexpr std::size_t many_years = 8760 * 400;

/// Passes on to a recorder and writes a byte to a pipe after every month_end.
class Reporting : public Observer {
public:
    Reporting(Observer& inner, int pipe, int writes)
        : inner_{inner}, pipe_{pipe}, writes_{writes} {}
    void begin(RunInfo const& info) override { inner_.begin(info); }
    void interval(IntervalRow const& row) override { inner_.interval(row); }
    void event(EventRow const& row) override { inner_.event(row); }
    void decision(DecisionRow const& row) override { inner_.decision(row); }
    void queue_event(QueueEventRow const& row) override { inner_.queue_event(row); }
    void month_end(TimePoint time) override {
        inner_.month_end(time);
        char const month = 'm';
        if (write(pipe_, &month, 1) != 1) {
            std::_Exit(9);
        }
        writes_before_the_kill = std::exchange(writes_, writes_before_the_kill);
    }
    void end(RunResult const& result) override { inner_.end(result); }

private:
    Observer& inner_;
    int pipe_;
    int writes_;
};

/// A child process that writes a run until it is killed.
class Writer {
public:
    /// With `writes` >= 0 it kills itself within that write after the first month.
    explicit Writer(std::string const& path, int writes = -1) {
        int ends[2];
        EXPECT_EQ(pipe(ends), 0);
        process_ = fork();
        if (process_ == 0) {
            close(ends[0]);
            MadeUpRun run{buses};
            Recorder recorder{path, Existing::refuse, provenance_of_build()};
            Reporting reporting{recorder, ends[1], writes};
            run.tell(reporting, many_years);
            std::_Exit(0);
        }
        close(ends[1]);
        pipe_ = ends[0];
    }
    ~Writer() {
        kill_now();
        close(pipe_);
    }

    void wait_for_month() {
        char month = 0;
        months_ += static_cast<std::size_t>(read(pipe_, &month, 1));
    }
    /// Waits until it is gone by itself. Returns the number of months whose month_end had returned.
    std::size_t wait_for_death() {
        waitpid(process_, nullptr, 0);
        process_ = -1;
        return count_months();
    }
    /// Kills it. Returns the number of months whose month_end had returned.
    std::size_t kill_now() {
        if (process_ > 0) {
            kill(process_, SIGKILL);
            waitpid(process_, nullptr, 0);
            process_ = -1;
        }
        return count_months();
    }

private:
    std::size_t count_months() {
        char month = 0;
        while (read(pipe_, &month, 1) == 1) {
            ++months_;
        }
        return months_;
    }

    pid_t process_ = -1;
    int pipe_ = -1;
    std::size_t months_ = 0;
};

void expect_months(std::string const& path, std::size_t months) {
    RunFile const file{path};
    TimePoint reached = file.start();
    for (std::size_t m = 0; m < months; ++m) {
        reached = next_month(reached);
    }
    ASSERT_GE(file.recorded_until(), reached);
    if (file.condition() != FileCondition::being_written) {
        for (SeriesInfo const& group : file.series()) {
            ASSERT_GE(file.start() + std::chrono::hours{group.rows}, reached) << group.name;
        }
    }
    std::vector<double> const prices = file.values("bus", "lmp_usd_per_mwh");
    std::size_t const hours = prices.size() / buses;
    for (std::size_t k = 0; k < hours; k += 5) {
        for (std::size_t bus = 0; bus < buses; ++bus) {
            ASSERT_EQ(prices[k * buses + bus], MadeUpRun::value(2, bus, k)) << k;
        }
    }
    std::vector<double> const load = file.values("system", "native_load_mw");
    for (std::size_t k = 0; k < load.size(); ++k) {
        ASSERT_EQ(load[k], static_cast<double>(static_cast<float>(k)));
    }
    EXPECT_GE(file.events(), months * 28);
    EXPECT_GE(file.queue_events(), months * 28);
}

TEST(Kill, at_any_moment_leaves_every_flushed_month_readable) {
    std::mt19937 random{20250101};
    for (int trial = 0; trial < 8; ++trial) {
        TemporaryFile const file;
        Writer writer{file.path()};
        writer.wait_for_month();
        std::this_thread::sleep_for(std::chrono::microseconds{random() % 200'000});
        std::size_t const months = writer.kill_now();
        ASSERT_GE(months, 1U);

        EXPECT_EQ(RunFile{file.path()}.condition(), FileCondition::killed);
        EXPECT_NE(inspect_text(inspect(file.path())).find("was killed"), std::string::npos);
        expect_months(file.path(), months);

        Recovery const recovery = recover(file.path());
        EXPECT_TRUE(recovery.changed);
        EXPECT_EQ(recovery.status_before, "running");
        EXPECT_EQ(recovery.status, "interrupted");
        EXPECT_EQ(RunFile{file.path()}.condition(), FileCondition::closed);
        EXPECT_EQ(RunFile{file.path()}.status(), "interrupted");
        expect_months(file.path(), months);
        RunFile const recovered{file.path()};
        for (SeriesInfo const& group : recovered.series()) {
            for (VariableInfo const& variable : group.variables) {
                EXPECT_EQ(variable.shape.front(), group.rows) << group.name << variable.name;
            }
        }

        EXPECT_FALSE(recover(file.path()).changed) << "the second time there is nothing to do";
    }
}

TEST(Kill, in_the_middle_of_a_write_leaves_every_flushed_month_readable) {
    for (int writes = 0; writes < 240; writes += 4) {
        TemporaryFile const file;
        Writer writer{file.path(), writes};
        std::size_t const months = writer.wait_for_death();
        ASSERT_GE(months, 1U);
        ASSERT_LT(months, 24U) << "nothing killed it";
        ASSERT_NO_THROW(expect_months(file.path(), months)) << writes;
        ASSERT_EQ(recover(file.path()).status, "interrupted") << writes;
        ASSERT_NO_THROW(expect_months(file.path(), months)) << writes;
    }
}

TEST(Kill, a_file_that_is_being_written_is_left_alone) {
    TemporaryFile const file;
    Writer writer{file.path()};
    writer.wait_for_month();
    EXPECT_THROW(recover(file.path()), InputError);
    EXPECT_EQ(RunFile{file.path()}.condition(), FileCondition::being_written);
    expect_months(file.path(), 1);
    writer.wait_for_month();
    writer.wait_for_month();
    expect_months(file.path(), writer.kill_now());
}

TEST(Kill, while_the_end_is_written_leaves_all_rows) {
    std::mt19937 random{7};
    for (int trial = 0; trial < 20; ++trial) {
        TemporaryFile const file;
        int ends[2];
        ASSERT_EQ(pipe(ends), 0);
        pid_t const process = fork();
        if (process == 0) {
            MadeUpRun run{buses};
            Recorder recorder{file.path(), Existing::refuse, provenance_of_build()};
            run.tell(recorder, 24 * 40, RunStatus::running);
            char const ready = 'r';
            if (write(ends[1], &ready, 1) != 1) {
                std::_Exit(9);
            }
            recorder.end(run.result(24 * 40, RunStatus::complete));
            std::_Exit(0);
        }
        char ready = 0;
        ASSERT_EQ(read(ends[0], &ready, 1), 1);
        std::this_thread::sleep_for(std::chrono::microseconds{random() % 12'000});
        kill(process, SIGKILL);
        waitpid(process, nullptr, 0);
        close(ends[0]);
        close(ends[1]);

        Recovery const recovery = recover(file.path());
        EXPECT_TRUE(recovery.status == "complete" || recovery.status == "interrupted");
        expect_months(file.path(), 1);
        RunFile const read_again{file.path()};
        std::size_t const numbers = read_again.summary().size();
        EXPECT_TRUE(numbers == 3 || (numbers == 0 && recovery.status == "interrupted")) << numbers;
    }
}

constexpr int full_disk_exit = 7;

/// Writes to `path` until the disk is full, and goes on as a program would. Ends the process.
[[noreturn]] void fill_the_disk(std::string const& path) {
    std::string message = "no error";
    {
        MadeUpRun run{buses};
        Recorder recorder{path, Existing::refuse, provenance_of_build()};
        try {
            run.tell(recorder, many_years);
        } catch (H5Error const& error) {
            message = error.what();
        }
        recorder.month_end(run.experiment.start);
        recorder.end(run.result(0, RunStatus::failed));
    }
    std::ofstream{"/proc/self/fd/1"} << message << std::endl;
    std::exit(message == "no error" ? 1 : full_disk_exit);
}

TEST(Recovery, does_not_call_a_file_whole_that_was_cut_off) {
    for (double const share : {0.3, 0.6, 0.9, 0.99}) {
        TemporaryFile const file;
        {
            MadeUpRun run;
            Recorder recorder{file.path(), Existing::refuse, Provenance{}};
            recorder.begin(run.info());
            run.tell_intervals(recorder, 0, 24 * 90);
            recorder.end(run.result(24 * 90, RunStatus::complete));
        }
        auto const size = static_cast<double>(std::filesystem::file_size(file.path()));
        std::filesystem::resize_file(file.path(), static_cast<std::uintmax_t>(share * size));
        EXPECT_THROW(recover(file.path()), H5Error) << share;
    }
}

/// A file system of `megabytes` in a folder, while this lives.
class SmallDisk {
public:
    SmallDisk(std::filesystem::path folder, int kilobytes) : folder_{std::move(folder)} {
        std::string const options = fmt::format("size={}k", kilobytes);
        mounted_ = mount("tmpfs", folder_.c_str(), "tmpfs", 0, options.c_str()) == 0;
    }
    ~SmallDisk() {
        if (mounted_) {
            umount2(folder_.c_str(), MNT_DETACH);
        }
    }
    [[nodiscard]] bool mounted() const { return mounted_; }

private:
    std::filesystem::path folder_;
    bool mounted_ = false;
};

TEST(FullDisk, ends_the_run_with_a_message_and_keeps_what_was_flushed) {
    for (int const kilobytes : {1500, 2000, 2777, 3000, 4321}) {
        TemporaryFile const file;
        SmallDisk const disk{file.folder(), kilobytes};
        if (!disk.mounted()) {
            GTEST_SKIP() << "mounting is not permitted here";
        }
        std::string const said =
            (std::filesystem::temp_directory_path() / fmt::format("gridrush-said-{}", getpid()))
                .string();
        pid_t const process = fork();
        if (process == 0) {
            if (freopen(said.c_str(), "w", stdout) == nullptr) {
                std::_Exit(9);
            }
            alarm(120);
            fill_the_disk(file.path());
        }
        int status = 0;
        waitpid(process, &status, 0);
        ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
        ASSERT_EQ(WEXITSTATUS(status), full_disk_exit);
        std::ifstream in{said};
        std::string message;
        std::getline(in, message);
        std::filesystem::remove(said);
        EXPECT_NE(message.find(file.path()), std::string::npos) << message;
        EXPECT_NE(message.find("at simulated time 20"), std::string::npos) << message;
        EXPECT_NE(message.find("No space left on device"), std::string::npos) << message;
        EXPECT_NE(message.find("gridrush recover"), std::string::npos) << message;
        std::string const marker = "recorded until ";
        std::size_t const at = message.find(marker);
        ASSERT_NE(at, std::string::npos) << message;
        auto const until = parse_time(message.substr(at + marker.size(), 10));
        ASSERT_TRUE(until) << message;

        EXPECT_GE(RunFile{file.path()}.recorded_until(), *until);
        expect_months(file.path(), 1);
        std::string const copy =
            (std::filesystem::temp_directory_path() / fmt::format("gridrush-copy-{}.h5", getpid()))
                .string();
        std::filesystem::copy_file(file.path(), copy,
                                   std::filesystem::copy_options::overwrite_existing);
        EXPECT_EQ(recover(copy).status, "interrupted");
        EXPECT_GE(RunFile{copy}.recorded_until(), *until);
        expect_months(copy, 1);
        EXPECT_EQ(shell("h5dump -H " + copy + " > /dev/null").status, 0);
        std::filesystem::remove(copy);
    }
}

TEST(FullDisk, from_the_start_leaves_no_file) {
    TemporaryFile const file;
    SmallDisk const disk{file.folder(), 8};
    if (!disk.mounted()) {
        GTEST_SKIP() << "mounting is not permitted here";
    }
    pid_t const process = fork();
    if (process == 0) {
        MadeUpRun run{buses};
        Recorder recorder{file.path(), Existing::refuse, provenance_of_build()};
        try {
            recorder.begin(run.info());
        } catch (H5Error const&) {
            std::_Exit(std::filesystem::exists(file.path()) ? 2 : full_disk_exit);
        }
        std::_Exit(1);
    }
    int status = 0;
    waitpid(process, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), full_disk_exit);
}

}  // namespace
}  // namespace gridrush
