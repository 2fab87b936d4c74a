#include "sim/interconnection/desk_contracts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/interconnection/request_life.hpp"

namespace gridrush {
namespace {

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
                             Calendar& calendar, DeskMoney& money, DeskTransfers& transfers,
                             TellQueue const& tell)
    : world_{world},
      experiment_{experiment},
      terms_{terms},
      calendar_{calendar},
      money_{money},
      transfers_{transfers},
      tell_{tell},
      use_{world, terms.use_or_lose},
      contracts_(experiment.requests.size()) {}

DeskContracts::Mw DeskContracts::Tranche::in_force(TimePoint date) const {
    if (date < from) {
        return {};
    }
    auto const last = static_cast<int>(firm_mw.size()) - 1;
    auto year = 0;
    while (year < last && add_years(signed_at, year + 1) <= date) {
        ++year;
    }
    auto const row = static_cast<std::size_t>(year);
    Mw const mw{firm_mw[row], non_firm_mw[row]};
    return date >= right.firm_at ? Mw{mw.firm + mw.non_firm, 0.0} : mw;
}

std::vector<TimePoint> DeskContracts::Tranche::steps() const {
    std::vector<TimePoint> dates{from};
    for (auto year = 1; year < static_cast<int>(firm_mw.size()); ++year) {
        dates.push_back(std::max(from, add_years(signed_at, year)));
    }
    if (right.firm_at != TimePoint::max()) {
        dates.push_back(std::max(from, right.firm_at));
    }
    return dates;
}

DeskContracts::Mw DeskContracts::Contract::in_force(TimePoint date) const {
    Mw mw;
    for (auto const& tranche : tranches) {
        auto const part = tranche.in_force(date);
        mw.firm += part.firm;
        mw.non_firm += part.non_firm;
    }
    auto const lost = std::min(lost_mw, mw.firm + mw.non_firm);
    auto const of_non_firm = std::min(lost, mw.non_firm);
    return {mw.firm - (lost - of_non_firm), mw.non_firm - of_non_firm};
}

/// Brings the site's columns up to date.
void DeskContracts::show(RequestId request, TimePoint now) {
    auto const& contract = contracts_[request.index()];
    auto const site = world_.site_of(request).index();
    auto& sites = world_.sites;
    auto const mw = contract.in_force(now);
    double most = mw.firm;
    for (auto const& tranche : contract.tranches) {
        for (auto const date : tranche.steps()) {
            most = date > now ? std::max(most, contract.in_force(date).firm) : most;
        }
    }
    auto const converted = transfers_.passing_site(request);
    auto const waits = converted != DeskTransfers::no_site &&
                       world_.queue.state[request.index()] == RequestState::building;
    sites.firm_mw[site] = waits ? 0.0 : mw.firm;
    sites.non_firm_mw[site] = waits ? 0.0 : mw.non_firm;
    sites.promised_mw[site] =
        waits ? std::max(most - sites.firm_mw[converted], 0.0) : most - mw.firm;
}

/// Contracted in full, and by year of the first signature.
void DeskContracts::write_grants(RequestId request) {
    auto const row = request.index();
    auto const& contract = contracts_[row];
    auto& queue = world_.queue;
    queue.firm_mw[row] = queue.non_firm_mw[row] = 0.0;
    for (auto const& tranche : contract.tranches) {
        queue.firm_mw[row] += tranche.firm_mw.back();
        queue.non_firm_mw[row] += tranche.non_firm_mw.back();
    }
    for (auto year = 0; year < queue.horizon_years; ++year) {
        auto const end = add_years(contract.tranches.front().signed_at, year + 1) - Seconds{1};
        auto const mw = contract.in_force(end);
        auto const k = row * static_cast<std::size_t>(queue.horizon_years);
        queue.granted_mw[k + static_cast<std::size_t>(year)] = mw.firm + mw.non_firm;
    }
}

void DeskContracts::sign(RequestId request, Ruling const& offer, TimePoint now) {
    auto const row = request.index();
    auto const adds = is_in_operation(world_.queue.state[row]);
    auto const from = adds ? after_months(now, experiment_.requests[row].build_months) : now;
    auto const& tranche = contracts_[row].tranches.emplace_back(
        Tranche{now, from, offer.firm_by_year_mw, offer.non_firm_by_year_mw, offer.non_firm});
    for (auto const date : tranche.steps()) {
        if (date > now) {
            calendar_.add(date, {CalendarEvent::Kind::contract_due, request.code()});
        }
    }
    write_grants(request);
    auto const is_non_firm =
        std::ranges::any_of(tranche.non_firm_mw, [](double mw) { return mw > 0.0; });
    if (is_non_firm || contracts_[row].tranches.size() == 1) {
        world_.sites.non_firm[world_.site_of(request).index()] = tranche.right;
    }
    show(request, now);
}

TimePoint DeskContracts::energise_from(RequestId request) const {
    auto const& first = contracts_[request.index()].tranches.front();
    for (auto const date : first.steps()) {
        auto const mw = first.in_force(date);
        if (mw.firm + mw.non_firm > 0.0) {
            return date;
        }
    }
    return first.signed_at;
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
    if (auto const freed = transfers_.energise(request, now)) {
        came_back_ = came_back_ || *freed > negligible_mw;
        show(request, now);
        tell_({now, QueueEventKind::transferred, request.code(),
               world_.sites.contract_mw(world_.site_of(request).index())});
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
    changed_ = came_back_ = true;
    auto const left = world_.sites.contract_mw(world_.site_of(request).index());
    tell_({now, QueueEventKind::lapsed, request.code(), left});
    return left < negligible_mw;
}

/// A site of the start has no contract that goes on being paid.
void DeskContracts::lose_of_site(std::size_t site, double mw, TimePoint now) {
    auto& sites = world_.sites;
    auto const of_non_firm = std::min(mw, sites.non_firm_mw[site]);
    sites.non_firm_mw[site] -= of_non_firm;
    sites.firm_mw[site] = std::max(sites.firm_mw[site] - (mw - of_non_firm), 0.0);
    auto const left = sites.contract_mw(site);
    if (left < negligible_mw) {
        sites.energised[site] = 0.0;
    }
    changed_ = came_back_ = true;
    tell_({now, QueueEventKind::site_lapsed, -1, left, 0.0, static_cast<std::int32_t>(site)});
}

std::vector<RequestId> DeskContracts::close_month(TimePoint now, double hours, bool waiting) {
    std::vector<RequestId> ended;
    auto const owes = terms_.minimum_take_share > 0.0 && terms_.charge_usd_per_kw_month > 0.0;
    if (!owes && !terms_.use_or_lose.enabled) {
        return ended;
    }
    auto const enabled = terms_.use_or_lose.enabled;
    for (std::size_t row = 0; row < contracts_.size(); ++row) {
        RequestId const request{row};
        auto const state = world_.queue.state[row];
        if (owes && (is_in_operation(state) || contracts_[row].liable_mw > 0.0)) {
            charge_minimum(request, now, hours);
        }
        auto const site = world_.site_of(request).index();
        auto const lost = enabled && state == RequestState::operating
                              ? use_.find_lost_mw(site, now, waiting)
                              : 0.0;
        if (lost > 0.0 && lose(request, lost, now)) {
            ended.push_back(request);
        }
    }
    for (std::size_t site = 0; enabled && site < world_.first_request_site; ++site) {
        auto const stands = world_.sites.energised[site] > 0.0 && !transfers_.is_taken(site);
        auto const lost = stands ? use_.find_lost_mw(site, now, waiting) : 0.0;
        if (lost > 0.0) {
            lose_of_site(site, lost, now);
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
        auto const converted = transfers_.passing_site(request);
        auto const counted = converted == DeskTransfers::no_site ? 0.0 : sites.firm_mw[converted];
        StudyLoad load{sites.bus[site], sites.substation[site], {}};
        for (auto year = 1; year <= years; ++year) {
            auto const firm = contracts_[row].in_force(add_years(now, year) - Seconds{1}).firm;
            load.mw.push_back(std::max(firm - counted, 0.0));
        }
        loads.push_back(std::move(load));
    }
}

}  // namespace gridrush
