#include "sim/interconnection/desk_transfers.hpp"

#include <algorithm>

namespace gridrush {
namespace {

constexpr double negligible_mw = 1e-6;

}  // namespace

DeskTransfers::DeskTransfers(World& world, Experiment const& experiment, TransferRight const& right,
                             TellQueue const& tell)
    : world_{world},
      experiment_{experiment},
      right_{right},
      tell_{tell},
      taken_by_(experiment.sites.size()) {
    for (auto const& request : experiment.requests) {
        auto const site = std::ranges::find(experiment.sites, request.converts, &SiteSpec::id);
        converts_.push_back(request.converts.empty() || site == experiment.sites.end()
                                ? no_site
                                : static_cast<std::size_t>(site - experiment.sites.begin()));
    }
}

bool DeskTransfers::passes(RequestId request) const {
    auto const is_bought = experiment_.requests[request.index()].successor;
    return right_.in_place && !right_.relinquish && (!is_bought || right_.successor);
}

/// That it converts, if it is still there for it.
std::size_t DeskTransfers::standing_site(RequestId request) const {
    auto const site = converts_[request.index()];
    auto const is_there =
        site != no_site && (!taken_by_[site].valid() || taken_by_[site] == request);
    return is_there ? site : no_site;
}

std::size_t DeskTransfers::passing_site(RequestId request) const {
    return passes(request) ? standing_site(request) : no_site;
}

double DeskTransfers::kept_mw(RequestId request) const {
    auto const site = passing_site(request);
    return site == no_site ? 0.0 : (1.0 - right_.haircut) * world_.sites.contract_mw(site);
}

double DeskTransfers::price_usd(RequestId request) const {
    auto const site = standing_site(request);
    return site == no_site
               ? 0.0
               : experiment_.sites[site].transfer_usd_per_mw * world_.sites.contract_mw(site);
}

Ruling DeskTransfers::in_place(RequestId request) const {
    auto const site = passing_site(request);
    auto const asked = world_.asked_mw[request.index()];
    auto const mw = std::min(asked, kept_mw(request));
    auto const firm_share = world_.sites.firm_mw[site] / world_.sites.contract_mw(site);
    return {.request = request,
            .kind = RulingKind::grant,
            .firm_mw = mw * firm_share,
            .non_firm_mw = mw * (1.0 - firm_share),
            .non_firm = world_.sites.non_firm[site],
            .remainder_stays = mw < asked};
}

void DeskTransfers::end_site(std::size_t site) {
    auto& sites = world_.sites;
    sites.firm_mw[site] = sites.non_firm_mw[site] = sites.promised_mw[site] = 0.0;
    sites.energised[site] = 0.0;
}

bool DeskTransfers::enter(RequestId request, TimePoint now) {
    auto const site = standing_site(request);
    if (site == no_site || passes(request)) {
        return false;
    }
    auto const mw = world_.sites.contract_mw(site);
    world_.queue.transfer_usd[request.index()] = price_usd(request);
    taken_by_[site] = request;
    converts_[request.index()] = no_site;
    end_site(site);
    tell_({now, QueueEventKind::relinquished, request.code(), mw});
    return true;
}

void DeskTransfers::sign(RequestId request, double mw) {
    auto const site = passing_site(request);
    if (site != no_site && !taken_by_[site].valid()) {
        auto const row = request.index();
        world_.queue.kept_mw[row] = std::min(kept_mw(request), mw);
        world_.queue.transfer_usd[row] = price_usd(request);
        taken_by_[site] = request;
    }
}

std::optional<double> DeskTransfers::energise(RequestId request, TimePoint now) {
    auto const site = passing_site(request);
    if (site == no_site || taken_by_[site] != request) {
        return std::nullopt;
    }
    auto const kept = world_.queue.kept_mw[request.index()];
    auto const freed = std::max(world_.sites.contract_mw(site) - kept, 0.0);
    end_site(site);
    converts_[request.index()] = no_site;
    if (freed > negligible_mw) {
        tell_({now, QueueEventKind::relinquished, request.code(), freed});
    }
    return freed;
}

}  // namespace gridrush
