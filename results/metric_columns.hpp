#pragma once

#include <map>
#include <string>
#include <vector>

#include "topology/issue.hpp"
#include "results/run_file.hpp"
#include "results/sweep_table.hpp"

namespace gridrush {

/// The numbers of several runs' summaries side by side, NaN where a run has none of a name.
class MetricColumns {
public:
    explicit MetricColumns(std::size_t runs) : runs_{runs} {}

    /// Takes in the summary of run number `run`.
    void add(std::size_t run, RunFile const& file);

    /// Throws InputError when runs gave the same number in different units.
    [[nodiscard]] std::vector<SweepTable::MetricColumn> take();

private:
    std::size_t runs_;
    std::map<std::string, std::size_t> place_;
    std::vector<SweepTable::MetricColumn> columns_;
    Issues issues_;
};

}  // namespace gridrush
