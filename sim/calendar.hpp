#pragma once

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "topology/time.hpp"

namespace gridrush {

/// What falls due on a date. Among events of one instant an earlier kind comes first.
struct CalendarEvent {
    enum class Kind : std::uint8_t {
        planned_change,      ///< equipment comes, goes or changes, as planned
        maintenance_begins,  ///< of a row of the grid's maintenance table
        maintenance_ends,
        bank_failure,       ///< a transformer bank fails
        bank_delivery,      ///< a transformer that was ordered for a failed bank arrives
        bank_installation,  ///< a spare stands in a failed bank's place
        upgrade_due,        ///< an upgrade that the interconnection desk ordered stands
        contract_due,       ///< another year of a connection contract begins
        question_due,       ///< a request is asked again, as it wished
        study_due,          ///< result of an interconnection study
        lease_begins,       ///< of a tenant
        lease_ends,         ///< of a tenant
        job_due,            ///< a job that is known arrives
        job_arrives,        ///< a random job arrives at a tenant
        desk_sits,          ///< the interconnection policy is asked
        month_end,
        quarter_end,
        end,  ///< of the run
    };
    Kind kind = Kind::planned_change;
    std::int32_t entity = -1;  ///< row of what the kind is about; -1 = nothing in particular
};

/// Dated events in one fixed order: time, then kind, then the order in which they were added.
class Calendar {
public:
    void add(TimePoint time, CalendarEvent event);

    /// Time of the first event; nullopt when there is none.
    [[nodiscard]] std::optional<TimePoint> next() const;

    /// Takes the first event that is due at or before `now` into `out`; false when none is, and
    /// `out` is then unchanged. Events may be added between calls, also for `now`.
    [[nodiscard]] bool pop_due(TimePoint now, CalendarEvent& out);

private:
    struct Entry {
        TimePoint time;
        CalendarEvent event;
        std::uint64_t sequence;

        [[nodiscard]] auto order() const { return std::tuple{time, event.kind, sequence}; }
    };
    static bool later(Entry const& a, Entry const& b) { return a.order() > b.order(); }

    std::vector<Entry> heap_;
    std::uint64_t added_ = 0;
};

}  // namespace gridrush
