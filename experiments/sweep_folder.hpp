#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "experiments/sweep_plan.hpp"

namespace gridrush {

/// What to do about a plan that is in the folder already.
enum class ExistingPlan { refuse, resume, replace };

/// Writes the plan into its folder. With `resume` the plan that is there stays and must have the
/// same runs, with `replace` its runs are removed. Throws InputError otherwise.
void prepare_folder(std::filesystem::path const& folder, SweepPlan const& plan,
                    ExistingPlan existing);

/// Removes what was left beside a complete member: its log when it says nothing, an old draft.
void tidy_up(std::filesystem::path const& folder, SweepMember const& member);

/// Those of `indices` that are not complete; the others are tidied up.
[[nodiscard]] std::vector<std::size_t> members_to_run(std::filesystem::path const& folder,
                                                      SweepPlan const& plan,
                                                      std::span<std::size_t const> indices);

/// `3`, `7-9` or `3,7-9` as indices of members, sorted, each once. Throws InputError.
[[nodiscard]] std::vector<std::size_t> parse_indices(std::span<std::string const> words,
                                                     SweepPlan const& plan);

}  // namespace gridrush
