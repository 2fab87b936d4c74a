#include "sim/ledger.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace gridrush {
namespace {

/// Columns of SystemRow whose integral over time means something.
constexpr std::array integrated{&SystemRow::native_load_mw,       &SystemRow::mine_mw,
                                &SystemRow::ai_campus_mw,         &SystemRow::industry_mw,
                                &SystemRow::wanted_large_mw,      &SystemRow::generation_mw,
                                &SystemRow::available_mw,         &SystemRow::shed_mw,
                                &SystemRow::cut_price_mw,         &SystemRow::cut_transformer_mw,
                                &SystemRow::cut_branch_mw,        &SystemRow::cut_supply_mw,
                                &SystemRow::cut_emergency_mw,     &SystemRow::cut_contract_mw,
                                &SystemRow::renewable_spilled_mw, &SystemRow::objective_usd_per_h,
                                &SystemRow::generation_usd_per_h, &SystemRow::co2_t_per_h,
                                &SystemRow::storage_charge_mw,    &SystemRow::storage_discharge_mw};

constexpr double noticeable_mw = 1e-6;

double ratio(double part, double whole) {
    return whole > 0.0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

/// Median and others of the waits of granted requests, months from application to ruling.
double wait_quantile_months(QueueColumns const& queue, double quantile) {
    std::vector<double> waits;
    for (std::size_t row = 0; row < queue.state.size(); ++row) {
        if (queue.firm_mw[row] + queue.non_firm_mw[row] > 0.0) {
            waits.push_back(12.0 * years_between(queue.applied_at[row], queue.ruled_at[row]));
        }
    }
    if (waits.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    auto const rank = static_cast<std::size_t>(quantile * static_cast<double>(waits.size() - 1));
    std::ranges::nth_element(waits, waits.begin() + static_cast<std::ptrdiff_t>(rank));
    return waits[rank];
}

void add_queue_metrics(std::vector<Metric>& metrics, QueueColumns const& queue) {
    for (std::size_t state = 0; state < request_state_count; ++state) {
        double mw = 0.0;
        for (std::size_t row = 0; row < queue.state.size(); ++row) {
            mw +=
                static_cast<std::size_t>(queue.state[row]) == state ? queue.requested_mw[row] : 0.0;
        }
        auto const name = to_string(static_cast<RequestState>(state));
        metrics.push_back({fmt::format("queue_{}_mw", name), "MW",
                           fmt::format("requested by requests that ended {}", name), mw});
    }
    metrics.push_back({"queue_wait_p50_months", "month",
                       "application to grant, median of granted requests",
                       wait_quantile_months(queue, 0.5)});
    metrics.push_back({"queue_wait_p90_months", "month",
                       "application to grant, 90th percentile of granted requests",
                       wait_quantile_months(queue, 0.9)});
}

void add_energised_metrics(std::vector<Metric>& metrics, SiteColumns const& sites) {
    for (std::size_t load_class = 0; load_class < load_class_count; ++load_class) {
        double mw = 0.0;
        for (std::size_t site = 0; site < sites.size(); ++site) {
            mw += static_cast<std::size_t>(sites.load_class[site]) == load_class
                      ? sites.contract_mw(site) * sites.energised[site]
                      : 0.0;
        }
        auto const name = to_string(static_cast<LoadClass>(load_class));
        metrics.push_back({fmt::format("energised_{}_mw", name), "MW",
                           fmt::format("contract that {} sites may draw at the end", name), mw});
    }
}

}  // namespace

void Ledger::book(IntervalRow const& row) {
    ++intervals_;
    month_hours_ += row.length_h;
    native_peak_mw_ = std::max(native_peak_mw_, row.system.native_load_mw);
    if (row.system.dispatch_status != static_cast<double>(SolveStatus::optimal)) {
        ++failed_intervals_;
        return;
    }
    indices_.book(row, world_.sites);
    book_system(row);
    book_sites(row);
    book_mines(row.length_h);
}

void Ledger::book_system(IntervalRow const& row) {
    auto const& system = row.system;
    for (auto const column : integrated) {
        energy_.*column += system.*column * row.length_h;
    }
    auto const consumed = system.native_load_mw - system.shed_mw + system.mine_mw +
                          system.ai_campus_mw + system.industry_mw;
    consumed_mwh_ += consumed * row.length_h;
    lmp_times_mwh_ += consumed > 0.0 ? system.lmp_mean_usd_per_mwh * consumed * row.length_h : 0.0;
    highest_lmp_ = std::max(highest_lmp_, system.lmp_max_usd_per_mwh);
    shed_hours_ += system.shed_mw > noticeable_mw ? row.length_h : 0.0;
    large_load_lost_hours_ += system.cut_emergency_mw > noticeable_mw ? row.length_h : 0.0;
    congested_hours_ += system.binding_branches > 0.0 ? row.length_h : 0.0;
}

void Ledger::book_sites(IntervalRow const& row) {
    auto& sites = world_.sites;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        auto const mwh = sites.consumed_mw[site] * row.length_h;
        sites.consumed_mwh[site] += mwh;
        sites.month_consumed_mwh[site] += mwh;
        if (!std::isnan(sites.lmp_usd_per_mwh[site])) {  // no price in an island with nothing in it
            sites.month_price_sum[site] += sites.lmp_usd_per_mwh[site] * row.length_h;
        }
        for (std::size_t cause = 0; cause < cut_cause_count; ++cause) {
            auto const cut = sites.cut_mw[cause][site] * row.length_h;
            sites.cut_mwh[cause][site] += cut;
            if (static_cast<CutCause>(cause) != CutCause::price) {
                sites.month_cut_mwh[site] += cut;
            }
        }
    }
}

void Ledger::book_mines(double length_h) {
    auto& sites = world_.sites;
    auto const& tranches = world_.tranches;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        auto left = sites.consumed_mw[site];
        if (sites.load_class[site] != LoadClass::mine || left <= 0.0) {
            continue;
        }
        // The tranches that earn most run first; rows of one mine are few.
        double revenue = 0.0;
        double ceiling = std::numeric_limits<double>::infinity();
        auto const first = world_.first_tranche[site];
        auto const last = world_.first_tranche[site + 1];
        for (auto pass = first; pass < last && left > 0.0; ++pass) {
            double best = -1.0;
            double mw = 0.0;
            for (auto row = first; row < last; ++row) {
                auto const earns = tranches.revenue_usd_per_mwh[row];
                if (earns < ceiling && earns >= best) {
                    mw = (earns == best ? mw : 0.0) + tranches.share[row] * sites.wanted_mw[site];
                    best = earns;
                }
            }
            auto const run = std::min(left, mw);
            revenue += run * best;
            left -= run;
            ceiling = best;
        }
        auto const usd = revenue * length_h;
        auto const cost = sites.consumed_mw[site] * sites.lmp_usd_per_mwh[site] * length_h;
        mining_revenue_usd_ += usd;
        mining_energy_cost_usd_ += cost;
        sites.quarter_consumed_mwh[site] += sites.consumed_mw[site] * length_h;
        sites.quarter_margin_usd[site] += usd - cost;
    }
}

