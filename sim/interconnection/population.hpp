#pragma once

#include <vector>

#include "topology/grid.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

/// The requests of the experiment's population, class by class in order of arrival, with ids such
/// as `cloud_0001`; filings of one project elsewhere are `cloud_0001_b`, `cloud_0001_c`, equal but
/// for their substation, and all of them name it as their `project`.
///
/// Arrivals are a Poisson process whose rate is `per_year` of the year of the run (unit exponential
/// times, stretched: Cinlar, 1975), so that more years or other rates later on leave those
/// before as they are. The n-th applicant of a class has a random stream of its own, from which
/// every attribute takes the same count of random numbers: neither another class nor a regime nor
/// another distribution of one attribute moves any other draw. The replicate is part of the key.
/// Locations follow substation_weights(), those of one project all different.
///
/// Preconditions: `validate(experiment, grid)` finds nothing; the grid has a substation where there
/// is a population. Throws as find_site_appeal().
[[nodiscard]] std::vector<RequestSpec> draw_requests(Experiment const& experiment,
                                                     Grid const& grid);

}  // namespace gridrush
