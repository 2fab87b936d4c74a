#include "sim/interconnection/queue_metrics.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "sim/interconnection/fairness.hpp"

namespace gridrush {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double seconds(TimePoint from, TimePoint to) {
    return static_cast<double>((to - from).count());
}

}  // namespace

QueueMetrics::QueueMetrics(Experiment const& experiment, std::span<Gate const> gates)
    : specs_{experiment.requests},
      gates_{gates},
      requests_(experiment.requests.size()),
      verify_{experiment.study.verify} {
    for (RequestSpec const& spec : specs_) {
        has_class_[static_cast<std::size_t>(spec.applicant_class())] = true;
    }
    for (ApplicantSpec const& kind : experiment.population) {
        has_class_[static_cast<std::size_t>(kind.applicant)] = true;
    }
}

void QueueMetrics::event(QueueEventRow const& row) {
    if (row.request < 0) {
        return;
    }
    auto const index = static_cast<std::size_t>(row.request);
    auto const applicant = static_cast<std::size_t>(specs_[index].applicant_class());
    Request& request = requests_[index];
    switch (row.kind) {
        case QueueEventKind::filed:
            request.filed_at = row.time;
            request.filed_mw = request.open_mw = row.mw;
            current_.filed_mw[applicant] += row.mw;
            break;
        case QueueEventKind::gate_passed:
            if (static_cast<std::size_t>(row.detail) < gates_.size()) {
                pass(request, gates_[static_cast<std::size_t>(row.detail)].stage);
            }
            break;
        case QueueEventKind::study_began:
            pass(request, GateStage::study);
            break;
        case QueueEventKind::study_ended:
            current_.studies += 1.0;
            current_.restudies += request.studies > 0 ? 1.0 : 0.0;
            ++request.studies;
            break;
        case QueueEventKind::shrunk:
            request.open_mw = row.mw;
            break;
        case QueueEventKind::offered:
            request.ruled = true;
            request.offered_mw = request.signed_mw + row.mw;
            break;
        case QueueEventKind::signed_:
            sign(row.request, row.mw);
            break;
        case QueueEventKind::energised:
            if (request.energised_at == TimePoint::min()) {
                request.energised_at = row.time;
            }
            [[fallthrough]];
        case QueueEventKind::stepped_up:
            change_contract(row.request, row.mw, row.time);
            break;
        case QueueEventKind::transferred:
            change_contract(row.request, row.mw, row.time);
            [[fallthrough]];
        case QueueEventKind::relinquished:
            request.converts = true;
            break;
        case QueueEventKind::rest_queued:
            request.open_mw = row.mw;
            break;
        case QueueEventKind::rest_left:
            request.open_mw = 0.0;
            request.offered_mw = request.signed_mw;
            break;
        case QueueEventKind::lapsed:
            change_contract(row.request, row.mw, row.time);
            request.signed_mw = row.mw;
            break;
        case QueueEventKind::left:
            change_contract(row.request, 0.0, row.time);
            leave(request, static_cast<ExitReason>(row.detail));
            break;
        case QueueEventKind::fee_paid:
        case QueueEventKind::security_posted:
        case QueueEventKind::security_returned:
        case QueueEventKind::security_forfeited:
        case QueueEventKind::queued:
        case QueueEventKind::stale:
        case QueueEventKind::upgrade_ordered:
        case QueueEventKind::in_operation:
        case QueueEventKind::site_lapsed:
            break;
    }
}

void QueueMetrics::study(SolveStatus status, double violation_mw) {
    ++(status == SolveStatus::optimal ? solved_ : failed_);
    violation_mw_ = std::max(violation_mw_, violation_mw);  // NaN is passed over
}

void QueueMetrics::pass(Request& request, GateStage stage) {
    request.stage = std::max(request.stage, stage);
}

void QueueMetrics::sign(std::int32_t row, double mw) {
    auto const index = static_cast<std::size_t>(row);
    Request& request = requests_[index];
    pass(request, GateStage::agreement);
    if (!std::exchange(request.ruled, true)) {
        request.offered_mw = mw;
    }
    request.open_mw = 0.0;
    request.signed_mw += mw;
    current_.signed_mw[static_cast<std::size_t>(specs_[index].applicant_class())] += mw;
}

