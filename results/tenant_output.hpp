#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/observer.hpp"
#include "results/columns.hpp"
#include "results/h5.hpp"

namespace gridrush {

/// `/tenants`, `/jobs` and `/migrations` of an open file, where the experiment has tenants: what
/// tenants are, at once; jobs as they end and moves as they arrive; what became of tenants when the
/// run ends.
class TenantOutput {
public:
    TenantOutput(h5::Group& root, RunInfo const& info);

    void add(JobRow const& row);
    void add(MigrationRow const& row);
    void write_values();
    void write_index();
    /// What became of the tenants; nothing where a simulation left that empty.
    void write(std::span<TenantRow const> rows);

private:
    void create_tenants(h5::Group& root, RunInfo const& info);

    TimePoint start_;
    std::vector<h5::Dataset> outcome_;
    std::optional<RowTable<JobRow>> jobs_;
    std::optional<RowTable<MigrationRow>> migrations_;
};

}  // namespace gridrush
