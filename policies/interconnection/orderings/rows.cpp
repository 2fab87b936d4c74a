#include "policies/interconnection/orderings/rows.hpp"

#include <algorithm>

namespace gridrush {
namespace {

/// Year by year: what is left of the sum of `of` over all ranked rows once those before `row` have
/// what they asked.
std::vector<double> left_for(InterconnectionView const& view, std::span<std::size_t const> ranked,
                             std::size_t row, std::vector<double> StudyFinding::* of) {
    std::vector<double> left((view.finding[row].*of).size(), 0.0);
    for (std::size_t const rival : ranked) {
        auto const& found = view.finding[rival].*of;
        for (std::size_t k = 0; k < std::min(left.size(), found.size()); ++k) {
            left[k] += found[k];
        }
    }
    for (double& mw : left) {
        for (std::size_t const rival : ranked) {
            if (rival == row) {
                break;
            }
            mw -= std::min(mw, view.requested_mw[rival]);
        }
        mw = std::min(mw, view.requested_mw[row]);
    }
    return left;
}

}  // namespace

TimePoint period_start(TimePoint now, int months) {
    auto const today = calendar_hour(now);
    int const count = (today.year - 2000) * 12 + static_cast<int>(today.month) - 1;
    int const begun = count - ((count % months) + months) % months;
    int const month = ((begun % 12) + 12) % 12;
    return make_time(2000 + (begun - month) / 12, static_cast<unsigned>(month) + 1, 1);
}

bool in_window(InterconnectionView const& view, std::size_t row, TimePoint close) {
    return is_open(view, row) && view.stage_since[row] < close &&
           view.finding[row].studied_at < close;
}

Ruling study_ruling(InterconnectionView const& view, std::size_t row, int group, Fit fit,
                    StudyTime time) {
    Ruling ruling{.request = view.request[row], .kind = RulingKind::study};
    ruling.reason = RulingReason::next_in_order;
    ruling.group = group;
    ruling.fit = fit;
    ruling.median_days = time.median_days;
    ruling.p90_days = time.p90_days;
    return ruling;
}

void study_jointly(InterconnectionView const& view, std::span<std::size_t const> rows, Fit fit,
                   StudyTime time, InterconnectionDecision& rulings) {
    for (std::size_t const row : rows) {
        int const group = view.request[rows.front()].code();
        rulings.push_back(study_ruling(view, row, group, fit, time));
    }
}

std::vector<std::size_t> rivals_of(InterconnectionView const& view, std::size_t row) {
    std::vector<std::size_t> rivals;
    for (std::size_t other = 0; other < view.request.size(); ++other) {
        if (view.substation[other] == view.substation[row] && was_studied(view, other) &&
            view.finding[other].study == view.finding[row].study) {
            rivals.push_back(other);
        }
    }
    return rivals;
}

StudyFinding share_in_order(InterconnectionView const& view, std::span<std::size_t const> ranked,
                            std::size_t row) {
    StudyFinding share = view.finding[row];
    share.firm_mw = left_for(view, ranked, row, &StudyFinding::firm_mw);
    share.unaided_mw = left_for(view, ranked, row, &StudyFinding::unaided_mw);
    share.connectable_mw = left_for(view, ranked, row, &StudyFinding::connectable_mw);
    return share;
}

}  // namespace gridrush
