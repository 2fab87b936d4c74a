#include "sim/world.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/interconnection/applicant.hpp"

namespace gridrush {
namespace {

template <class Rows>
std::size_t row_of(Rows const& rows, std::string const& id) {
    auto const found = std::ranges::find_if(rows, [&](auto const& row) { return row.id == id; });
    return static_cast<std::size_t>(found - rows.begin());
}

void add_site(SiteColumns& sites, LoadSpec const& load, Experiment const& experiment,
              Grid const& grid) {
    auto const substation = grid.find_substation(load.substation);
    sites.id.push_back(load.id);
    sites.load_class.push_back(load.load_class);
    sites.substation.push_back(substation);
    sites.bus.push_back(grid.substations().bus[substation.index()]);
    sites.behaviour.push_back(load.load_class == LoadClass::mine
                                  ? row_of(experiment.fleets, load.behaviour)
                                  : row_of(experiment.profiles, load.behaviour));
    sites.interruptible_share.push_back(load.interruptible_share);
    sites.bid_usd_per_mwh.push_back(load.interruption_usd_per_mwh);
    sites.metered_share.push_back(1.0);
    auto const contract = row_of(experiment.curtailment_contracts, load.contract);
    sites.contract.push_back(load.contract.empty() ? -1 : static_cast<std::int32_t>(contract));
    sites.has_switch.push_back(0);
}

void size_state(SiteColumns& sites) {
    auto const rows = sites.size();
    for (auto* column : {&sites.firm_mw, &sites.non_firm_mw, &sites.promised_mw, &sites.energised,
                         &sites.limit_mw, &sites.wanted_mw, &sites.consumed_mw,
                         &sites.lmp_usd_per_mwh, &sites.consumed_mwh, &sites.month_consumed_mwh,
                         &sites.month_cut_mwh, &sites.month_price_sum, &sites.quarter_consumed_mwh,
                         &sites.quarter_margin_usd, &sites.missed_gpu_h, &sites.sla_credit_usd}) {
        column->assign(rows, 0.0);
    }
    sites.backup_mw.assign(rows, 0.0);
    for (std::size_t cause = 0; cause < cut_cause_count; ++cause) {
        sites.cut_mw[cause].assign(rows, 0.0);
        sites.cut_mwh[cause].assign(rows, 0.0);
    }
    sites.hosted_mw.assign(rows, std::numeric_limits<double>::quiet_NaN());
    sites.energised_at.assign(rows, TimePoint::max());
    sites.non_firm.assign(rows, {});
}

void size_queue(QueueColumns& queue, Experiment const& experiment) {
    auto const rows = experiment.requests.size();
    queue.state.assign(rows, RequestState::planned);
    for (auto* column :
         {&queue.applied_at, &queue.ruled_at, &queue.energised_at, &queue.operating_at,
          &queue.left_at, &queue.studied_at, &queue.offered_at, &queue.signed_at}) {
        column->assign(rows, TimePoint::min());
    }
    for (auto* column :
         {&queue.firm_mw, &queue.non_firm_mw, &queue.studied_mw, &queue.metered_mw, &queue.fees_usd,
          &queue.held_usd, &queue.returned_usd, &queue.forfeited_usd, &queue.upgrade_usd,
          &queue.penalty_usd, &queue.kept_mw, &queue.transfer_usd, &queue.rest_mw}) {
        column->assign(rows, 0.0);
    }
    for (auto* column : {&queue.rulings, &queue.studies, &queue.upgrades}) {
        column->assign(rows, 0);
    }
    queue.exit_reason.assign(rows, static_cast<std::int32_t>(ExitReason::none));
    queue.exit_state.assign(rows, -1);
    queue.horizon_years = experiment.study.horizon_years;
    queue.granted_mw.assign(rows * static_cast<std::size_t>(queue.horizon_years), 0.0);
    for (auto const& request : experiment.requests) {
        queue.requested_mw.push_back(request.mw);
    }
}

}  // namespace

World::World(Experiment const& experiment, Grid const& grid) {
    for (auto const& site : experiment.sites) {
        add_site(sites, site, experiment, grid);
    }
    first_request_site = sites.size();
    for (auto const& request : experiment.requests) {
        add_site(sites, request, experiment, grid);
        sites.metered_share.back() = request.metered_share;
        asked_mw.push_back(request.mw);
    }
    size_state(sites);
    size_queue(queue, experiment);
    for (std::size_t site = 0; site < first_request_site; ++site) {
        sites.firm_mw[site] = experiment.sites[site].mw;
        sites.energised[site] = 1.0;
        sites.energised_at[site] = experiment.start;
    }
    for (std::size_t site = 0; site < sites.size(); ++site) {
        first_tranche.push_back(tranches.size());
        if (sites.load_class[site] == LoadClass::mine) {
            add_mine(tranches, SiteId{site}, experiment.fleets[sites.behaviour[site]]);
        }
    }
    first_tranche.push_back(tranches.size());
    added_bank_mva.resize(grid.substations().size());
    firm_capacity_mw.assign(grid.substations().size(), 0.0);
    bank_capacity_mw.assign(grid.substations().size(), 0.0);
    substation_load_mw.assign(grid.substations().size(), 0.0);
    generator_out.assign(grid.generators().size(), 0);
    branch_out.assign(grid.branches().size(), 0);
    bank_out.assign(grid.banks().size(), 0);
    substation_limit_mw.assign(grid.substations().size(), 0.0);
    bank_consumed_life = grid.banks().consumed_life_share;
}

void check_invariants(World const& world) {
    auto const& sites = world.sites;
    auto const demand = [&](bool holds, std::size_t site, std::string_view law, double found) {
        if (!holds) {
            throw std::logic_error{
                fmt::format("site {}: {} (found {:.9g} MW)", sites.id[site], law, found)};
        }
    };
    for (std::size_t site = 0; site < sites.size(); ++site) {
        auto const slack = 1e-6 * (1.0 + sites.limit_mw[site]);
        double accounted = sites.consumed_mw[site];
        if (std::isnan(accounted)) {
            continue;  // the dispatch of this interval failed and says so
        }
        for (auto const& cut : sites.cut_mw) {
            demand(cut[site] >= -slack, site, "a cut is negative", cut[site]);
            accounted += cut[site];
        }
        demand(sites.consumed_mw[site] >= -slack, site, "consumes less than nothing",
               sites.consumed_mw[site]);
        demand(sites.consumed_mw[site] <= sites.limit_mw[site] + slack, site,
               "consumes more than its contract", sites.consumed_mw[site]);
        demand(std::abs(accounted - sites.wanted_mw[site]) <= slack, site,
               "consumption and cuts do not add up to what it wants", accounted);
    }
}

}  // namespace gridrush
