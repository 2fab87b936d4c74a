#include <algorithm>
#include <limits>
#include <string>

#include <fmt/core.h>

#include "sim/interconnection/fairness.hpp"
#include "sim/interconnection/queue_metrics.hpp"

// What a queue comes to over the whole run.

namespace gridrush {
namespace {

double total(std::vector<QueueYearRow> const& years, auto const& of) {
    double sum = 0.0;
    for (QueueYearRow const& year : years) {
        sum += of(year);
    }
    return sum;
}

}  // namespace

std::vector<Metric> QueueMetrics::summary() const {
    std::vector<Metric> metrics;
    if (specs_.empty() || years_.empty()) {
        return metrics;
    }
    append_classes(metrics);
    append_process(metrics);
    append_outcome(metrics);
    return metrics;
}

void QueueMetrics::append_classes(std::vector<Metric>& metrics) const {
    struct What {
        char const* name;
        char const* text;
        std::array<double, applicant_class_count> QueueYearRow::* mw;
    };
    static constexpr std::array whats{
        What{"filed", "asked for when they filed", &QueueYearRow::filed_mw},
        What{"signed", "contracted by those who signed", &QueueYearRow::signed_mw},
        What{"energised", "contract that came into force", &QueueYearRow::energised_mw}};
    for (What const& what : whats) {
        double sum_mw = 0.0;
        for (std::size_t k = 0; k < applicant_class_count; ++k) {
            if (!has_class_[k]) {
                continue;
            }
            auto const name = to_string(static_cast<ApplicantClass>(k));
            double const mw =
                total(years_, [&](QueueYearRow const& year) { return (year.*what.mw)[k]; });
            metrics.push_back({fmt::format("requests_{}_{}_mw", what.name, name), "MW",
                               fmt::format("{}, requests of {}", what.text, name), mw});
            sum_mw += mw;
        }
        metrics.push_back({fmt::format("requests_{}_mw", what.name), "MW",
                           fmt::format("{}, all requests", what.text), sum_mw});
    }
}

void QueueMetrics::append_process(std::vector<Metric>& metrics) const {
    auto const waited = waits(Kind::any);
    metrics.push_back({"time_to_power_p50_months", "month",
                       "filing to energisation, median of those energised", quantile(waited, 0.5)});
    metrics.push_back({"time_to_power_p90_months", "month",
                       "filing to energisation, 90th percentile of those energised",
                       quantile(waited, 0.9)});
    for (std::size_t stage = 0; stage < gate_stage_count; ++stage) {
        auto const name = to_string(static_cast<GateStage>(stage));
        metrics.push_back(
            {fmt::format("withdrawn_{}_mw", name), "MW",
             fmt::format("withdrawn before energisation, last gate passed: {}", name),
             total(years_, [&](QueueYearRow const& year) { return year.withdrawn_mw[stage]; })});
    }
    auto const studied = std::ranges::count_if(requests_, [](auto const& r) { return r.studies; });
    double const restudies = total(years_, [](auto const& year) { return year.restudies; });
    metrics.push_back({"restudies_per_request", "1", "further studies per request that was studied",
                       studied > 0 ? restudies / static_cast<double>(studied)
                                   : std::numeric_limits<double>::quiet_NaN()});
    double backlog = 0.0;
    for (QueueYearRow const& year : years_) {
        backlog = std::max(backlog, year.backlog);
    }
    metrics.push_back({"study_backlog_highest", "1",
                       "studies that wait for engineers, most at any year's end", backlog});
    metrics.push_back({"studies", "1", "studies that took time and found an answer",
                       static_cast<double>(solved_)});
    metrics.push_back({"failed_studies", "1", "studies that took time and found none",
                       static_cast<double>(failed_)});
    if (verify_) {
        metrics.push_back({"largest_study_violation_mw", "MW",
                           "of any limit by what a study grants, checked by other means",
                           solved_ > 0 ? violation_mw_ : std::numeric_limits<double>::quiet_NaN()});
    }
}

void QueueMetrics::append_outcome(std::vector<Metric>& metrics) const {
    QueueYearRow const& last = years_.back();
    metrics.push_back({"upgrade_usd", "USD", "cost of upgrades that were ordered", upgrade_usd_});
    metrics.push_back({"stranded_upgrade_usd", "USD",
                       "cost of upgrades that requests left without paying", stranded_usd_});
    metrics.push_back({"rate_payer_share", "1", "of the cost of upgrades, socialised or stranded",
                       last.rate_payer_share});
    metrics.push_back(
        {"idle_contracted_mw_years", "MW year", "contract in force less the highest metered power",
         total(years_, [](auto const& year) { return year.idle_contracted_mw_years; })});
    metrics.push_back({"jain_granted_share", "1",
                       "Jain's index of what was offered over asked, of requests ruled on",
                       last.jain_granted_share});
    metrics.push_back({"gini_granted_share", "1",
                       "Gini coefficient of what was offered over asked, of requests ruled on",
                       last.gini_granted_share});
    metrics.push_back({"hhi_granted_mw", "1",
                       "Herfindahl-Hirschman index of signed MW by project, 0 to 10000",
                       last.hhi_granted_mw});
    metrics.push_back({"conversion_time_to_power_p50_months", "month",
                       "filing to energisation of conversions, median",
                       quantile(waits(Kind::conversion), 0.5)});
    metrics.push_back({"greenfield_time_to_power_p50_months", "month",
                       "filing to energisation of all but conversions, median",
                       quantile(waits(Kind::greenfield), 0.5)});
}

}  // namespace gridrush
