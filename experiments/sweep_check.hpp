#pragma once

#include <span>
#include <string>
#include <vector>

#include "experiments/sweep_axis.hpp"
#include "experiments/sweep_plan.hpp"

namespace gridrush {

/// A member whose experiment was not read yet.
struct SweepDraft {
    SweepMember member;                         ///< but id and replicate
    std::vector<SweepSetting const*> settings;  ///< of the sweep file, as they are applied
};

/// Reads the experiment of every draft and fills in id and replicate. Throws InputError with the
/// mistakes of all: each at the place in the sweep `file` that it comes from, once however many
/// runs have it. Two runs that are the same are a mistake as well.
void check_members(std::string const& file, std::string const& experiment,
                   std::vector<SweepDraft>& drafts, std::span<SweepAxis const> axes);

}  // namespace gridrush