/// What a contract gains in force is energised.
void QueueMetrics::change_contract(std::int32_t row, double mw, TimePoint now) {
    auto const index = static_cast<std::size_t>(row);
    Request& request = requests_[index];
    if (request.contract_mw > 0.0) {
        double const since_s = seconds(request.since, now);
        request.contract_mw_s += request.contract_mw * since_s;
        request.energised_s += since_s;
    }
    current_.energised_mw[static_cast<std::size_t>(specs_[index].applicant_class())] +=
        std::max(mw - request.contract_mw, 0.0);
    request.contract_mw = mw;
    request.since = now;
}

void QueueMetrics::leave(Request& request, ExitReason why) {
    bool const turned_away = why == ExitReason::refused || why == ExitReason::duplicate;
    if (turned_away) {
        request.ruled = true;
        request.offered_mw = 0.0;
    } else if (why != ExitReason::lapsed && request.energised_at == TimePoint::min()) {
        current_.withdrawn_mw[static_cast<std::size_t>(request.stage)] +=
            request.open_mw + request.signed_mw;
    }
    request.open_mw = request.signed_mw = 0.0;
}

void QueueMetrics::close_year(QueueYearEnd const& end) {
    QueueYearRow row = std::exchange(current_, {});
    row.year = end.year;
    row.backlog = end.backlog;
    for (Request const& request : requests_) {
        row.waiting_mw += request.open_mw;
    }
    row.idle_contracted_mw_years = close_contracts(end);
    auto const all = waits(Kind::any, end.year);
    row.wait_p50_months = quantile(all, 0.5);
    row.wait_p90_months = quantile(all, 0.9);
    row.conversion_wait_p50_months = quantile(waits(Kind::conversion, end.year), 0.5);
    row.greenfield_wait_p50_months = quantile(waits(Kind::greenfield, end.year), 0.5);
    add_shares(row);
    add_money(row, end.upgrades);
    years_.push_back(row);
}

double QueueMetrics::close_contracts(QueueYearEnd const& end) {
    double idle_mw_s = 0.0;
    for (std::size_t r = 0; r < requests_.size(); ++r) {
        Request& request = requests_[r];
        change_contract(static_cast<std::int32_t>(r), request.contract_mw, end.end);
        idle_mw_s += std::max(request.contract_mw_s - end.metered_mw[r] * request.energised_s, 0.0);
        request.contract_mw_s = request.energised_s = 0.0;
    }
    return idle_mw_s / seconds(make_time(end.year, 1, 1), make_time(end.year + 1, 1, 1));
}

void QueueMetrics::add_shares(QueueYearRow& row) const {
    std::vector<double> granted_share;
    std::map<std::string_view, double> signed_mw;
    for (std::size_t r = 0; r < requests_.size(); ++r) {
        Request const& request = requests_[r];
        if (request.ruled && request.filed_mw > 0.0) {
            granted_share.push_back(request.offered_mw / request.filed_mw);
        }
        RequestSpec const& spec = specs_[r];
        signed_mw[spec.project.empty() ? spec.id : spec.project] += request.signed_mw;
    }
    std::vector<double> of_projects;
    for (auto const& [project, mw] : signed_mw) {
        of_projects.push_back(mw);
    }
    row.jain_granted_share = jain_index(granted_share);
    row.gini_granted_share = gini_coefficient(granted_share);
    row.hhi_granted_mw = herfindahl_index(of_projects);
}

void QueueMetrics::add_money(QueueYearRow& row, std::span<UpgradeRow const> upgrades) {
    double ordered_usd = 0.0;
    double stranded_usd = 0.0;
    double socialised_usd = 0.0;
    for (UpgradeRow const& upgrade : upgrades) {
        ordered_usd += upgrade.allocated_usd + upgrade.socialised_usd;
        stranded_usd += upgrade.stranded_usd;
        socialised_usd += upgrade.socialised_usd;
    }
    row.stranded_usd = stranded_usd - std::exchange(stranded_usd_, stranded_usd);
    row.rate_payer_share = ordered_usd > 0.0 ? (socialised_usd + stranded_usd) / ordered_usd : nan;
    upgrade_usd_ = ordered_usd;
}

std::vector<double> QueueMetrics::waits(Kind kind, std::optional<int> year) const {
    std::vector<double> months;
    for (std::size_t r = 0; r < requests_.size(); ++r) {
        Request const& request = requests_[r];
        if (request.energised_at == TimePoint::min()) {
            continue;
        }
        Kind const is = request.converts ? Kind::conversion : Kind::greenfield;
        bool const then = !year || year_of(request.energised_at) == *year;
        if (then && (kind == Kind::any || kind == is)) {
            months.push_back(12.0 * years_between(request.filed_at, request.energised_at));
        }
    }
    return months;
}

}  // namespace gridrush
