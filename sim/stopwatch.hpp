#pragma once

#include <chrono>

namespace gridrush {

/// Adds the wall-clock seconds of its own life to `total_s`.
class Stopwatch {
public:
    explicit Stopwatch(double& total_s)
        : total_s_{total_s}, start_{std::chrono::steady_clock::now()} {}
    ~Stopwatch() {
        total_s_ +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }
    Stopwatch(Stopwatch const&) = delete;
    Stopwatch& operator=(Stopwatch const&) = delete;

private:
    double& total_s_;
    std::chrono::steady_clock::time_point start_;
};

}  // namespace gridrush
