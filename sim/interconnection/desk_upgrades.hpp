#pragma once

#include <functional>
#include <vector>

#include "topology/ids.hpp"
#include "policies/interconnection/connection_rules.hpp"
#include "sim/calendar.hpp"
#include "sim/interconnection/desk_money.hpp"
#include "sim/interconnection/planning_study.hpp"

namespace gridrush {

/// The upgrades that studies found, who owes what of them, and those that were ordered.
///
/// An upgrade is ordered when the first request of its study that needs it signs; from then on
/// later studies count it. Each request of the study bears its share when it signs; the share of
/// one that leaves, is studied anew or signs for less than needs the upgrade is stranded: rate
/// payers bear it, once the upgrade is ordered. An ordered upgrade of which every payer's contract
/// has ended is cancelled as long as work has not begun, which it has 90 days after the order
/// (modelling choice); later it is built.
class DeskUpgrades {
public:
    /// `queue`, `calendar` and `tell` must outlive this object.
    DeskUpgrades(Terms const& terms, QueueColumns& queue, Calendar& calendar,
                 TellQueue const& tell);

    /// Takes over what a study found for its group; returns each request's share of the cost in
    /// USD. Shares of the same requests in earlier studies are released.
    std::vector<double> found(std::int32_t study, std::span<RequestId const> group,
                              StudyAnswer const& answer);

    /// When the last upgrade that the request has a part in would stand, ordered now; `now` where
    /// it needs none.
    [[nodiscard]] TimePoint full_at(RequestId request, TimePoint now) const;

    /// The request signs: orders what is not ordered yet of the upgrades that it has a part in.
    void order(RequestId request, TimePoint now);
    /// The request bears no part of what its last study found (any more).
    void release(RequestId request);
    /// A payer's contract has ended.
    void contract_ended(RequestId request, TimePoint now);

    /// An ordered upgrade is due; false when it was cancelled.
    bool stands(std::int32_t upgrade, TimePoint now);

    [[nodiscard]] std::vector<UpgradeRow> const& ordered() const { return ordered_; }

private:
    /// What one study found.
    struct Found {
        std::int32_t study = -1;
        std::vector<RequestId> group;
        std::vector<Upgrade> upgrades;
        std::vector<int> tipping;
        std::vector<double> share_usd;     ///< group x upgrades
        std::vector<char> takes_part;      ///< group x upgrades
        std::vector<char> pays, released;  ///< per request of the group
        std::vector<std::int32_t> row;     ///< of each upgrade once ordered, else -1
    };
    struct Place {
        std::size_t found = 0, member = 0;
    };

    [[nodiscard]] Place const* place_of(RequestId request) const;
    void order(Found& found, std::size_t upgrade, RequestId request, TimePoint now);

    Terms const& terms_;
    QueueColumns& queue_;
    Calendar& calendar_;
    TellQueue const& tell_;
    std::vector<Found> found_;
    std::vector<Place> last_place_;  ///< per request, in its last study
    std::vector<char> has_place_;
    std::vector<UpgradeRow> ordered_;
};

}  // namespace gridrush
