#include "sim/operations/curtailment_contract.hpp"

#include <array>

#include <fmt/format.h>

namespace gridrush {
namespace {

using Spec = CurtailmentContractSpec;

Spec named(std::string_view id, CurtailmentTier tier) {
    Spec spec;
    spec.id = id;
    spec.tier = tier;
    return spec;
}

Spec pjm_iras() {
    auto spec = named("pjm_iras", CurtailmentTier::non_firm);
    spec.usd_per_mwh = 1500.0;
    return spec;
}

/// 10 to 20 events a year: the upper end.
Spec dominion_ci() {
    auto spec = named("dominion_ci", CurtailmentTier::demand_response);
    spec.usd_per_kw_year = 36.0;
    spec.events_per_year = 20.0;
    return spec;
}

/// 8.25 USD/kW-month.
Spec dominion_ci_120h() {
    auto spec = named("dominion_ci_120h", CurtailmentTier::demand_response);
    spec.usd_per_kw_year = 99.0;
    spec.hours_per_year = 120.0;
    spec.notice_minutes = 30.0;
    return spec;
}

Spec base_interruptible() {
    auto spec = named("base_interruptible", CurtailmentTier::demand_response);
    spec.hours_per_year = 180.0;
    spec.events_per_month = 10.0;
    return spec;
}

Spec doe_backup() {
    auto spec = named("doe_backup", CurtailmentTier::backup_generation);
    spec.backup.share = 1.0;
    spec.backup.start_minutes = 15.0;
    return spec;
}

Spec sb6_disconnect() {
    return named("sb6_disconnect", CurtailmentTier::remote_disconnect);
}

}  // namespace

std::span<KnownContract const> known_contracts() {
    static std::array const known{
        KnownContract{
            pjm_iras(),
            "PJM IRAS, filed at FERC and pending: MW that no capacity covers go before paid "
            "reductions, about 1,500 USD/MWh (secondary source)",
            "2026-08-13"},
        KnownContract{dominion_ci(),
                      "Dominion, commercial and industrial: 36 USD/kW-year, 10 to 20 events a year "
                      "(secondary source)",
                      "2026-08"},
        KnownContract{dominion_ci_120h(),
                      "Dominion, commercial and industrial: 8.25 USD/kW-month, at most 120 h a "
                      "year, 30 min notice (secondary source)",
                      "2026-08"},
        KnownContract{base_interruptible(),
                      "PG&E and SCE, Base Interruptible Program: 180 h a year, 10 events a month "
                      "(Norris et al. 2025, NI R 25-01); what it pays is left 0",
                      "2025-02"},
        KnownContract{doe_backup(),
                      "US Department of Energy, orders for PJM: loads of 50 MW and more on backup "
                      "within 15 min (secondary source); cost and fuel are modelling choices",
                      "2026-08"},
        KnownContract{sb6_disconnect(),
                      "Texas SB6: loads of 75 MW and more can be disconnected in a firm load shed",
                      "2025-06-20"},
    };
    return known;
}

Issues find_ladder_mistakes(CurtailmentSpec const& spec, double firm_usd_per_mwh) {
    Issues issues;
    struct Rung {
        char const* key;
        double usd_per_mwh;
    };
    std::array const rungs{
        Rung{"demand_response_usd_per_mwh", spec.demand_response_usd_per_mwh},
        Rung{"backup_usd_per_mwh", spec.backup_usd_per_mwh},
        Rung{"remote_disconnect_usd_per_mwh", spec.remote_disconnect_usd_per_mwh},
        Rung{"firm_large_load_shed_usd_per_mwh", firm_usd_per_mwh}};
    for (std::size_t row = 1; row < rungs.size(); ++row) {
        if (!(rungs[row].usd_per_mwh > rungs[row - 1].usd_per_mwh)) {
            issues.push_back(
                {{},
                 fmt::format("curtailment.{}", rungs[row - 1].key),
                 fmt::format("must be below {} (found {:g} and {:g} USD/MWh; the rungs of the "
                             "ladder rise in price)",
                             rungs[row].key, rungs[row - 1].usd_per_mwh, rungs[row].usd_per_mwh)});
        }
    }
    auto const& stages = spec.emergency_stages;
    for (std::size_t row = 1; row < stages.size(); ++row) {
        auto const rises = stages[row].reserve_mw > stages[row - 1].reserve_mw ||
                           stages[row].reserve_share > stages[row - 1].reserve_share ||
                           stages[row].deploys < stages[row - 1].deploys;
        if (rises) {
            issues.push_back({stages[row].at,
                              fmt::format("curtailment.emergency_stages[{}].reserve_mw", row),
                              "a later stage must not have more reserve nor deploy less than the "
                              "one before"});
        }
    }
    auto const& shares = spec.under_frequency.stages;
    for (std::size_t row = 1; row < shares.size(); ++row) {
        if (!(shares[row] > shares[row - 1])) {
            issues.push_back({{},
                              "curtailment.under_frequency.stages",
                              fmt::format("cumulative shares must rise (found {:g} after {:g})",
                                          shares[row], shares[row - 1])});
        }
    }
    return issues;
}

}  // namespace gridrush
