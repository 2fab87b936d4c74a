#include "sim/operations/curtail_metrics.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "sim/interconnection/fairness.hpp"

namespace gridrush {
namespace {

/// Of the sites of one group: a class, a contract, or all.
struct GroupSums {
    std::string name, sites;  ///< in the metric's name; who they are
    double hours = 0.0, events = 0.0, longest_h = 0.0, mwh = 0.0, deepest_mw = 0.0;
    double cost_usd = 0.0, paid_usd = 0.0, stand_by_usd = 0.0;
    bool hosts = false;  ///< some are AI campuses
    double missed_gpu_h = 0.0, sla_credit_usd = 0.0;
    std::vector<double> served, cut;  ///< shares of what each wanted
};

double imposed_mwh(SiteColumns const& sites, std::size_t site) {
    double mwh = 0.0;
    for (std::size_t cause = 0; cause < cut_cause_count; ++cause) {
        auto const by_choice = static_cast<CutCause>(cause) == CutCause::price;
        mwh += by_choice ? 0.0 : sites.cut_mwh[cause][site];
    }
    return mwh;
}

/// A group per class, one of all sites, one per contract that the experiment has.
std::vector<GroupSums> groups_of(Experiment const& experiment) {
    std::vector<GroupSums> groups(load_class_count + 1);
    for (std::size_t row = 0; row < load_class_count; ++row) {
        groups[row].name = to_string(static_cast<LoadClass>(row));
        groups[row].sites = fmt::format("{} sites", groups[row].name);
    }
    groups.back().name = "all";
    groups.back().sites = "all sites";
    for (auto const& contract : experiment.curtailment_contracts) {
        auto& group = groups.emplace_back();
        group.name = fmt::format("contract_{}", groups.size() - load_class_count - 1);
        group.sites = fmt::format("sites under the contract {}", contract.id);
    }
    return groups;
}

/// Calls `add` with every group that a site belongs to.
template <class Add>
void for_groups(std::vector<GroupSums>& groups, SiteColumns const& sites, std::size_t site,
                Add add) {
    add(groups[static_cast<std::size_t>(sites.load_class[site])]);
    add(groups[load_class_count]);
    if (sites.contract[site] >= 0) {
        add(groups[load_class_count + 1 + static_cast<std::size_t>(sites.contract[site])]);
    }
}

void add_site(GroupSums& sum, CutLedger const& ledger, SiteColumns const& sites, std::size_t site) {
    auto const cut = imposed_mwh(sites, site);
    auto const wanted = sites.consumed_mwh[site] + cut;
    sum.mwh += cut;
    sum.hours += ledger.site_hours()[site];
    sum.events += ledger.site_events()[site];
    sum.longest_h = std::max(sum.longest_h, ledger.site_longest_h()[site]);
    sum.cost_usd += cut * sites.bid_usd_per_mwh[site];
    sum.hosts |= sites.load_class[site] == LoadClass::ai_campus;
    sum.missed_gpu_h += sites.missed_gpu_h[site];
    sum.sla_credit_usd += sites.sla_credit_usd[site];
    if (wanted > 0.0) {
        sum.cut.push_back(cut / wanted);
        sum.served.push_back(1.0 - sum.cut.back());
    }
}

std::vector<GroupSums> sum_by_group(CutLedger const& ledger, SiteColumns const& sites,
                                    Experiment const& experiment) {
    auto groups = groups_of(experiment);
    for (std::size_t site = 0; site < sites.size(); ++site) {
        for_groups(groups, sites, site,
                   [&](GroupSums& sum) { add_site(sum, ledger, sites, site); });
    }
    for (auto const& row : ledger.rows()) {
        for_groups(groups, sites, static_cast<std::size_t>(row.site), [&](GroupSums& sum) {
            sum.paid_usd += row.paid_usd;
            sum.stand_by_usd += row.stand_by_usd;
            if (row.cause != CutCause::price) {
                sum.deepest_mw = std::max(sum.deepest_mw, row.deepest_mw);
            }
        });
    }
    return groups;
}

double ratio(double over, double under) {
    return under > 0.0 ? over / under : std::numeric_limits<double>::quiet_NaN();
}

void add_group(std::vector<Metric>& metrics, GroupSums const& sum, bool has_tenants) {
    auto const add = [&](std::string_view what, std::string unit, std::string_view says,
                         double value) {
        metrics.push_back({fmt::format("curtailed_{}_{}", sum.name, what), std::move(unit),
                           fmt::format(fmt::runtime(says), sum.sites), value});
    };
    add("h", "h", "time that {} were cut by the grid, summed over sites", sum.hours);
    add("events", "1", "runs of intervals with a cut of {}", sum.events);
    add("mean_h", "h", "mean length of such a run, {}", ratio(sum.hours, sum.events));
    add("longest_h", "h", "longest of them, {}", sum.longest_h);
    add("mwh", "MWh", "energy of {} that the grid cut", sum.mwh);
    add("mean_mw", "MW", "mean depth of a cut, {}", ratio(sum.mwh, sum.hours));
    add("deepest_mw", "MW", "deepest cut on one rung of {}", sum.deepest_mw);
    add("served_jain", "1", "Jain's index of the share that {} got of what they wanted",
        jain_index(sum.served));
    add("cut_gini", "1", "Gini coefficient of the share that {} were cut of what they wanted",
        gini_coefficient(sum.cut));
    add("envy", "1", "largest less smallest share that {} were cut of what they wanted",
        largest_envy(sum.cut));
    add("cost_usd", "USD", "what that energy was worth to {} by their bids", sum.cost_usd);
    add("paid_usd", "USD", "paid to {} for what was cut", sum.paid_usd);
    add("stand_by_usd", "USD", "paid to {} for standing ready to be cut", sum.stand_by_usd);
    if (has_tenants && sum.hosts) {
        add("missed_gpu_h", "h", "GPU-hours that tenants at {} could not compute in time",
            sum.missed_gpu_h);
        add("sla_credit_usd", "USD", "credits due to tenants at {}", sum.sla_credit_usd);
    }
}

}  // namespace

std::vector<Metric> curtailment_metrics(Curtailment const& curtailment, World const& world,
                                        Experiment const& experiment) {
    std::vector<Metric> metrics;
    for (auto const& sum : sum_by_group(curtailment.ledger(), world.sites, experiment)) {
        add_group(metrics, sum, !experiment.tenants.empty());
    }
    metrics.push_back({"curtailment_caps_reached", "1",
                       "rungs of sites, by year, that a cap let be cut no further",
                       static_cast<double>(curtailment.ledger().caps_reached())});
    metrics.push_back({"backup_mwh", "MWh", "carried by sites' own generators while they were cut",
                       curtailment.backup().energy_mwh()});
    metrics.push_back(
        {"backup_cost_usd", "USD", "variable cost of that", curtailment.backup().cost_usd()});
    auto const& stages = experiment.curtailment.emergency_stages;
    for (std::size_t row = 0; row < stages.size(); ++row) {
        metrics.push_back(
            {fmt::format("emergency_stage_{}_h", row + 1), "h",
             fmt::format("time in emergency stage {} or a deeper one", stages[row].name),
             curtailment.stage_hours()[row]});
    }
    return metrics;
}

void find_remote_switches(World& world, Experiment const& experiment,
                          ConnectionRules const& rules) {
    for (std::size_t row = 0; row < experiment.requests.size(); ++row) {
        auto const& request = experiment.requests[row];
        auto const asks = [&](Gate const& gate) {
            return gate.remote_disconnect && gate.from_mw <= request.mw &&
                   request.mw < gate.below_mw && request.applied_on >= gate.from_date;
        };
        auto const has_switch = request.remote_disconnect && std::ranges::any_of(rules.gates, asks);
        world.sites.has_switch[world.first_request_site + row] = has_switch ? 1 : 0;
    }
}

}  // namespace gridrush
