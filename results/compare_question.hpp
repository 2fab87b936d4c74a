#pragma once

#include <string>
#include <vector>

#include "topology/issue.hpp"
#include "results/compare_sweep.hpp"

namespace gridrush {

/// What the user asked of a sweep, looked up in its table. `path` names the file in messages.
class CompareQuestion {
public:
    /// Throws InputError with everything that is not there.
    CompareQuestion(SweepTable const& table, CompareSpec const& spec, std::string const& path);

    [[nodiscard]] SweepTable::Axis const& axis() const { return *axis_; }
    [[nodiscard]] std::string const& baseline() const { return baseline_; }
    /// Without the baseline, in the order of the members.
    [[nodiscard]] std::vector<std::string> const& levels() const { return levels_; }
    /// Those that `where` leaves.
    [[nodiscard]] std::vector<std::size_t> const& members() const { return members_; }
    [[nodiscard]] std::vector<SweepTable::MetricColumn const*> const& metrics() const {
        return metrics_;
    }

private:
    void wrong(std::string const& option, std::string message);
    void find_axis();
    void find_members();
    void find_baseline();
    void find_metrics();
    [[nodiscard]] std::string label_of(SweepTable::Axis const& axis, std::string const& word,
                                       std::string const& option);
    [[nodiscard]] SweepTable::Axis const* axis_to_filter(std::string const& name);

    SweepTable const& table_;
    CompareSpec const& spec_;
    std::string const& path_;
    Issues issues_;
    SweepTable::Axis const* axis_ = nullptr;
    SweepTable::Axis replicates_;
    std::string baseline_;
    std::vector<std::string> levels_;
    std::vector<std::size_t> members_;
    std::vector<SweepTable::MetricColumn const*> metrics_;
};

}  // namespace gridrush
