#pragma once

#include <string>
#include <vector>

namespace gridrush {

/// The command line that SimGrid gets instead of the program's own: every setting of it is fixed
/// here, since some change results to the bit. Must outlive the SimGrid engine.
class SimGridArguments {
public:
    SimGridArguments();
    SimGridArguments(SimGridArguments const&) = delete;
    SimGridArguments& operator=(SimGridArguments const&) = delete;

    [[nodiscard]] int* count() { return &count_; }
    [[nodiscard]] char** values() { return pointers_.data(); }

private:
    std::vector<std::string> texts_;
    std::vector<char*> pointers_;
    int count_ = 0;
};

}  // namespace gridrush
