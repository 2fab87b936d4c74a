#include "results/tenant_output.hpp"

#include <string>
#include <utility>
#include <vector>

#include "results/schema.hpp"

namespace gridrush {

TenantOutput::TenantOutput(h5::Group& root, RunInfo const& info) : start_{info.experiment.start} {
    if (info.experiment.tenants.empty()) {
        return;
    }
    create_tenants(root, info);
    h5::Group jobs = root.create_group("jobs");
    jobs.set_attribute("description", "Jobs of tenants, as they end and at last the others");
    jobs_.emplace(jobs, "job", job_columns(), start_);
    h5::Group migrations = root.create_group("migrations");
    migrations.set_attribute("description", "Moves and splits of tenants");
    migrations_.emplace(migrations, "migration", migration_columns(), start_);
}

void TenantOutput::add(JobRow const& row) {
    if (jobs_) {
        jobs_->add(row);
    }
}

void TenantOutput::add(MigrationRow const& row) {
    if (migrations_) {
        migrations_->add(row);
    }
}

void TenantOutput::write_values() {
    if (jobs_) {
        jobs_->write_values();
        migrations_->write_values();
    }
}

void TenantOutput::write_index() {
    if (jobs_) {
        jobs_->write_index();
        migrations_->write_index();
    }
}

void TenantOutput::create_tenants(h5::Group& root, RunInfo const& info) {
    h5::Group group = root.create_group("tenants");
    group.set_attribute("description", "Tenants over the whole run");
    h5::Dataset const tenants = write_columns(group, tenant_columns(), info);
    for (RowColumn<TenantRow> const& column : tenant_outcomes()) {
        h5::DatasetSpec spec{std::string{column.name},
                             h5::Type::float64,
                             {info.experiment.tenants.size()},
                             0,
                             1,
                             false};
        if (column.unit.empty()) {
            spec.type = h5::Type::int32;
            spec.unwritten = -1.0;
        }
        h5::Dataset dataset = group.create(spec);
        describe(dataset, column.unit, column.long_name, start_);
        dataset.attach_scale(0, tenants);
        outcome_.push_back(std::move(dataset));
    }
}

void TenantOutput::write(std::span<TenantRow const> rows) {
    for (std::size_t c = 0; c < outcome_.size() && !rows.empty(); ++c) {
        std::vector<double> values;
        for (TenantRow const& row : rows) {
            values.push_back(tenant_outcomes()[c].value(row, start_));
        }
        outcome_[c].write(values);
    }
}

}  // namespace gridrush