void Ledger::close_month() {
    month_hours_ = 0.0;
    auto& sites = world_.sites;
    std::ranges::fill(sites.month_consumed_mwh, 0.0);
    std::ranges::fill(sites.month_cut_mwh, 0.0);
    std::ranges::fill(sites.month_price_sum, 0.0);
}

void Ledger::close_quarter() {
    std::ranges::fill(world_.sites.quarter_consumed_mwh, 0.0);
    std::ranges::fill(world_.sites.quarter_margin_usd, 0.0);
}

std::vector<Metric> Ledger::summary() const {
    auto const& e = energy_;
    std::vector<Metric> metrics{
        {"intervals", "1", "operating intervals simulated", static_cast<double>(intervals_)},
        {"failed_intervals", "1", "intervals whose dispatch found no optimum",
         static_cast<double>(failed_intervals_)},
        {"objective_usd", "USD", "sum of the dispatch objectives", e.objective_usd_per_h},
        {"generation_cost_usd", "USD", "variable cost of generation", e.generation_usd_per_h},
        {"native_peak_mw", "MW", "highest native load asked for", native_peak_mw_},
        {"native_energy_mwh", "MWh", "native load asked for", e.native_load_mw},
        {"mine_energy_mwh", "MWh", "consumed by mines", e.mine_mw},
        {"ai_campus_energy_mwh", "MWh", "consumed by AI campuses", e.ai_campus_mw},
        {"industry_energy_mwh", "MWh", "consumed by other large industry", e.industry_mw},
        {"generation_mwh", "MWh", "generated", e.generation_mw},
        {"storage_charge_mwh", "MWh", "taken from the grid by stores", e.storage_charge_mw},
        {"storage_discharge_mwh", "MWh", "given to the grid by stores", e.storage_discharge_mw},
        {"native_shed_mwh", "MWh", "native load lost in all", e.shed_mw},
        {"native_shed_hours", "h", "time with native load lost", shed_hours_},
        {"large_load_emergency_hours", "h",
         "time with large load cut in an emergency stage, or firm large load lost",
         large_load_lost_hours_},
        {"cut_price_mwh", "MWh", "left off by mines because of the price", e.cut_price_mw},
        {"cut_transformer_mwh", "MWh", "cut because a substation's banks were full",
         e.cut_transformer_mw},
        {"cut_branch_mwh", "MWh", "interruptible load cut with a branch at its limit",
         e.cut_branch_mw},
        {"cut_supply_mwh", "MWh", "interruptible load cut for lack of supply", e.cut_supply_mw},
        {"cut_emergency_mwh", "MWh", "large load cut in emergency stages, or firm large load lost",
         e.cut_emergency_mw},
        {"cut_contract_mwh", "MWh", "kept cut by the terms of contracts though it could be served",
         e.cut_contract_mw},
        {"congested_hours", "h", "time with a branch at its limit", congested_hours_},
        {"renewable_spilled_share", "1",
         "wind and solar energy not taken, of what was generated "
         "in all",
         ratio(e.renewable_spilled_mw, e.generation_mw)},
        {"lmp_mean_usd_per_mwh", "USD/MWh", "mean price weighted by consumption",
         ratio(lmp_times_mwh_, consumed_mwh_)},
        {"lmp_max_usd_per_mwh", "USD/MWh", "highest price at any bus", highest_lmp_},
        {"co2_t", "t", "carbon dioxide of generation", e.co2_t_per_h},
        {"mining_revenue_usd", "USD", "hashprice revenue of mines", mining_revenue_usd_},
        {"mining_energy_cost_usd", "USD", "energy of mines at their bus's price",
         mining_energy_cost_usd_},
    };
    indices_.append_to(metrics);
    add_energised_metrics(metrics, world_.sites);
    add_queue_metrics(metrics, world_.queue);
    return metrics;
}

}  // namespace gridrush
