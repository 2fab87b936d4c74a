#include "results/metric_columns.hpp"

#include <limits>
#include <utility>

#include <fmt/core.h>

namespace gridrush {

void MetricColumns::add(std::size_t run, RunFile const& file) {
    for (Metric const& metric : file.summary()) {
        if (metric.unit.starts_with("seconds since")) {
            continue;  // an end of the clock, not a result
        }
        auto const [found, is_new] = place_.try_emplace(metric.name, columns_.size());
        if (is_new) {
            columns_.push_back(
                {metric.name, metric.unit, metric.description,
                 std::vector<double>(runs_, std::numeric_limits<double>::quiet_NaN())});
        }
        SweepTable::MetricColumn& column = columns_[found->second];
        if (column.unit != metric.unit) {
            issues_.push_back(
                {Location{file.path(), 0, 0}, "summary." + metric.name,
                 fmt::format("is in '{}' (others have it in '{}')", metric.unit, column.unit)});
        }
        column.values[run] = metric.value;
    }
}

std::vector<SweepTable::MetricColumn> MetricColumns::take() {
    throw_if_any(std::move(issues_));
    return std::move(columns_);
}

}  // namespace gridrush
