#pragma once

#include <vector>

#include "sim/calendar.hpp"
#include "sim/engine.hpp"
#include "sim/observer.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// What is out of service by chance or by plan: gives every unit that can fail its life, and
/// carries out what these lives tell and what the grid's maintenance table says. A unit may be out
/// for several reasons at once; it is back when none is left.
///
/// A unit that fails or is repaired within an operating interval is out or back from the next
/// interval on; the event's time is exact.
class Outages {
public:
    Outages(World& world, Experiment const& experiment, Grid const& grid, Observer& observer)
        : world_{world}, experiment_{experiment}, grid_{grid}, observer_{observer} {}

    /// Gives each unit that can fail within the run an actor with random times of its own: keyed by
    /// seed, id and replicate, so that no other unit and no policy moves them.
    void spawn_units(Engine& engine) const;
    /// Enters beginnings and ends of the maintenance that falls into the run.
    void fill_calendar(Calendar& calendar) const;

    /// Carries out one message of a unit's actor.
    void handle(Message const& message);
    /// Carries out a maintenance_begins or maintenance_ends event.
    void handle(CalendarEvent const& event, TimePoint now);

private:
    /// The reasons of a row of the maintenance table.
    [[nodiscard]] int& reasons_of_maintenance(std::size_t row);
    [[nodiscard]] double mw_of_maintenance(std::size_t row) const;

    World& world_;
    Experiment const& experiment_;
    Grid const& grid_;
    Observer& observer_;
};

}  // namespace gridrush
