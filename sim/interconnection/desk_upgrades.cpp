#include "sim/interconnection/desk_upgrades.hpp"

#include <algorithm>
#include <numeric>

#include "sim/interconnection/cost_allocation.hpp"

namespace gridrush {
namespace {

constexpr double noticeable_mw = 1e-6;
constexpr std::chrono::days before_work_begins{90};

}  // namespace

DeskUpgrades::DeskUpgrades(Terms const& terms, QueueColumns& queue, Calendar& calendar,
                           TellQueue const& tell)
    : terms_{terms},
      queue_{queue},
      calendar_{calendar},
      tell_{tell},
      last_place_(queue.state.size()),
      has_place_(queue.state.size(), 0) {}

DeskUpgrades::Place const* DeskUpgrades::place_of(RequestId request) const {
    return has_place_[request.index()] != 0 ? &last_place_[request.index()] : nullptr;
}

std::vector<double> DeskUpgrades::found(std::int32_t study, std::span<RequestId const> group,
                                        StudyAnswer const& answer) {
    for (auto const request : group) {
        release(request);
    }
    auto const members = group.size();
    auto const upgrades = answer.upgrades.size();
    Found& found = found_.emplace_back();
    found.study = study;
    found.group.assign(group.begin(), group.end());
    found.upgrades = answer.upgrades;
    found.tipping = answer.tipping;
    found.share_usd.assign(members * upgrades, 0.0);
    found.takes_part.assign(members * upgrades, 0);
    found.pays.assign(members, 0);
    found.released.assign(members, 0);
    found.row.assign(upgrades, -1);
    std::vector<double> owed(members, 0.0), impact(members);
    for (std::size_t u = 0; u < upgrades; ++u) {
        auto const rule =
            found.upgrades[u].branch.valid() ? terms_.network_cost : terms_.substation_cost;
        for (std::size_t g = 0; g < members; ++g) {
            impact[g] = answer.impact_mw[g * upgrades + u];
        }
        auto const share = cost_shares(rule, impact, found.tipping[u]);
        for (std::size_t g = 0; g < members; ++g) {
            auto const usd =
                share[g] * (1.0 - terms_.socialised_share) * found.upgrades[u].cost_usd;
            found.share_usd[g * upgrades + u] = usd;
            found.takes_part[g * upgrades + u] =
                static_cast<char>(impact[g] > noticeable_mw || share[g] > 0.0);
            owed[g] += usd;
        }
    }
    for (std::size_t g = 0; g < members; ++g) {
        last_place_[group[g].index()] = {found_.size() - 1, g};
        has_place_[group[g].index()] = 1;
    }
    return owed;
}

TimePoint DeskUpgrades::full_at(RequestId request, TimePoint now) const {
    auto at = now;
    if (auto const* const place = place_of(request)) {
        auto const& found = found_[place->found];
        for (std::size_t u = 0; u < found.upgrades.size(); ++u) {
            if (found.takes_part[place->member * found.upgrades.size() + u] != 0) {
                auto const ordered = found.row[u] >= 0;
                at = std::max(at, ordered ? ordered_[static_cast<std::size_t>(found.row[u])].due_at
                                          : now + found.upgrades[u].lead_time);
            }
        }
    }
    return at;
}

void DeskUpgrades::order(Found& found, std::size_t upgrade, RequestId request, TimePoint now) {
    auto const& what = found.upgrades[upgrade];
    auto const row = static_cast<std::int32_t>(ordered_.size());
    auto const tipping = static_cast<std::size_t>(found.tipping[upgrade]);
    auto const tipped = tipping < found.group.size() ? found.group[tipping] : request;
    found.row[upgrade] = row;
    auto& ordered = ordered_.emplace_back();
    ordered.what = what;
    ordered.ordered_at = now;
    ordered.due_at = now + what.lead_time;
    ordered.request = tipped.code();
    ordered.study = found.study;
    ordered.socialised_usd = terms_.socialised_share * what.cost_usd;
    ordered.allocated_usd = what.cost_usd - ordered.socialised_usd;
    for (std::size_t g = 0; g < found.group.size(); ++g) {
        if (found.released[g] != 0) {
            ordered.stranded_usd += found.share_usd[g * found.upgrades.size() + upgrade];
        }
    }
    ++queue_.upgrades[tipped.index()];
    calendar_.add(ordered.due_at, {CalendarEvent::Kind::upgrade_due, row});
    tell_({now, QueueEventKind::upgrade_ordered, request.code(), what.mw, what.cost_usd, row});
}

void DeskUpgrades::order(RequestId request, TimePoint now) {
    auto const* const place = place_of(request);
    if (place == nullptr) {
        return;
    }
    auto& found = found_[place->found];
    found.pays[place->member] = 1;
    for (std::size_t u = 0; u < found.upgrades.size(); ++u) {
        auto const entry = place->member * found.upgrades.size() + u;
        if (found.takes_part[entry] != 0 && found.row[u] < 0) {
            order(found, u, request, now);
        }
        queue_.upgrade_usd[request.index()] += found.share_usd[entry];
    }
}

void DeskUpgrades::release(RequestId request) {
    auto const* const place = place_of(request);
    if (place == nullptr) {
        return;
    }
    auto& found = found_[place->found];
    if (found.pays[place->member] != 0 || found.released[place->member] != 0) {
        return;
    }
    found.released[place->member] = 1;
    for (std::size_t u = 0; u < found.upgrades.size(); ++u) {
        if (found.row[u] >= 0) {
            ordered_[static_cast<std::size_t>(found.row[u])].stranded_usd +=
                found.share_usd[place->member * found.upgrades.size() + u];
        }
    }
}

void DeskUpgrades::contract_ended(RequestId request, TimePoint now) {
    auto const* const place = place_of(request);
    if (place == nullptr || found_[place->found].pays[place->member] == 0) {
        return;
    }
    auto& found = found_[place->found];
    found.pays[place->member] = 0;
    for (std::size_t u = 0; u < found.upgrades.size(); ++u) {
        auto const is_needed = [&] {
            for (std::size_t g = 0; g < found.group.size(); ++g) {
                if (found.pays[g] != 0 && found.takes_part[g * found.upgrades.size() + u] != 0) {
                    return true;
                }
            }
            return false;
        };
        if (found.row[u] < 0 || is_needed()) {
            continue;
        }
        auto& ordered = ordered_[static_cast<std::size_t>(found.row[u])];
        if (ordered.state == UpgradeState::ordered &&
            now < ordered.ordered_at + before_work_begins) {
            ordered.state = UpgradeState::cancelled;
            ordered.ended_at = now;
        }
    }
}

bool DeskUpgrades::stands(std::int32_t upgrade, TimePoint now) {
    auto& ordered = ordered_[static_cast<std::size_t>(upgrade)];
    if (ordered.state != UpgradeState::ordered) {
        return false;
    }
    ordered.state = UpgradeState::in_service;
    ordered.ended_at = now;
    return true;
}

}  // namespace gridrush
