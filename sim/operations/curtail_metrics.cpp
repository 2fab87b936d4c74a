#include "sim/operations/curtail_metrics.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "sim/interconnection/fairness.hpp"

namespace gridrush {
namespace {

/// Of the sites of one class.
struct ClassSums {
    double hours = 0.0, mwh = 0.0, paid_usd = 0.0, stand_by_usd = 0.0;
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

std::array<ClassSums, load_class_count> sum_by_class(Curtailment const& curtailment,
                                                     SiteColumns const& sites) {
    std::array<ClassSums, load_class_count> sums;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        auto& sum = sums[static_cast<std::size_t>(sites.load_class[site])];
        auto const cut = imposed_mwh(sites, site);
        auto const wanted = sites.consumed_mwh[site] + cut;
        sum.mwh += cut;
        sum.hours += curtailment.ledger().site_hours()[site];
        if (wanted > 0.0) {
            sum.cut.push_back(cut / wanted);
            sum.served.push_back(1.0 - sum.cut.back());
        }
    }
    for (auto const& row : curtailment.ledger().rows()) {
        auto const load_class = sites.load_class[static_cast<std::size_t>(row.site)];
        sums[static_cast<std::size_t>(load_class)].paid_usd += row.paid_usd;
        sums[static_cast<std::size_t>(load_class)].stand_by_usd += row.stand_by_usd;
    }
    return sums;
}

void add_class(std::vector<Metric>& metrics, std::string_view name, ClassSums const& sum) {
    auto const add = [&](std::string_view what, std::string unit, std::string_view says,
                         double value) {
        metrics.push_back({fmt::format("curtailed_{}_{}", name, what), std::move(unit),
                           fmt::format(fmt::runtime(says), name), value});
    };
    add("h", "h", "time that {} sites were cut by the grid, summed over sites", sum.hours);
    add("mwh", "MWh", "energy of {} that the grid cut", sum.mwh);
    add("served_jain", "1", "Jain's index of the share that {} sites got of what they wanted",
        jain_index(sum.served));
    add("cut_gini", "1", "Gini coefficient of the share that {} sites were cut of what they wanted",
        gini_coefficient(sum.cut));
    add("paid_usd", "USD", "paid to {} sites for what was cut", sum.paid_usd);
    add("stand_by_usd", "USD", "paid to {} sites for standing ready to be cut", sum.stand_by_usd);
}

}  // namespace

std::vector<Metric> curtailment_metrics(Curtailment const& curtailment, World const& world,
                                        Experiment const& experiment) {
    std::vector<Metric> metrics;
    auto const sums = sum_by_class(curtailment, world.sites);
    for (std::size_t row = 0; row < sums.size(); ++row) {
        add_class(metrics, to_string(static_cast<LoadClass>(row)), sums[row]);
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
