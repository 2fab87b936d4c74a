#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "topology/contingency.hpp"
#include "sim/operations/dispatch.hpp"

namespace gridrush {

/// What has to be dispatched in one hour; columns as in DispatchInput.
struct HourInput {
    std::vector<double> load_mw, generator_min_mw, generator_max_mw;
};
/// Writes the input of an hour, counted from 0. Called by one thread at a time, hours in no order.
using FillHour = std::function<void(std::size_t hour, HourInput& input)>;

/// A branch above its rating in one hour, after one outage.
struct HourOverload {
    std::size_t hour = 0;
    RatingKind rating = RatingKind::continuous;
    BranchId outage, branch;
    double flow_mw = 0.0;
    double loading = 0.0;
};
/// Overloads by hour, rating, outage and branch, a block of hours after the other.
using TakeOverloads = std::function<void(std::span<HourOverload const> overloads)>;

struct OutageSeriesSpec {
    Convention convention = Convention::matpower;
    DispatchSpec dispatch;
    std::vector<RatingKind> ratings;  ///< to screen against, at least one
    std::size_t hours = 0;
    int jobs = 1;  ///< threads; nothing but the seconds depends on it
};

/// A loading with where and when; of equal ones the first.
struct WorstCase {
    double loading = 0.0;
    double flow_mw = 0.0;
    BranchId branch, outage;
    std::size_t hour = 0;

    void take(WorstCase const& other) {
        if (other.loading > loading) {
            *this = other;
        }
    }
};

/// Every outage of every hour against one rating.
struct OutageTotals {
    RatingKind rating = RatingKind::continuous;
    long overloading = 0;                    ///< contingencies with an overload
    long overloads = 0;                      ///< branches above their rating, over contingencies
    long hours_overloading = 0;              ///< hours with such a contingency
    long unknown = 0;                        ///< contingencies without an answer
    std::vector<long> hours_of_outage;       ///< with an overload, per outage
    std::vector<long> overloads_of_branch;   ///< per branch
    std::vector<WorstCase> worst_of_outage;  ///< per outage
    std::vector<WorstCase> worst_of_branch;  ///< per branch, where it is ever overloaded
};

struct OutageSeries {
    std::size_t hours = 0;
    std::size_t hours_without_dispatch = 0;  ///< their contingencies are unknown
    double objective_usd = 0.0;              ///< of the hours that have a dispatch
    double shed_mwh = 0.0;
    std::vector<Outage> outages;              ///< as ContingencyScreen has them
    std::vector<OutageTotals> totals;         ///< per rating
    double dispatch_s = 0.0, screen_s = 0.0;  ///< wall-clock, of all threads
};

/// Dispatches hour after hour and screens every single branch outage of each against each rating,
/// in blocks of a week: memory does not grow with the hours, and every block starts its dispatch
/// afresh, so that threads take blocks in any order. Branches are those in service as given.
[[nodiscard]] OutageSeries screen_hours(Grid const& grid, std::span<char const> in_service,
                                        OutageSeriesSpec const& spec, FillHour const& fill,
                                        TakeOverloads const& take = {});

}  // namespace gridrush
