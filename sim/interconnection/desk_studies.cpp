#include "sim/interconnection/desk_studies.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace gridrush {
namespace {

constexpr double p90_of_standard_normal = 1.2815515655446004;

}  // namespace

Seconds draw_study_duration(double median_days, double p90_days, Rng& rng) {
    auto const spreads = p90_days > median_days && median_days > 0.0;
    auto const sigma = spreads ? std::log(p90_days / median_days) / p90_of_standard_normal : 0.0;
    auto const days = spreads ? rng.lognormal(median_days, sigma) : median_days;
    return Seconds{std::llround(days * 86'400.0)};
}

DeskStudies::DeskStudies(Experiment const& experiment, Calendar& calendar)
    : experiment_{experiment}, calendar_{calendar}, study_of_(experiment.requests.size(), -1) {}

std::int32_t DeskStudies::add(StudyJob job) {
    auto const study = static_cast<std::int32_t>(jobs_.size());
    for (auto const request : job.group) {
        study_of_[request.index()] = study;
    }
    jobs_.push_back(std::move(job));
    waiting_.push_back(study);
    return study;
}

void DeskStudies::is_ready(RequestId request) {
    auto const study = study_of(request);
    if (study >= 0) {
        std::erase(jobs_[static_cast<std::size_t>(study)].unready, request);
    }
}

void DeskStudies::leave(RequestId request) {
    auto const study = study_of(request);
    if (study < 0) {
        return;
    }
    study_of_[request.index()] = -1;
    auto& job = jobs_[static_cast<std::size_t>(study)];
    std::erase(job.group, request);
    std::erase(job.unready, request);
    if (job.group.empty() && job.state != StudyJob::State::over) {
        running_ -= job.state == StudyJob::State::running ? 1 : 0;
        job.state = StudyJob::State::over;
        std::erase(waiting_, study);
    }
}

std::vector<std::int32_t> DeskStudies::begin(TimePoint now, std::span<std::int32_t const> studies) {
    std::vector<std::int32_t> begun;
    for (auto const study : waiting_) {
        auto& job = jobs_[static_cast<std::size_t>(study)];
        if (!job.unready.empty()) {
            continue;
        }
        job.state = StudyJob::State::waiting;
        if (free_engineers() <= 0) {
            continue;
        }
        job.state = StudyJob::State::running;
        ++running_;
        auto const first = job.group.front().index();
        auto const stream =
            stream_of(fmt::format("{}#{}", experiment_.requests[first].id, studies[first]));
        Rng rng{experiment_.seed, Purpose::study_duration, stream, experiment_.replicate};
        calendar_.add(now + draw_study_duration(job.median_days, job.p90_days, rng),
                      {CalendarEvent::Kind::study_due, study});
        begun.push_back(study);
    }
    for (auto const study : begun) {
        std::erase(waiting_, study);
    }
    return begun;
}

bool DeskStudies::end(std::int32_t study) {
    auto& job = jobs_[static_cast<std::size_t>(study)];
    if (job.state != StudyJob::State::running) {
        return false;
    }
    job.state = StudyJob::State::over;
    --running_;
    for (auto const request : job.group) {
        study_of_[request.index()] = -1;
    }
    return true;
}

int DeskStudies::backlog() const {
    return static_cast<int>(std::ranges::count_if(waiting_, [&](std::int32_t study) {
        return job(study).state == StudyJob::State::waiting;
    }));
}

}  // namespace gridrush
