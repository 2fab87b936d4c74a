#pragma once

#include <utility>
#include <vector>

#include "sim/calendar.hpp"
#include "sim/interconnection/desk_money.hpp"
#include "sim/interconnection/desk_transfers.hpp"
#include "sim/interconnection/desk_use.hpp"
#include "sim/interconnection/planning_study.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Contracts of connection after they are signed: megawatts by year, what is owed for taking less,
/// and what is lost by not using them.
///
/// Years count from the signature. A request whose rest stayed in the queue may sign again: what it
/// signs for is added, once it has built for it. Firm and non-firm MW of the present are in
/// World::sites; from NonFirmRight::firm_at on all of it is firm. Power stations that an applicant
/// brings are kept in the accounts only: they feed nothing into the grid.
class DeskContracts {
public:
    /// All must outlive this object.
    DeskContracts(World& world, Experiment const& experiment, Terms const& terms,
                  Calendar& calendar, DeskMoney& money, DeskTransfers& transfers,
                  TellQueue const& tell);

    void sign(RequestId request, Ruling const& offer, TimePoint now);
    /// First instant with MW under the contract; the signature when there never are any.
    [[nodiscard]] TimePoint energise_from(RequestId request) const;
    /// Another year of the contract begins, or it becomes firm. Returns whether MW have changed.
    bool step(RequestId request, TimePoint now);
    /// The request goes into operation: a site that it converts ends.
    void energise(RequestId request, TimePoint now);

    /// After every interval: highest consumption.
    void meter();
    /// At a month's end, before the month's energies are forgotten: minimum take, and what is lost
    /// by not using it, by sites of the start too. `waiting`: someone waits for capacity. Returns
    /// whose contract ended.
    std::vector<RequestId> close_month(TimePoint now, double hours, bool waiting);

    /// Firm MW of everybody in operation or signed, by year from `now`; the most of each year. What
    /// is non-firm may be cut and does not count.
    void add_standing(TimePoint now, int years, std::vector<StudyLoad>& loads) const;
    [[nodiscard]] bool contracts_changed() { return std::exchange(changed_, false); }
    /// MW were lost by not using them since this was last asked.
    [[nodiscard]] bool capacity_came_back() { return std::exchange(came_back_, false); }

private:
    struct Mw {
        double firm = 0.0, non_firm = 0.0;
    };
    /// What was signed at once.
    struct Tranche {
        TimePoint signed_at, from;  ///< no MW before
        std::vector<double> firm_mw, non_firm_mw;
        NonFirmRight right;

        [[nodiscard]] Mw in_force(TimePoint date) const;
        /// Dates at which its MW may change.
        [[nodiscard]] std::vector<TimePoint> steps() const;
    };
    struct Contract {
        std::vector<Tranche> tranches;
        double lost_mw = 0.0;    ///< by not using them
        double liable_mw = 0.0;  ///< of those, still to be paid for

        [[nodiscard]] Mw in_force(TimePoint date) const;
    };

    void write_grants(RequestId request);
    void show(RequestId request, TimePoint now);
    void charge_minimum(RequestId request, TimePoint now, double hours);
    bool lose(RequestId request, double mw, TimePoint now);
    void lose_of_site(std::size_t site, double mw, TimePoint now);

    World& world_;
    Experiment const& experiment_;
    Terms const& terms_;
    Calendar& calendar_;
    DeskMoney& money_;
    DeskTransfers& transfers_;
    TellQueue const& tell_;
    DeskUse use_;
    std::vector<Contract> contracts_;  ///< per request
    bool changed_ = false, came_back_ = false;
};

}  // namespace gridrush
