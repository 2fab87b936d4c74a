#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "topology/grid.hpp"
#include "sim/observer.hpp"
#include "tests/temporary_folder.hpp"

namespace gridrush::testing {

/// A run without a simulation: rows whose numbers are known, told to an observer.
/// Value of entity e at interval k of variable v: 1000 v + 10 e + (k mod 7), see value().
class MadeUpRun {
public:
    /// A grid of `buses` buses in a ring with a generator each, one substation, two sites of the
    /// start, one request.
    explicit MadeUpRun(std::size_t buses = 3);

    [[nodiscard]] RunInfo info() const { return {grid_, experiment, site_ids_, request_ids_}; }
    [[nodiscard]] static double value(std::size_t variable, std::size_t entity, std::size_t k) {
        return static_cast<double>(1000 * variable + 10 * entity + k % 7);
    }

    /// begin, `hours` intervals with a month_end after every month, an event, a decision and an
    /// event of the queue on every day; end() with `status` unless it is running.
    void tell(Observer& observer, std::size_t hours, RunStatus status = RunStatus::complete);
    /// Only the intervals [first, last), with their events, decisions and month ends.
    void tell_intervals(Observer& observer, std::size_t first, std::size_t last);
    /// With a queue of every column, two years of it and two upgrades.
    [[nodiscard]] RunResult result(std::size_t hours, RunStatus status) const;

    Experiment experiment;

private:
    void fill(std::size_t k);
    [[nodiscard]] QueueColumns queue() const;

    Grid grid_;
    std::vector<std::string> site_ids_, request_ids_;
    std::vector<std::vector<double>> columns_;
    IntervalRow row_;
};

/// A file name in a folder of its own that goes away with this.
class TemporaryFile {
public:
    [[nodiscard]] std::string path() const { return (folder() / "run.h5").string(); }
    [[nodiscard]] std::filesystem::path const& folder() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
};

/// Exit status and output (both streams) of a shell command.
struct ShellResult {
    int status = 0;
    std::string output;
};
[[nodiscard]] ShellResult shell(std::string const& command);

}  // namespace gridrush::testing
