#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "policies/interconnection/interconnection.hpp"

namespace gridrush {

inline constexpr double days_per_month = 30.436875;

[[nodiscard]] inline bool was_studied(InterconnectionView const& view, std::size_t row) {
    return view.finding[row].studied_at != TimePoint::min();
}

/// Not with the engineers and with nothing to answer: it can be ruled on.
[[nodiscard]] inline bool is_open(InterconnectionView const& view, std::size_t row) {
    return view.stage[row] == RequestStage::queued || view.stage[row] == RequestStage::studied;
}

/// The last instant up to `now` at which a period began. Periods of `months` are counted from
/// January 2000; months >= 1.
[[nodiscard]] TimePoint period_start(TimePoint now, int months);

/// Whether the row stood in the queue before `close` and was not studied since: what a window that
/// closed then takes in.
[[nodiscard]] bool in_window(InterconnectionView const& view, std::size_t row, TimePoint close);

/// How long studies take.
struct StudyTime {
    double median_days = 0.0;
    double p90_days = 0.0;
};

/// The ruling that a row is studied. `group`: of those studied jointly.
[[nodiscard]] Ruling study_ruling(InterconnectionView const& view, std::size_t row, int group,
                                  Fit fit, StudyTime time);

/// One joint study of these rows, in the order of application; nothing when there are none. Its
/// number is that of its first request, so that groups of one decision differ.
void study_jointly(InterconnectionView const& view, std::span<std::size_t const> rows, Fit fit,
                   StudyTime time, InterconnectionDecision& rulings);

/// Rows at one substation that were found together in one study, this one among them.
[[nodiscard]] std::vector<std::size_t> rivals_of(InterconnectionView const& view, std::size_t row);

/// The row's part of what its rivals and it were found to fit together, when they are served in
/// this order: megawatts behind one substation can be exchanged one for one.
[[nodiscard]] StudyFinding share_in_order(InterconnectionView const& view,
                                          std::span<std::size_t const> ranked, std::size_t row);

}  // namespace gridrush
