#include "experiments/sweep_folder.hpp"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>

#include "topology/issue.hpp"
#include "experiments/sweep_expand.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(std::string const& file, std::string const& path, std::string message) {
    throw InputError{{{{file, 0, 0}, path, std::move(message)}}};
}

/// The members of `plan` whose ids `other` does not have.
std::vector<SweepMember const*> only_in(SweepPlan const& plan, SweepPlan const& other) {
    std::set<std::string_view> ids;
    for (SweepMember const& member : other.members) {
        ids.insert(member.id);
    }
    std::vector<SweepMember const*> members;
    for (SweepMember const& member : plan.members) {
        if (!ids.contains(member.id)) {
            members.push_back(&member);
        }
    }
    return members;
}

std::string listed(SweepPlan const& plan, std::vector<SweepMember const*> const& members,
                   std::string const& what) {
    return members.empty()
               ? std::string{}
               : fmt::format("; {} {}, first: run {} {}", members.size(), what,
                             members.front()->index, labels_text(plan, *members.front()));
}

bool same_order(SweepPlan const& a, SweepPlan const& b) {
    bool same = a.members.size() == b.members.size();
    for (std::size_t i = 0; same && i < a.members.size(); ++i) {
        same = a.members[i].id == b.members[i].id;
    }
    return same;
}

/// Throws unless the two plans have the same runs.
void check_same(fs::path const& folder, SweepPlan const& there, SweepPlan const& plan) {
    std::string const file = plan_file(folder).string();
    if (there.version != plan.version || there.commit != plan.commit) {
        refuse(file, "--resume",
               fmt::format("another program planned what is there (gridrush {} ({}), this is {} "
                           "({})); --force starts anew",
                           there.version, there.commit, plan.version, plan.commit));
    }
    std::string const differences =
        listed(there, only_in(there, plan), "planned runs are no more") +
        listed(plan, only_in(plan, there), "runs are new");
    if (!differences.empty() || !same_order(there, plan)) {
        refuse(file, "--resume",
               fmt::format("the sweep is not the one that is there{}; --force starts anew",
                           differences.empty() ? "; its order differs" : differences));
    }
}

void remove_runs(fs::path const& folder, SweepPlan const& plan) {
    for (SweepMember const& member : plan.members) {
        fs::remove(member_file(folder, member));
        fs::remove(member_part_file(folder, member));
        fs::remove(member_log_file(folder, member));
    }
    fs::remove(sweep_file(folder));
}

std::optional<std::size_t> number(std::string_view word) {
    std::size_t value = 0;
    auto const read = std::from_chars(word.data(), word.data() + word.size(), value);
    bool const whole = read.ec == std::errc{} && read.ptr == word.data() + word.size();
    return whole ? std::optional{value} : std::nullopt;
}

void add_range(std::string_view word, std::size_t members, std::set<std::size_t>& indices) {
    std::size_t const dash = word.find('-');
    auto const first = number(word.substr(0, dash));
    auto const last = dash == std::string_view::npos ? first : number(word.substr(dash + 1));
    if (!first || !last || *first > *last) {
        refuse("--index", "", fmt::format("must look like 3 or 7-9 (found '{}')", word));
    }
    if (*last >= members) {
        refuse("--index", "",
               fmt::format("no run {} (the sweep has {}, counted from 0)", *last, members));
    }
    for (std::size_t index = *first; index <= *last; ++index) {
        indices.insert(index);
    }
}

}  // namespace

FolderLock::FolderLock(fs::path const& folder, Company company) {
    std::error_code ignored;  // who writes into the folder says what is wrong with it
    fs::create_directories(folder, ignored);
    file_ = open((folder / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    int const kind = company == Company::nobody ? LOCK_EX : LOCK_SH;
    if (file_ >= 0 && flock(file_, kind | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        close(file_);
        throw std::runtime_error{fmt::format(
            "{}: another gridrush is running this sweep (wait for its end, or stop it and go on "
            "with --resume)",
            folder.string())};
    }
}

FolderLock::~FolderLock() {
    if (file_ >= 0) {
        close(file_);
    }
}

void tidy_up(fs::path const& folder, SweepMember const& member) {
    std::error_code ignored;
    fs::remove(member_part_file(folder, member), ignored);
    if (fs::path const log = member_log_file(folder, member); fs::is_empty(log, ignored)) {
        fs::remove(log, ignored);
    }
}

void prepare_folder(fs::path const& folder, SweepPlan const& plan, ExistingPlan existing) {
    std::error_code ignored;
    if (fs::exists(plan_file(folder), ignored)) {
        if (existing == ExistingPlan::refuse) {
            refuse(plan_file(folder).string(), "--output",
                   "a sweep is there already (--resume goes on with it, --force replaces it)");
        }
        SweepPlan const there = read_plan(folder);
        if (existing == ExistingPlan::resume) {
            check_same(folder, there, plan);
            return;
        }
        remove_runs(folder, there);
    }
    write_plan(folder, plan);
}

std::vector<std::size_t> members_to_run(fs::path const& folder, SweepPlan const& plan,
                                        std::span<std::size_t const> indices) {
    std::vector<std::size_t> missing;
    for (std::size_t const index : indices) {
        SweepMember const& member = plan.members[index];
        if (member_state(folder, plan, member) == MemberState::complete) {
            tidy_up(folder, member);
        } else {
            missing.push_back(index);
        }
    }
    return missing;
}

std::vector<std::size_t> parse_indices(std::span<std::string const> words, SweepPlan const& plan) {
    std::set<std::size_t> indices;
    for (std::string_view word : words) {
        for (std::size_t comma = word.find(','); comma != std::string_view::npos;
             comma = word.find(',')) {
            add_range(word.substr(0, comma), plan.members.size(), indices);
            word.remove_prefix(comma + 1);
        }
        add_range(word, plan.members.size(), indices);
    }
    return {indices.begin(), indices.end()};
}

}  // namespace gridrush
