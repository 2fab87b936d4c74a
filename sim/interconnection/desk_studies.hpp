#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "topology/random.hpp"
#include "policies/interconnection/interconnection.hpp"
#include "sim/calendar.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

/// Lognormal with this median and 90th percentile, rounded to seconds; always the median where the
/// percentile is below it.
[[nodiscard]] Seconds draw_study_duration(double median_days, double p90_days, Rng& rng);

/// One study of a group of requests, from the ruling to its end.
struct StudyJob {
    enum class State { gathering, waiting, running, over };
    State state = State::gathering;
    std::vector<RequestId> group;    ///< in the order of application
    std::vector<RequestId> unready;  ///< of them, still at the gates of GateStage::study
    Fit fit = Fit::in_order;
    double median_days = 0.0, p90_days = 0.0;
};

/// The engineers' work list: studies wait, first come first served, until all of their requests
/// have passed the gates and engineers are free; they take a drawn time. A study whose requests
/// have all left is over at once.
class DeskStudies {
public:
    /// Both must outlive this object.
    DeskStudies(Experiment const& experiment, Calendar& calendar);

    /// Takes a study on; returns its number. Its requests must be in no other study.
    std::int32_t add(StudyJob job);
    /// The request has passed the gates of GateStage::study.
    void is_ready(RequestId request);
    void leave(RequestId request);

    /// Begins what can begin at `now`; each is due by CalendarEvent::Kind::study_due. `studies`:
    /// per request, times that it was studied (a study's duration is drawn from its first request's
    /// id and that count). Returns their numbers.
    std::vector<std::int32_t> begin(TimePoint now, std::span<std::int32_t const> studies);
    /// A study is due: frees its engineers. False when it was over before.
    bool end(std::int32_t study);

    [[nodiscard]] StudyJob const& job(std::int32_t study) const {
        return jobs_[static_cast<std::size_t>(study)];
    }
    /// Number of the study that the request is in, -1 = none.
    [[nodiscard]] std::int32_t study_of(RequestId request) const {
        return study_of_[request.index()];
    }
    [[nodiscard]] int free_engineers() const { return experiment_.study.engineers - running_; }
    /// Studies that wait for engineers.
    [[nodiscard]] int backlog() const;

private:
    Experiment const& experiment_;
    Calendar& calendar_;
    std::vector<StudyJob> jobs_;
    std::vector<std::int32_t> waiting_;   ///< gathering and waiting ones, in their order
    std::vector<std::int32_t> study_of_;  ///< per request
    int running_ = 0;
};

}  // namespace gridrush
