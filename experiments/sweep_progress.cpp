#include "experiments/sweep_progress.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr std::size_t bar_width = 30;

/// A sweep goes on when nobody can be told about it: unlike fmt::print, never throws.
void print(std::string const& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace

SweepProgress::SweepProgress(ProgressStyle style, std::size_t members)
    : style_{style}, members_{members}, began_{Clock::now()} {}

void SweepProgress::member(std::string const& line, Ended ended) {
    if (style_ == ProgressStyle::none && ended == Ended::well) {
        return;
    }
    clear();
    print(line + "\n");
}

void SweepProgress::show(std::size_t done, std::size_t at_work) {
    if (style_ != ProgressStyle::bar || members_ == 0) {
        return;
    }
    double const share = static_cast<double>(done) / static_cast<double>(members_);
    double const left_s = done > 0 ? wall_s() * (1.0 - share) / share : 0.0;
    auto const filled = std::min(bar_width, static_cast<std::size_t>(share * bar_width));
    print(fmt::format("\r[{}{}]  {}/{} runs  {} at work  ETA {}\033[K", std::string(filled, '#'),
                      std::string(bar_width - filled, '.'), done, members_, at_work,
                      done > 0 ? duration_text(left_s) : "?"));
    on_screen_ = true;
}

void SweepProgress::clear() {
    if (on_screen_) {
        print("\r\033[K");
        on_screen_ = false;
    }
}

double SweepProgress::wall_s() const {
    return std::chrono::duration<double>(Clock::now() - began_).count();
}

}  // namespace gridrush
