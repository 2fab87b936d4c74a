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

/// Who else may work on the folder at the same time.
enum class Company {
    nobody,
    others,  ///< who say the same, each with members of its own
};

/// Keeps other programs from running the members that this one runs. Where the file system has no
/// locks nobody is kept from anything.
class FolderLock {
public:
    /// Makes the folder when it is not there. Throws std::runtime_error when another has it.
    FolderLock(std::filesystem::path const& folder, Company company);
    FolderLock(FolderLock const&) = delete;
    FolderLock& operator=(FolderLock const&) = delete;
    FolderLock(FolderLock&&) = delete;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    int file_;
};

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
