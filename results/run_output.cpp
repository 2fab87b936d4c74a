#include "results/run_output.hpp"

#include <array>
#include <filesystem>
#include <utility>

#include <fmt/core.h>

namespace gridrush {
namespace {

void write_text(h5::Group& group, char const* name, char const* long_name,
                std::string const& text) {
    h5::Dataset dataset = group.create({name, h5::Type::text, {}, 0, 1, false});
    dataset.set_attribute("long_name", long_name);
    dataset.write(std::span<std::string const>{&text, 1});
}

void write_number(h5::Group& group, std::string const& name, std::string_view unit,
                  std::string_view long_name, double value, TimePoint start) {
    h5::Dataset dataset = group.create({name, h5::Type::float64, {}, 0, 1, false});
    describe(dataset, unit, long_name, start);
    dataset.write(std::span<double const>{&value, 1});
}

void write_root(h5::Group& root, Provenance const& provenance, Experiment const& experiment) {
    root.set_attribute("Conventions", "CF-1.8");
    root.set_attribute("title", experiment.name);
    root.set_attribute("description", experiment.description);
    root.set_attribute("source", "gridrush " + provenance.version);
    root.set_attribute("format_version", std::string{format_version});
    root.set_attribute("gridrush_version", provenance.version);
    root.set_attribute("git_commit", provenance.commit);
    root.set_attribute("experiment_id", provenance.experiment_id);
    root.set_attribute("seed", experiment.seed);
    root.set_attribute("replicate", std::uint64_t{experiment.replicate});
    root.set_attribute("start", format_time(experiment.start));
    root.set_attribute("end", format_time(experiment.end));
    root.set_attribute("status", std::string{to_string(RunStatus::running)});
}

void write_experiment(h5::Group& root, Provenance const& provenance) {
    h5::Group group = root.create_group("experiment");
    group.set_attribute("description", "The question that this run answers");
    write_text(group, "text", "Experiment file as the user wrote it", provenance.experiment_text);
    write_text(group, "file", "Name of the experiment file",
               std::filesystem::path{provenance.experiment_file}.filename().string());
    write_text(group, "resolved", "Experiment with every default filled in",
               provenance.resolved_text);
}

void write_grid(h5::Group& root, RunInfo const& info) {
    h5::Group grid = root.create_group("grid");
    grid.set_attribute("description", "The grid that the run stood on");
    grid.set_attribute("name", info.grid.name());
    grid.set_attribute("base_mva", info.grid.base_mva());
    for (FixedTable const& table : grid_tables()) {
        if (row_count(table.columns, info) > 0) {
            h5::Group group = grid.create_group(std::string{table.name});
            group.set_attribute("description", std::string{table.description});
            write_columns(group, table.columns, info);
        }
    }
}

/// A table that is known as a whole.
template <class Row>
void write_table(h5::Group& group, std::string_view dimension, char const* description,
                 std::span<RowColumn<Row> const> columns, std::vector<Row> const& rows,
                 TimePoint start) {
    group.set_attribute("description", description);
    RowTable<Row> table{group, dimension, columns, start};
    for (Row const& row : rows) {
        table.add(row);
    }
    table.write_values();
    table.write_index();
}

}  // namespace

RunOutput::RunOutput(std::string path, h5::File file, Provenance const& provenance,
                     RunInfo const& info)
    : path_{std::move(path)}, file_{std::move(file)}, start_{info.experiment.start} {
    try {
        create_all(provenance, info);
        file_.start_swmr();
        lock_.emplace(path_);
    } catch (...) {
        abandon();
        throw;
    }
}

void RunOutput::create_all(Provenance const& provenance, RunInfo const& info) {
    for (CurtailmentContractSpec const& contract : info.experiment.curtailment_contracts) {
        contracts_.push_back(contract.id);
    }
    h5::Group root = file_.root();
    write_root(root, provenance, info.experiment);
    write_experiment(root, provenance);
    write_grid(root, info);
    h5::Group policies = root.create_group("policies");
    policies.set_attribute("description", "The rules that decided");
    write_columns(policies, policy_columns(), info);
    create_series(root, info);
    queue_.emplace(root, info);
    tenants_.emplace(root, info);
    h5::Group events = root.create_group("events");
    events.set_attribute("description", "What happened, in the order of time");
    events_.emplace(events, "event", event_columns(), start_);
    h5::Group decisions = root.create_group("decisions");
    decisions.set_attribute("description", "What policies decided and what became of it");
    decisions_.emplace(decisions, "decision", decision_columns(), start_);
    create_timing(root, provenance);
}

void RunOutput::create_series(h5::Group& root, RunInfo const& info) {
    for (SeriesGroup const& schema : series_groups()) {
        RecordSpec const record = record_of(schema, info.experiment.record);
        bool const empty = schema.has_entities() && row_count(schema.entities, info) == 0;
        if (record.interval == RecordInterval::none || empty) {
            continue;
        }
        h5::Group group = root.create_group(std::string{schema.name});
        group.set_attribute("description", std::string{schema.description});
        group.set_attribute("interval", std::string{to_string(record.interval)});
        group.set_attribute(
            "aggregate",
            std::string{to_string(record.interval == RecordInterval::hour ? RecordAggregate::mean
                                                                          : record.aggregate)});
        series_.emplace_back(std::move(group), schema, record, info);
    }
}

void RunOutput::create_timing(h5::Group& root, Provenance const& provenance) {
    h5::Group group = root.create_group("timing");
    group.set_attribute("description",
                        "Whatever depends on when, where and how fast the run was made");
    group.set_attribute("created", wall_clock_text());
    group.set_attribute("host", host_name());
    group.set_attribute("command_line", provenance.command_line);
    group.set_attribute("experiment_path", provenance.experiment_file);
    for (TimingValue const& value : timing_values()) {
        h5::Dataset dataset =
            group.create({std::string{value.name}, h5::Type::float64, {}, 0, 1, false});
        describe(dataset, "s", value.long_name, start_);
        timing_.push_back(std::move(dataset));
    }
}

void RunOutput::add(IntervalRow const& row) {
    for (SeriesWriter& series : series_) {
        series.add(row);
    }
}

void RunOutput::flush_month() {
    for (SeriesWriter& series : series_) {
        series.end_period();
    }
    hand_over();
}

/// Values first, then the coordinates that tell how many there are.
void RunOutput::hand_over() {
    for (SeriesWriter& series : series_) {
        series.write_values();
    }
    queue_->write_values();
    tenants_->write_values();
    events_->write_values();
    decisions_->write_values();
    file_.flush();
    for (SeriesWriter& series : series_) {
        series.write_times();
    }
    queue_->write_index();
    tenants_->write_index();
    events_->write_index();
    decisions_->write_index();
    file_.flush();
}

void RunOutput::finish(RunResult const& result) {
    flush_month();
    queue_->write(result);
    tenants_->write(result.tenants);
    write_timing(result);
    file_.flush();
    queue_->write_index();
    file_.close();
    lock_.reset();
    append_outcome(result);
}

void RunOutput::write_timing(RunResult const& result) {
    for (std::size_t c = 0; c < timing_.size(); ++c) {
        double const seconds = result.timing.*timing_values()[c].member;
        timing_[c].write(std::span<double const>{&seconds, 1});
    }
}

void RunOutput::append_curtailment(h5::Group& root, RunResult const& result) {
    h5::Group group = root.create_unnamed_group("curtailment");
    write_table<CurtailmentRow>(group, "ledger", "What was cut of sites, and what they were paid",
                                curtailment_columns(), result.curtailment, start_);
    if (!contracts_.empty()) {
        h5::Dataset names =
            group.create({"contract_names", h5::Type::text, {contracts_.size()}, 0, 1, false});
        names.set_attribute("long_name", "Curtailment contracts of the experiment, by row");
        names.write(contracts_);
        names.make_scale();
    }
    file_.flush();
    root.link(group, "curtailment");
}

/// What is added is written whole before a name leads to it, so that it is there whole or not at
/// all.
void RunOutput::append_outcome(RunResult const& result) {
    file_ = h5::File::open(path_, h5::Mode::write);
    h5::Group root = file_.root();
    h5::Group summary = root.create_unnamed_group("summary");
    summary.set_attribute("description", "The run in numbers");
    write_number(summary, "simulated_until", time_unit, "End of the last simulated interval",
                 seconds_since(start_, result.reached), start_);
    for (Metric const& metric : result.summary) {
        write_number(summary, metric.name, metric.unit, metric.description, metric.value, start_);
    }
    h5::Group upgrades = root.create_unnamed_group("upgrades");
    if (!result.upgrades.empty()) {
        write_table<UpgradeRow>(upgrades, "upgrade", "Upgrades of the grid that were ordered",
                                upgrade_columns(), result.upgrades, start_);
    }
    file_.flush();
    if (!result.upgrades.empty()) {
        root.link(upgrades, "upgrades");
    }
    if (!result.curtailment.empty()) {
        append_curtailment(root, result);
    }
    root.link(summary, "summary");
    root.set_attribute("status", std::string{to_string(result.status)});
    file_.close();
}

void RunOutput::abandon() noexcept {
    file_.abandon();
    lock_.reset();
}

}  // namespace gridrush
