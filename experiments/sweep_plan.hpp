#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace gridrush {

/// One value of an axis in one member.
struct SweepValue {
    std::string label;                                         ///< as tables show it
    double number = std::numeric_limits<double>::quiet_NaN();  ///< numeric axes
};

/// One run of a sweep.
struct SweepMember {
    std::size_t index = 0;
    /// First 16 digits of the SHA-256 of all that the run depends on; see LoadedExperiment::id.
    std::string id;
    std::vector<SweepValue> values;  ///< one per axis
    std::uint32_t replicate = 0;
    std::vector<std::string> settings;  ///< `key=value`, those of the sweep, the axes, `replicate`
};

/// What was varied.
struct SweepAxis {
    std::string name;
    std::string key;  ///< of the experiment; several are joined by ", "
    bool numeric = false;
};

/// Everything that a sweep will run, expanded and checked. The folder of a sweep holds plan.json
/// (this), members/<id>.h5 (one run each), sweep.h5 (what `collect` makes of them).
struct SweepPlan {
    std::string name;
    std::string description;
    std::string experiment;       ///< path that means the same from anywhere
    std::string sweep_text;       ///< of the sweep file, byte by byte
    std::string version, commit;  ///< of the program that made the plan
    std::vector<SweepAxis> axes;
    std::vector<SweepMember> members;
};

[[nodiscard]] std::filesystem::path plan_file(std::filesystem::path const& folder);
[[nodiscard]] std::filesystem::path member_file(std::filesystem::path const& folder,
                                                SweepMember const& member);
/// While the member runs: its file gets the name above when it is complete.
[[nodiscard]] std::filesystem::path member_part_file(std::filesystem::path const& folder,
                                                     SweepMember const& member);
/// What the member's process printed, if it printed anything.
[[nodiscard]] std::filesystem::path member_log_file(std::filesystem::path const& folder,
                                                    SweepMember const& member);
[[nodiscard]] std::filesystem::path sweep_file(std::filesystem::path const& folder);

/// Written beside and then renamed, so that a plan is whole or not there.
void write_plan(std::filesystem::path const& folder, SweepPlan const& plan);
/// `folder` of a sweep, or its plan.json. Throws InputError when it cannot be read.
[[nodiscard]] SweepPlan read_plan(std::filesystem::path const& folder);

/// What a member's file says of it.
enum class MemberState {
    missing,
    unfinished,  ///< killed, interrupted or half written
    failed,
    other,  ///< complete, but of another id, version or commit
    complete,
};
[[nodiscard]] MemberState member_state(std::filesystem::path const& folder, SweepPlan const& plan,
                                       SweepMember const& member);
[[nodiscard]] std::string_view to_string(MemberState state);

}  // namespace gridrush
