#pragma once

#include <span>
#include <vector>

#include "topology/contingency.hpp"
#include "sim/operations/dispatch.hpp"

namespace gridrush {

/// What limits a new load beside supply: the flows of the intact network and, with n_1, those after
/// every single branch outage.
struct HostingSpec {
    Security security = Security::n_1;
    RatingKind rating = RatingKind::long_term;  ///< limits flows after an outage
};

/// A limit that holds back a new load: the flow in `branch`, intact or after `outage`.
struct HostingLimit {
    BranchId branch;
    BranchId outage{};       ///< none: in the intact network
    double mw_per_mw = 0.0;  ///< MW of new load per MW of a higher limit
};

/// The largest new load at one bus in one hour.
struct HostingAnswer {
    SolveStatus status = SolveStatus::failed;
    double mw = 0.0;                   ///< NaN unless optimal
    std::vector<HostingLimit> limits;  ///< dearest first; none: supply alone limits it
    int iterations = 0;                ///< of the simplex, over all rounds
    int rounds = 0;                    ///< solves until no limit was violated
};
/// A HostingAnswer names at most so many.
inline constexpr std::size_t most_hosting_limits = 3;

/// The grid's load and generation in some hours, as columns: all of the first hour, then of the
/// next.
struct HostingHours {
    std::vector<double> load_mw;           ///< hours x buses
    std::vector<double> generator_min_mw;  ///< hours x generators
    std::vector<double> generator_max_mw;  ///< hours x generators
};

/// How much constant load each of `buses`, alone, can have on top of the hour's own load:
///   max d  s.t. balance of every island, generators and DC lines within their limits,
///               |flow| <= rating in the intact network and, with n_1, |flow| <= emergency rating
///               after every single outage with nothing dispatched again (see ContingencyScreen).
/// Dispatch may change with d but costs do not matter; no load is cut or shed. A radial outage
/// drops what it cuts off, the new load too, and what stays must hold. Where the hour's own
/// least-cost dispatch (class Dispatch, without security) is above a limit already, that limit is
/// what it has there: the new load may not make it worse. Under Convention::powermodels angle
/// limits hold in the intact network as well. An hour whose own load cannot be served is infeasible
/// at every bus.
///
/// Exact to 1e-6 MW. Rows (branch, outage) come in once they are violated and are common to all
/// buses. Answers: hours x buses, in the order of `buses`; they do not depend on `jobs`.
[[nodiscard]] std::vector<HostingAnswer> hosting_capacity(DcNetwork const& network,
                                                          HostingSpec const& spec,
                                                          std::span<BusId const> buses,
                                                          HostingHours const& hours, int jobs = 1);

}  // namespace gridrush
