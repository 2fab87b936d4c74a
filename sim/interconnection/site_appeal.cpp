#include "sim/interconnection/site_appeal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/operations/dispatch.hpp"
#include "sim/operations/supply.hpp"

namespace gridrush {
namespace {

constexpr double share_of_neighbours = 0.5;  ///< of what stands one branch away

/// `values` (negative and NaN ones count as 0) as shares of their sum; equal ones where it is 0.
std::vector<double> shares(std::vector<double> values) {
    for (double& value : values) {
        value = value > 0.0 ? value : 0.0;
    }
    double const sum = std::reduce(values.begin(), values.end());
    for (double& value : values) {
        value = sum > 0.0 ? value / sum : 1.0 / static_cast<double>(values.size());
    }
    return values;
}

/// Firm megawatts of every substation's banks that the sites leave.
std::vector<double> headroom_mw(Experiment const& experiment, Grid const& grid) {
    std::vector<double> mw(grid.substations().size());
    for (std::size_t row = 0; row < mw.size(); ++row) {
        mw[row] =
            grid.firm_capacity_mva(SubstationId{row}, experiment.start, experiment.spare_banks) *
            experiment.power_factor;
    }
    for (SiteSpec const& site : experiment.sites) {
        mw[grid.find_substation(site.substation).index()] -= site.mw;
    }
    return mw;
}

bool is_renewable(Fuel fuel) {
    return fuel == Fuel::wind || fuel == Fuel::solar || fuel == Fuel::csp || fuel == Fuel::hydro;
}

std::vector<double> resource_mw(Experiment const& experiment, Grid const& grid) {
    auto const& generators = grid.generators();
    std::vector<double> at_bus(grid.buses().size());
    for (std::size_t row = 0; row < generators.size(); ++row) {
        bool const runs = generators.in_service[row] != 0 &&
                          generators.from_date[row] <= experiment.start &&
                          experiment.start < generators.until_date[row];
        if (runs && is_renewable(generators.fuel[row])) {
            at_bus[generators.bus[row].index()] += generators.max_mw[row];
        }
    }
    std::vector<double> around = at_bus;
    auto const& branches = grid.branches();
    auto const in_service = grid.branches_in_service(experiment.start);
    for (std::size_t row = 0; row < branches.size(); ++row) {
        if (in_service[row] != 0) {
            auto const from = branches.from[row].index();
            auto const to = branches.to[row].index();
            around[from] += share_of_neighbours * at_bus[to];
            around[to] += share_of_neighbours * at_bus[from];
        }
    }
    std::vector<double> mw;
    for (BusId const bus : grid.substations().bus) {
        mw.push_back(around[bus.index()]);
    }
    return mw;
}

/// The hour of the run's first year with the highest native load.
TimePoint peak_hour(Experiment const& experiment, Supply const& supply, std::size_t buses) {
    std::vector<double> load(buses);
    double highest = -1.0;
    TimePoint peak = experiment.start;
    for (auto time = experiment.start; time < add_years(experiment.start, 1);
         time += Seconds{3600}) {
        supply.native_load(time, load);
        if (double const mw = std::reduce(load.begin(), load.end()); mw > highest) {
            highest = mw;
            peak = time;
        }
    }
    return peak;
}

/// LMP of every bus in the peak hour, sites drawing their contracts; empty where it has no
/// dispatch. What a grid must take at other hours (fixed output) it may spill here.
std::vector<double> peak_prices(Experiment const& experiment, Grid const& grid) {
    Supply supply{grid, experiment};
    supply.set_date(experiment.start);
    TimePoint const peak = peak_hour(experiment, supply, grid.buses().size());
    supply.set_date(peak);
    std::vector<double> load(grid.buses().size());
    std::vector<double> low(grid.generators().size());
    std::vector<double> high(grid.generators().size());
    supply.native_load(peak, load);
    supply.generator_limits(peak, low, high);
    for (double& mw : low) {
        mw = std::min(mw, 0.0);
    }
    for (SiteSpec const& site : experiment.sites) {
        SubstationId const substation = grid.find_substation(site.substation);
        load[grid.substations().bus[substation.index()].index()] += site.mw;
    }
    DcNetwork const network{grid, experiment.convention, grid.branches_in_service(peak)};
    DispatchSpec spec = experiment.dispatch;
    spec.security = Security::none;
    Dispatch dispatch{network, spec};
    auto const& result = dispatch.solve(
        {.load_mw = load, .generator_min_mw = low, .generator_max_mw = high, .cuts = {}});
    return result.status == SolveStatus::optimal ? result.lmp_usd_per_mwh : std::vector<double>{};
}

/// How much cheaper than the dearest substation each is; none where nobody goes by it.
std::vector<double> cheapness(Experiment const& experiment, Grid const& grid) {
    auto const& buses = grid.substations().bus;
    std::vector<double> usd(buses.size());
    auto const by_price = std::ranges::find_if(
        experiment.population, [](auto const& applicant) { return applicant.by_price > 0.0; });
    if (by_price == experiment.population.end()) {
        return usd;
    }
    std::vector<double> const lmp = peak_prices(experiment, grid);
    if (lmp.empty()) {
        throw InputError{{{by_price->at, "population." + by_price->id + ".by_price",
                           "the hour of the highest native load has no dispatch: no prices"}}};
    }
    double dearest = -std::numeric_limits<double>::infinity();
    for (BusId const bus : buses) {
        dearest = std::fmax(dearest, lmp[bus.index()]);
    }
    for (std::size_t row = 0; row < usd.size(); ++row) {
        usd[row] = dearest - lmp[buses[row].index()];
    }
    return usd;
}

}  // namespace

SiteAppeal find_site_appeal(Experiment const& experiment, Grid const& grid) {
    return {shares(headroom_mw(experiment, grid)), shares(cheapness(experiment, grid)),
            shares(resource_mw(experiment, grid)), shares(grid.substations().wan_gbps)};
}

std::vector<double> substation_weights(ApplicantSpec const& applicant, SiteAppeal const& appeal,
                                       Grid const& grid) {
    std::size_t const count = grid.substations().size();
    std::vector<double> looked_at(count, applicant.substations.empty() ? 1.0 : 0.0);
    for (std::string const& id : applicant.substations) {
        looked_at[grid.find_substation(id).index()] = 1.0;
    }
    std::vector<double> weights(count);
    for (std::size_t row = 0; row < count; ++row) {
        weights[row] =
            looked_at[row] *
            (applicant.by_headroom * appeal.headroom[row] + applicant.by_price * appeal.price[row] +
             applicant.by_resource * appeal.resource[row] + applicant.by_fibre * appeal.fibre[row]);
    }
    bool const any = std::reduce(weights.begin(), weights.end()) > 0.0;
    return shares(any ? std::move(weights) : std::move(looked_at));
}

}  // namespace gridrush
