#include "tests/sim/operations/curtailed_world.hpp"

#include "policies/curtailment/split.hpp"

namespace gridrush::testing {

constexpr double generation_mw = 1000.0;

CurtailmentDecision ScriptedCurtailment::decide(CurtailmentView const& view, Rng&) {
    return split ? split(view) : split_in_proportion(view, view.contracted_mw);
}

CurtailedWorld::CurtailedWorld() {
    experiment.start = make_time(2025, 1, 1);
    experiment.end = make_time(2027, 1, 1);
    experiment.power_factor = 1.0;
    experiment.spare_banks = 0;
    experiment.profiles.emplace_back().id = "flat";
    experiment.profiles.back().peak_utilisation = 1.0;
    made.generator(0, generation_mw, 20.0);
    made.spec.buses[0].load_mw = 1.0;
    auto& substation = made.spec.substations.emplace_back();
    substation.id = "S";
    substation.bus = "0";
    auto& bank = made.spec.banks.emplace_back();
    bank.id = "S-1";
    bank.substation = "S";
    bank.mva = 10'000.0;
}

SiteSpec& CurtailedWorld::site(std::string id, double mw, std::string contract) {
    auto& site = experiment.sites.emplace_back();
    site.id = std::move(id);
    site.load_class = LoadClass::ai_campus;
    site.substation = "S";
    site.mw = mw;
    site.behaviour = "flat";
    site.contract = std::move(contract);
    return site;
}

CurtailmentContractSpec& CurtailedWorld::contract(std::string id, CurtailmentTier tier) {
    auto& contract = experiment.curtailment_contracts.emplace_back();
    contract.id = std::move(id);
    contract.tier = tier;
    return contract;
}

void CurtailedWorld::start(std::vector<double> short_mw) {
    double large_mw = 0.0;
    for (auto const& site : experiment.sites) {
        large_mw += site.mw;
    }
    auto& series = made.spec.series.emplace_back();
    series.id = "native";
    series.start = experiment.start;
    series.step = experiment.interval;
    for (auto const mw : short_mw) {
        series.values.push_back(generation_mw - large_mw + mw);
    }
    series.values.resize(short_mw.size() + 20'000, generation_mw - large_mw - 100.0);
    made.spec.areas[0].load_series = "native";
    grid = std::make_unique<Grid>(made.spec);
    throw_if_any(validate(experiment, *grid));
    policies_ = make_policies(default_policies());
    calls_ = std::make_unique<PolicyCalls>(
        default_policies(), [](DecisionRow const&) {}, PolicyWatch::Overrun{});
    world = std::make_unique<World>(experiment, *grid);
    operations = std::make_unique<Operations>(*world, experiment, *grid, policy, *policies_.loading,
                                              *calls_, timing_);
    now = experiment.start;
}

IntervalRow const& CurtailedWorld::step() {
    auto const hours = static_cast<double>(experiment.interval.count()) / 3600.0;
    auto const& row = operations->step(now, hours, 0.0);
    check_invariants(*world);
    now += experiment.interval;
    return row;
}

double CurtailedWorld::cut_mw(std::size_t site, CurtailmentTier tier) const {
    return operations->curtailment().ledger().use(site, tier).last_mw;
}

double CurtailedWorld::cut_mw(std::size_t site) const {
    return world->sites.wanted_mw[site] - world->sites.consumed_mw[site];
}

double CurtailedWorld::cut_mw(std::size_t site, CutCause cause) const {
    return world->sites.cut_mw[static_cast<std::size_t>(cause)][site];
}

CurtailmentRow CurtailedWorld::sum(std::size_t site, CurtailmentTier tier) const {
    CurtailmentRow sum;
    for (auto const& row : operations->curtailment().ledger().rows()) {
        if (row.site == static_cast<std::int32_t>(site) && row.tier == tier) {
            sum.hours += row.hours;
            sum.events += row.events;
            sum.mwh += row.mwh;
            sum.paid_usd += row.paid_usd;
            sum.stand_by_usd += row.stand_by_usd;
            sum.contract = row.contract;
            sum.capped_at = std::max(sum.capped_at, row.capped_at);
        }
    }
    return sum;
}

}  // namespace gridrush::testing
