#include "experiments/sweep_collect.hpp"

#include <stdexcept>

namespace gridrush {

void collect_sweep(std::filesystem::path const& /*folder*/, SweepPlan const& /*plan*/) {
    throw std::runtime_error{"sweeps cannot be collected yet"};
}

}  // namespace gridrush
