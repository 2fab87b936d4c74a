#pragma once

#include <utility>
#include <vector>

#include "sim/calendar.hpp"
#include "sim/interconnection/desk_money.hpp"
#include "sim/interconnection/planning_study.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Contracts of connection after they are signed: megawatts by year, what is owed for taking less,
/// what is lost by not using them, and rights that pass from a site to the request that converts
/// it.
///
/// Years count from the signature. Firm and non-firm MW of the present year are in World::sites;
/// from NonFirmRight::firm_at on all of it is firm. Power stations that an applicant brings are
/// kept in the accounts only: they feed nothing into the grid.
class DeskContracts {
public:
    /// All must outlive this object.
    DeskContracts(World& world, Experiment const& experiment, Terms const& terms,
                  Calendar& calendar, DeskMoney& money, TellQueue const& tell);

    /// MW of a site's connection that the request takes over without a study: that of the site that
    /// it converts, less the haircut; 0 for the others, where the right does not pass, and where
    /// another request has taken it over.
    [[nodiscard]] double kept_mw(RequestId request) const;
    /// What the desk offers a request that asks for no more than it keeps: the site's own firm
    /// share.
    [[nodiscard]] Ruling in_place(RequestId request) const;

    void sign(RequestId request, Ruling const& offer, TimePoint now);
    /// First instant with MW under the contract; the signature when there never are any.
    [[nodiscard]] TimePoint energise_from(RequestId request) const;
    /// Another year of the contract begins, or it becomes firm. Returns whether MW have changed.
    bool step(RequestId request, TimePoint now);
    /// The request goes into operation: a site that it converts ends, its MW above what it keeps go
    /// back to the pool.
    void energise(RequestId request, TimePoint now);

    /// After every interval: highest consumption.
    void meter();
    /// At a month's end, before the month's energies are forgotten: minimum take, and what is lost
    /// by not using it. `waiting`: someone waits for capacity. Returns whose contract ended.
    std::vector<RequestId> close_month(TimePoint now, double hours, bool waiting);

    /// Firm MW of everybody in operation or signed, by year from `now`; the most of each year. What
    /// is non-firm may be cut and does not count.
    void add_standing(TimePoint now, int years, std::vector<StudyLoad>& loads) const;
    [[nodiscard]] bool contracts_changed() { return std::exchange(changed_, false); }

private:
    struct Mw {
        double firm = 0.0, non_firm = 0.0;
    };
    struct Contract {
        TimePoint signed_at = TimePoint::min();  ///< min = none
        std::vector<double> firm_mw, non_firm_mw;
        NonFirmRight right;
        double lost_mw = 0.0;    ///< by not using them
        double liable_mw = 0.0;  ///< of those, still to be paid for
        TimePoint period_since = TimePoint::min();
        int months = 0;  ///< of the period
        double used_mwh_before = 0.0;
        int idle_periods = 0;
        double idle_use_mw = 0.0;  ///< highest mean use of the idle periods
    };

    [[nodiscard]] Mw in_force(Contract const& contract, TimePoint date) const;
    void show(RequestId request, TimePoint now);
    [[nodiscard]] std::size_t converted_site(RequestId request) const;
    [[nodiscard]] double used_mwh(std::size_t site) const;
    void charge_minimum(RequestId request, TimePoint now, double hours);
    bool check_use(RequestId request, TimePoint now, bool waiting);
    bool lose(RequestId request, double mw, TimePoint now);

    World& world_;
    Experiment const& experiment_;
    Terms const& terms_;
    Calendar& calendar_;
    DeskMoney& money_;
    TellQueue const& tell_;
    std::vector<Contract> contracts_;      ///< per request
    std::vector<std::size_t> converts_;    ///< per request, row of the site; none = npos
    std::vector<RequestId> converted_by_;  ///< per site of the start
    bool changed_ = false;
};

}  // namespace gridrush
