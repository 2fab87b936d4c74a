#pragma once

#include <vector>

#include "topology/grid.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

/// What draws applicants to the substations of a grid, each a share of all substations together
/// (>= 0, sum 1; equal shares where there is nothing to tell them apart), at the start of the run.
struct SiteAppeal {
    std::vector<double> headroom;  ///< firm capacity of its banks less the sites that it feeds
    std::vector<double> price;     ///< highest LMP of all less its own
    std::vector<double> resource;  ///< wind, solar and hydro MW at its bus, and half of those one
                                   ///< branch away
    std::vector<double> fibre;     ///< bandwidth of its WAN link
};

/// `price` stays at equal shares unless an applicant of the experiment goes by it: it takes one
/// least-cost dispatch of the hour with the highest native load of the first year, with the sites,
/// without stores.
/// Throws InputError at that applicant's `by_price` where that hour has no dispatch.
[[nodiscard]] SiteAppeal find_site_appeal(Experiment const& experiment, Grid const& grid);

/// Weight of every substation for one kind of applicant, sum 1; 0 where it does not look, equal
/// where it looks when nothing that it goes by is there.
/// Precondition: its substations are in the grid.
[[nodiscard]] std::vector<double> substation_weights(ApplicantSpec const& applicant,
                                                     SiteAppeal const& appeal, Grid const& grid);

}  // namespace gridrush
