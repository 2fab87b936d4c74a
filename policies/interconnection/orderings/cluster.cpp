#include <algorithm>
#include <set>

#include "policies/interconnection/orderings/orderings.hpp"
#include "policies/interconnection/orderings/rows.hpp"

namespace gridrush {
namespace {

/// Those of one window and how far they have come.
struct Group {
    enum class Step { studying, asking, facilities, done };
    std::set<RequestId> members;  ///< still there
    Step step = Step::studying;
    int rounds = 1;         ///< joint studies so far
    bool has_lost = false;  ///< a member left since the last of them
};

/// Windows; the requests of one are studied jointly, each must then meet the gates of a decision
/// point or leave, and the rest is studied anew until nobody leaves any more. A facilities study
/// ends it.
class Cluster : public Ordering {
public:
    explicit Cluster(Parameters const& parameters)
        : period_months_{static_cast<int>(parameters.number("period_months"))},
          engagement_{
              std::chrono::days{static_cast<int>(parameters.number("customer_engagement_days"))}},
          phases_{static_cast<int>(parameters.number("phases"))},
          most_restudies_{static_cast<int>(parameters.number("most_restudies"))} {
        study_.median_days = parameters.number("study_days");
        restudy_.median_days = parameters.number("restudy_days");
        facilities_.median_days = parameters.number("facilities_days");
    }

    void rule(InterconnectionView const& view, std::span<std::size_t const> rows, Rng&,
              InterconnectionDecision& rulings) override {
        std::set<RequestId> const there{view.request.begin(), view.request.end()};
        for (Group& group : groups_) {
            forget_those_who_left(there, group);
            advance(view, group, rulings);
        }
        std::erase_if(groups_, [](Group const& group) { return group.members.empty(); });
        open(view, rows, rulings);
    }

    [[nodiscard]] bool is_due(InterconnectionView const& view, std::size_t row) const override {
        auto const* const group = group_of(view.request[row]);
        return was_studied(view, row) && group != nullptr && group->step == Group::Step::done;
    }

private:
    [[nodiscard]] Group const* group_of(RequestId request) const {
        for (Group const& group : groups_) {
            if (group.members.contains(request)) {
                return &group;
            }
        }
        return nullptr;
    }

    static std::vector<std::size_t> rows_of(InterconnectionView const& view, Group const& group) {
        std::vector<std::size_t> rows;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            if (group.members.contains(view.request[row])) {
                rows.push_back(row);
            }
        }
        return rows;
    }

    static void forget_those_who_left(std::set<RequestId> const& there, Group& group) {
        auto const left = std::erase_if(
            group.members, [&](RequestId request) { return !there.contains(request); });
        group.has_lost = group.has_lost || left > 0;
    }

    void advance(InterconnectionView const& view, Group& group,
                 InterconnectionDecision& rulings) const {
        auto const rows = rows_of(view, group);
        bool const settled = std::ranges::all_of(
            rows, [&](std::size_t row) { return is_open(view, row) && was_studied(view, row); });
        if (!settled || rows.empty()) {
            return;
        }
        switch (group.step) {
            case Group::Step::studying:
                for (std::size_t const row : rows) {
                    Ruling ruling{.request = view.request[row], .kind = RulingKind::ask};
                    ruling.reason = RulingReason::next_in_order;
                    rulings.push_back(ruling);
                }
                group.step = Group::Step::asking;
                return;
            case Group::Step::asking:
                go_on(view, group, rows, rulings);
                return;
            case Group::Step::facilities:
                group.step = Group::Step::done;
                return;
            case Group::Step::done:
                return;
        }
    }

    /// Behind a decision point.
    void go_on(InterconnectionView const& view, Group& group, std::span<std::size_t const> rows,
               InterconnectionDecision& rulings) const {
        bool const stale =
            std::ranges::any_of(rows, [&](std::size_t row) { return view.finding[row].stale; });
        bool const restudy = (stale || group.has_lost) && group.rounds < phases_ + most_restudies_;
        std::size_t const first_ruling = rulings.size();
        if (group.rounds < phases_ || restudy) {
            study_jointly(view, rows, Fit::in_proportion, restudy_, rulings);
            for (std::size_t k = first_ruling; restudy && k < rulings.size(); ++k) {
                rulings[k].reason = RulingReason::earlier_left;
            }
            ++group.rounds;
            group.step = Group::Step::studying;
        } else if (facilities_.median_days > 0.0) {
            study_jointly(view, rows, Fit::in_proportion, facilities_, rulings);
            group.step = Group::Step::facilities;
        } else {
            group.step = Group::Step::done;
        }
        group.has_lost = false;
    }

    /// A new group of who stood in the queue when the last window closed, customer engagement over.
    void open(InterconnectionView const& view, std::span<std::size_t const> rows,
              InterconnectionDecision& rulings) {
        auto const close = period_start(view.now - engagement_, period_months_);
        std::vector<std::size_t> taken;
        Group group;
        for (std::size_t const row : rows) {
            auto const* const old = group_of(view.request[row]);
            bool const free = old == nullptr || old->step == Group::Step::done;
            if (free && in_window(view, row, close)) {
                taken.push_back(row);
                group.members.insert(view.request[row]);
            }
        }
        if (taken.empty()) {
            return;
        }
        for (Group& other : groups_) {
            std::erase_if(other.members,
                          [&](RequestId request) { return group.members.contains(request); });
        }
        study_jointly(view, taken, Fit::in_proportion, study_, rulings);
        groups_.push_back(std::move(group));
    }

    int period_months_;
    Seconds engagement_;
    int phases_, most_restudies_;
    StudyTime study_, restudy_, facilities_;
    std::vector<Group> groups_;
};

}  // namespace

std::span<ParameterInfo const> cluster_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"period_months",
         12.0,
         1.0,
         60.0,
         {},
         "months between the closes of request windows, whole; counted from January 2000",
         "annual clusters (unverified)"},
        {"customer_engagement_days",
         60.0,
         0.0,
         365.0,
         {},
         "from the close of the window to the begin of the study",
         "FERC Order 2023 pro forma (unverified)"},
        {"study_days",
         150.0,
         0.0,
         1500.0,
         {},
         "first joint study",
         "FERC Order 2023 pro forma (unverified)"},
        {"restudy_days",
         150.0,
         0.0,
         1500.0,
         {},
         "every later joint study",
         "FERC Order 2023 pro forma (unverified)"},
        {"facilities_days",
         90.0,
         0.0,
         1500.0,
         {},
         "facilities study at the end; 0 = none",
         "FERC Order 2023 pro forma, 90 days at +-20 % (unverified)"},
        {"phases",
         1.0,
         1.0,
         5.0,
         {},
         "joint studies that are made in any case, a decision point behind each, whole",
         "FERC Order 2023: a cluster study; restudies when needed"},
        {"most_restudies",
         10.0,
         0.0,
         100.0,
         {},
         "joint studies beyond that, made as long as somebody leaves, whole",
         "modelling choice: in effect until nobody leaves"}};
    return declared;
}

std::unique_ptr<Ordering> make_cluster(Parameters const& parameters) {
    return std::make_unique<Cluster>(parameters);
}

}  // namespace gridrush
