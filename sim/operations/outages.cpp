#include "sim/operations/outages.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/operations/unit_life.hpp"

namespace gridrush {
namespace {

/// An actor for each row of a table that can fail while it stands within [start, end).
template <class RowId>
void spawn_table(Engine& engine, Experiment const& experiment, auto const& table, Purpose purpose) {
    for (std::size_t row = 0; row < table.size(); ++row) {
        auto const times = outage_times(table, row);
        Lifetime const lifetime{table.from_date[row], table.until_date[row]};
        auto const seen = lifetime.from < experiment.end && lifetime.until > experiment.start;
        if (!times.fails() || !table.in_service[row] || !seen) {
            continue;
        }
        Rng const rng{experiment.seed, purpose, stream_of(table.id[row]), experiment.replicate};
        engine.spawn("unit " + table.id[row], SiteId{},
                     [=](Life& life) { live_as_unit(life, RowId{row}, times, lifetime, rng); });
    }
}

}  // namespace

void Outages::spawn_units(Engine& engine) const {
    if (experiment_.outages.generators) {
        spawn_table<GeneratorId>(engine, experiment_, grid_.generators(), Purpose::outage);
    }
    if (experiment_.outages.branches) {
        spawn_table<BranchId>(engine, experiment_, grid_.branches(), Purpose::branch_outage);
    }
}

void Outages::fill_calendar(Calendar& calendar) const {
    using Kind = CalendarEvent::Kind;
    auto const& maintenance = grid_.maintenance();
    if (!experiment_.outages.maintenance) {
        return;
    }
    for (std::size_t row = 0; row < maintenance.size(); ++row) {
        auto const from = std::max(maintenance.from_date[row], experiment_.start);
        if (from < std::min(maintenance.until_date[row], experiment_.end)) {
            auto const entity = static_cast<std::int32_t>(row);
            calendar.add(from, {Kind::maintenance_begins, entity});
            calendar.add(maintenance.until_date[row], {Kind::maintenance_ends, entity});
        }
    }
}

void Outages::handle(Message const& message) {
    auto const failed = message.kind == Message::Kind::fail;
    auto const row = message.from.index();
    auto const of_branch = message.from.kind == Sender::Kind::branch;
    auto& reasons = of_branch ? world_.branch_out[row] : world_.generator_out[row];
    reasons += failed ? 1 : -1;
    auto const kind = of_branch
                          ? (failed ? EventKind::branch_failed : EventKind::branch_repaired)
                          : (failed ? EventKind::generator_failed : EventKind::generator_repaired);
    auto const mw = of_branch ? grid_.branches().rating_mw[row] : grid_.generators().max_mw[row];
    observer_.event({message.time, kind, message.from.row, mw});
}

int& Outages::reasons_of_maintenance(std::size_t row) {
    auto const unit = grid_.maintenance().row[row];
    switch (grid_.maintenance().equipment[row]) {
        case Equipment::generator:
            return world_.generator_out[unit];
        case Equipment::branch:
            return world_.branch_out[unit];
        case Equipment::bank:
            return world_.bank_out[unit];
    }
    throw std::logic_error{"outages: maintenance of no equipment"};
}

double Outages::mw_of_maintenance(std::size_t row) const {
    auto const unit = grid_.maintenance().row[row];
    switch (grid_.maintenance().equipment[row]) {
        case Equipment::generator:
            return grid_.generators().max_mw[unit];
        case Equipment::branch:
            return grid_.branches().rating_mw[unit];
        case Equipment::bank:
            return grid_.banks().mva[unit];
    }
    return 0.0;
}

void Outages::handle(CalendarEvent const& event, TimePoint now) {
    auto const row = static_cast<std::size_t>(event.entity);
    auto const begins = event.kind == CalendarEvent::Kind::maintenance_begins;
    reasons_of_maintenance(row) += begins ? 1 : -1;
    observer_.event({now, begins ? EventKind::maintenance_began : EventKind::maintenance_ended,
                     event.entity, mw_of_maintenance(row)});
}

}  // namespace gridrush
