#include "sim/interconnection/desk_contracts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/interconnection/request_life.hpp"

namespace gridrush {
namespace {

constexpr auto npos = static_cast<std::size_t>(-1);
constexpr double negligible_mw = 1e-6;
constexpr double kw_per_mw = 1000.0;

bool is_in_operation(RequestState state) {
    return state == RequestState::ramping || state == RequestState::operating;
}

bool has_contract(RequestState state) {
    return state == RequestState::building || is_in_operation(state);
}

}  // namespace

DeskContracts::DeskContracts(World& world, Experiment const& experiment, Terms const& terms,
                             Calendar& calendar, DeskMoney& money, TellQueue const& tell)
    : world_{world},
      experiment_{experiment},
      terms_{terms},
      calendar_{calendar},
      money_{money},
      tell_{tell},
      contracts_(experiment.requests.size()),
      converted_by_(experiment.sites.size()) {
    for (auto const& request : experiment.requests) {
        auto const site = std::ranges::find(experiment.sites, request.converts, &SiteSpec::id);
        converts_.push_back(request.converts.empty() || site == experiment.sites.end()
                                ? npos
                                : static_cast<std::size_t>(site - experiment.sites.begin()));
    }
}

std::size_t DeskContracts::converted_site(RequestId request) const {
    auto const site = converts_[request.index()];
    auto const passes = terms_.transfer.in_place && !terms_.transfer.relinquish;
    if (site == npos || !passes) {
        return npos;
    }
    auto const taken_by = converted_by_[site];
    return !taken_by.valid() || taken_by == request ? site : npos;
}

double DeskContracts::kept_mw(RequestId request) const {
    auto const site = converted_site(request);
    return site == npos ? 0.0 : (1.0 - terms_.transfer.haircut) * world_.sites.contract_mw(site);
}

Ruling DeskContracts::in_place(RequestId request) const {
    auto const site = converted_site(request);
    auto const asked = world_.asked_mw[request.index()];
    auto const firm_share = world_.sites.firm_mw[site] / world_.sites.contract_mw(site);
    return {.request = request,
            .kind = RulingKind::grant,
            .firm_mw = asked * firm_share,
            .non_firm_mw = asked * (1.0 - firm_share),
            .non_firm = world_.sites.non_firm[site]};
}

DeskContracts::Mw DeskContracts::in_force(Contract const& contract, TimePoint date) const {
    auto const last = static_cast<int>(contract.firm_mw.size()) - 1;
    auto year = 0;
    while (year < last && add_years(contract.signed_at, year + 1) <= date) {
        ++year;
    }
    auto const row = static_cast<std::size_t>(year);
    Mw mw{contract.firm_mw[row], contract.non_firm_mw[row]};
    if (date >= contract.right.firm_at) {
        mw = {mw.firm + mw.non_firm, 0.0};
    }
    auto const lost = std::min(contract.lost_mw, mw.firm + mw.non_firm);
    auto const of_non_firm = std::min(lost, mw.non_firm);
    return {mw.firm - (lost - of_non_firm), mw.non_firm - of_non_firm};
}

/// Brings the site's columns up to date.
void DeskContracts::show(RequestId request, TimePoint now) {
    auto const& contract = contracts_[request.index()];
    auto const site = world_.site_of(request).index();
    auto& sites = world_.sites;
    auto const mw = in_force(contract, now);
    double most = mw.firm;
    for (auto year = 1; year < static_cast<int>(contract.firm_mw.size()); ++year) {
        auto const date = add_years(contract.signed_at, year);
        most = date > now ? std::max(most, in_force(contract, date).firm) : most;
    }
    if (contract.right.firm_at != TimePoint::max() && contract.right.firm_at > now) {
        most = std::max(most, in_force(contract, contract.right.firm_at).firm);
    }
    auto const converted = converted_site(request);
    auto const waits =
        converted != npos && world_.queue.state[request.index()] == RequestState::building;
    sites.firm_mw[site] = waits ? 0.0 : mw.firm;
    sites.non_firm_mw[site] = waits ? 0.0 : mw.non_firm;
    sites.promised_mw[site] =
        waits ? std::max(most - sites.firm_mw[converted], 0.0) : most - mw.firm;
}

void DeskContracts::sign(RequestId request, Ruling const& offer, TimePoint now) {
    auto const row = request.index();
    auto& contract = contracts_[row];
    contract.signed_at = now;
    contract.firm_mw = offer.firm_by_year_mw;
    contract.non_firm_mw = offer.non_firm_by_year_mw;
    contract.right = offer.non_firm;
    auto& queue = world_.queue;
    queue.firm_mw[row] = contract.firm_mw.back();
    queue.non_firm_mw[row] = contract.non_firm_mw.back();
    auto const years = static_cast<std::size_t>(queue.horizon_years);
    for (std::size_t year = 0; year < years; ++year) {
        auto const k = std::min(year, contract.firm_mw.size() - 1);
        queue.granted_mw[row * years + year] = contract.firm_mw[k] + contract.non_firm_mw[k];
    }
    for (auto year = 1; year < static_cast<int>(contract.firm_mw.size()); ++year) {
        calendar_.add(add_years(now, year), {CalendarEvent::Kind::contract_due, request.code()});
    }
    if (contract.right.firm_at != TimePoint::max() && contract.right.firm_at > now) {
        calendar_.add(contract.right.firm_at, {CalendarEvent::Kind::contract_due, request.code()});
    }
    auto const converted = converted_site(request);
    if (converted != npos) {
        converted_by_[converted] = request;
    }
    world_.sites.non_firm[world_.site_of(request).index()] = contract.right;
    show(request, now);
}

TimePoint DeskContracts::energise_from(RequestId request) const {
    auto const& contract = contracts_[request.index()];
    for (std::size_t year = 0; year < contract.firm_mw.size(); ++year) {
        if (contract.firm_mw[year] + contract.non_firm_mw[year] > 0.0) {
            return add_years(contract.signed_at, static_cast<int>(year));
        }
    }
    return contract.signed_at;
}

bool DeskContracts::step(RequestId request, TimePoint now) {
    auto const state = world_.queue.state[request.index()];
    if (!has_contract(state)) {
        return false;
    }
    auto const site = world_.site_of(request).index();
    auto const firm = world_.sites.firm_mw[site];
    auto const before = world_.sites.contract_mw(site);
    show(request, now);
    auto const after = world_.sites.contract_mw(site);
    if (after > before + negligible_mw && is_in_operation(state)) {
        tell_({now, QueueEventKind::stepped_up, request.code(), after});
    }
    return after != before || world_.sites.firm_mw[site] != firm;
}

void DeskContracts::energise(RequestId request, TimePoint now) {
    auto const site = converted_site(request);
    if (site != npos) {
        auto& sites = world_.sites;
        sites.firm_mw[site] = sites.non_firm_mw[site] = sites.promised_mw[site] = 0.0;
        sites.energised[site] = sites.moved_mw[site] = 0.0;
        converts_[request.index()] = npos;
        show(request, now);
        tell_({now, QueueEventKind::transferred, request.code(),
               sites.contract_mw(world_.site_of(request).index())});
    }
}

void DeskContracts::meter() {
    auto const& consumed = world_.sites.consumed_mw;
    auto& metered = world_.queue.metered_mw;
    for (std::size_t row = 0; row < metered.size(); ++row) {
        auto const mw = consumed[world_.first_request_site + row];
        metered[row] = mw > metered[row] ? mw : metered[row];  // false for NaN
    }
}

/// What it consumed or would have, had the grid let it.
double DeskContracts::used_mwh(std::size_t site) const {
    auto mwh = world_.sites.consumed_mwh[site];
    for (auto const cause :
         {CutCause::transformer, CutCause::branch, CutCause::supply, CutCause::emergency}) {
        mwh += world_.sites.cut_mwh[static_cast<std::size_t>(cause)][site];
    }
    return mwh;
}

void DeskContracts::charge_minimum(RequestId request, TimePoint now, double hours) {
    auto const row = request.index();
    auto const site = world_.site_of(request).index();
    auto const ends = terms_.term_months > 0
                          ? after_months(world_.queue.energised_at[row], terms_.term_months)
                          : TimePoint::max();
    if (!(hours > 0.0) || now > ends) {
        return;
    }
    auto const& sites = world_.sites;
    auto const committed = sites.contract_mw(site) * sites.energised[site];
    auto const taken = sites.month_consumed_mwh[site] / hours;
    auto const short_mw = std::max(terms_.minimum_take_share * committed - taken, 0.0) +
                          terms_.minimum_take_share * contracts_[row].liable_mw;
    money_.charge(request, short_mw * kw_per_mw * terms_.charge_usd_per_kw_month);
}

/// Takes back `mw`; true when nothing is left.
bool DeskContracts::lose(RequestId request, double mw, TimePoint now) {
    auto& contract = contracts_[request.index()];
    contract.lost_mw += mw;
    if (terms_.use_or_lose.holder_liable) {
        contract.liable_mw += mw;
    } else {
        money_.charge(request, terms_.exit_fee_months * terms_.minimum_take_share * mw * kw_per_mw *
                                   terms_.charge_usd_per_kw_month);
    }
    show(request, now);
    changed_ = true;
    auto const left = world_.sites.contract_mw(world_.site_of(request).index());
    tell_({now, QueueEventKind::lapsed, request.code(), left});
    return left < negligible_mw;
}

/// Periods begin at the first month's end in full operation. True when the contract ends.
bool DeskContracts::check_use(RequestId request, TimePoint now, bool waiting) {
    auto const& rule = terms_.use_or_lose;
    auto& contract = contracts_[request.index()];
    auto const site = world_.site_of(request).index();
    auto const used = used_mwh(site);
    auto const first = contract.period_since == TimePoint::min();
    if (!first && ++contract.months < rule.months) {
        return false;
    }
    if (!first) {
        auto const hours = static_cast<double>((now - contract.period_since).count()) / 3600.0;
        auto const mean_mw = (used - contract.used_mwh_before) / hours;
        auto const idle = mean_mw < rule.share * world_.sites.contract_mw(site) - negligible_mw;
        contract.idle_use_mw = idle ? std::max(contract.idle_use_mw, mean_mw) : 0.0;
        contract.idle_periods = idle ? contract.idle_periods + 1 : 0;
    }
    contract.period_since = now;
    contract.months = 0;
    contract.used_mwh_before = used;
    if (contract.idle_periods < rule.periods || (rule.only_if_waited_for && !waiting)) {
        return false;
    }
    auto const unused = world_.sites.contract_mw(site) - contract.idle_use_mw;
    contract.idle_periods = 0;
    contract.idle_use_mw = 0.0;
    return lose(request, unused, now);
}

std::vector<RequestId> DeskContracts::close_month(TimePoint now, double hours, bool waiting) {
    std::vector<RequestId> ended;
    auto const owes = terms_.minimum_take_share > 0.0 && terms_.charge_usd_per_kw_month > 0.0;
    if (!owes && !terms_.use_or_lose.enabled) {
        return ended;
    }
    for (std::size_t row = 0; row < contracts_.size(); ++row) {
        RequestId const request{row};
        auto const state = world_.queue.state[row];
        if (owes && (is_in_operation(state) || contracts_[row].liable_mw > 0.0)) {
            charge_minimum(request, now, hours);
        }
        if (terms_.use_or_lose.enabled && state == RequestState::operating &&
            check_use(request, now, waiting)) {
            ended.push_back(request);
        }
    }
    return ended;
}

void DeskContracts::add_standing(TimePoint now, int years, std::vector<StudyLoad>& loads) const {
    auto const& sites = world_.sites;
    for (std::size_t site = 0; site < world_.first_request_site; ++site) {
        if (sites.firm_mw[site] > 0.0) {
            loads.push_back({sites.bus[site], sites.substation[site], {sites.firm_mw[site]}});
        }
    }
    for (std::size_t row = 0; row < contracts_.size(); ++row) {
        RequestId const request{row};
        if (!has_contract(world_.queue.state[row])) {
            continue;
        }
        auto const site = world_.site_of(request).index();
        auto const converted = converted_site(request);
        auto const counted = converted == npos ? 0.0 : sites.firm_mw[converted];
        StudyLoad load{sites.bus[site], sites.substation[site], {}};
        for (auto year = 1; year <= years; ++year) {
            auto const firm = in_force(contracts_[row], add_years(now, year) - Seconds{1}).firm;
            load.mw.push_back(std::max(firm - counted, 0.0));
        }
        loads.push_back(std::move(load));
    }
}

}  // namespace gridrush
