#include "experiments/sweep_plan.hpp"

#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "topology/importers/text_file.hpp"
#include "results/run_file.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int plan_format = 1;

[[noreturn]] void refuse(fs::path const& file, std::string message) {
    throw InputError{{{{file.string(), 0, 0}, "", std::move(message)}}};
}

Json to_json(SweepMember const& member) {
    Json labels = Json::array();
    Json numbers = Json::array();
    for (SweepValue const& value : member.values) {
        labels.push_back(value.label);
        numbers.push_back(std::isnan(value.number) ? Json{} : Json(value.number));
    }
    return {{"index", member.index},
            {"id", member.id},
            {"labels", labels},
            {"numbers", numbers},
            {"replicate", member.replicate},
            {"settings", member.settings}};
}

SweepMember member_from(Json const& json) {
    SweepMember member;
    json.at("index").get_to(member.index);
    json.at("id").get_to(member.id);
    json.at("replicate").get_to(member.replicate);
    json.at("settings").get_to(member.settings);
    Json const& numbers = json.at("numbers");
    for (auto const& label : json.at("labels")) {
        SweepValue& value = member.values.emplace_back();
        label.get_to(value.label);
        if (Json const& number = numbers.at(member.values.size() - 1); !number.is_null()) {
            number.get_to(value.number);
        }
    }
    return member;
}

SweepPlan plan_from(Json const& json) {
    SweepPlan plan;
    json.at("name").get_to(plan.name);
    json.at("description").get_to(plan.description);
    json.at("experiment").get_to(plan.experiment);
    json.at("gridrush_version").get_to(plan.version);
    json.at("git_commit").get_to(plan.commit);
    json.at("sweep_file").get_to(plan.sweep_text);
    for (auto const& axis : json.at("axes")) {
        plan.axes.push_back({axis.at("name").get<std::string>(), axis.at("key").get<std::string>(),
                             axis.at("numeric").get<bool>()});
    }
    for (auto const& member : json.at("members")) {
        plan.members.push_back(member_from(member));
        bool const fits = plan.members.back().index + 1 == plan.members.size() &&
                          plan.members.back().values.size() == plan.axes.size();
        if (!fits) {
            throw std::runtime_error{
                fmt::format("member {} is out of order", plan.members.size() - 1)};
        }
    }
    return plan;
}

/// The file's bytes reach the disk before its name does.
void write_whole(fs::path const& file, std::string const& text) {
    fs::path const draft = file.string() + fmt::format(".{}.part", getpid());
    int const descriptor = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    std::size_t written = 0;
    while (descriptor >= 0 && written < text.size()) {
        ssize_t const count = write(descriptor, text.data() + written, text.size() - written);
        if (count < 0) {
            break;
        }
        written += static_cast<std::size_t>(count);
    }
    bool good = descriptor >= 0 && written == text.size() && fsync(descriptor) == 0;
    good = descriptor >= 0 && close(descriptor) == 0 && good;
    if (!good || std::rename(draft.c_str(), file.c_str()) != 0) {
        std::error_code const error{errno, std::generic_category()};
        std::error_code ignored;
        fs::remove(draft, ignored);
        throw std::runtime_error{
            fmt::format("cannot write '{}' ({})", file.string(), error.message())};
    }
}

/// Of a file that nobody is writing; nullopt when it cannot be read at all.
struct RunIdentity {
    std::string status, id, version, commit;
};
std::optional<RunIdentity> identity_of(fs::path const& file) {
    try {
        RunFile const run{file.string()};
        bool const closed = run.condition() == FileCondition::closed;
        return RunIdentity{closed ? run.status() : "running", run.attribute("experiment_id"),
                           run.attribute("gridrush_version"), run.attribute("git_commit")};
    } catch (std::exception const&) {
        return std::nullopt;
    }
}

}  // namespace

fs::path plan_file(fs::path const& folder) {
    return folder / "plan.json";
}

fs::path member_file(fs::path const& folder, SweepMember const& member) {
    return folder / "members" / (member.id + ".h5");
}

fs::path member_part_file(fs::path const& folder, SweepMember const& member) {
    return folder / "members" / (member.id + ".h5.part");
}

fs::path member_log_file(fs::path const& folder, SweepMember const& member) {
    return folder / "members" / (member.id + ".log");
}

fs::path sweep_file(fs::path const& folder) {
    return folder / "sweep.h5";
}

void write_plan(fs::path const& folder, SweepPlan const& plan) {
    std::error_code error;
    fs::create_directories(folder / "members", error);
    if (error) {
        refuse(folder, fmt::format("cannot make the folder ({})", error.message()));
    }
    Json json{{"format", plan_format},
              {"name", plan.name},
              {"description", plan.description},
              {"experiment", plan.experiment},
              {"gridrush_version", plan.version},
              {"git_commit", plan.commit}};
    json["axes"] = Json::array();
    for (SweepAxis const& axis : plan.axes) {
        json["axes"].push_back({{"name", axis.name}, {"key", axis.key}, {"numeric", axis.numeric}});
    }
    json["members"] = Json::array();
    for (SweepMember const& member : plan.members) {
        json["members"].push_back(to_json(member));
    }
    json["sweep_file"] = plan.sweep_text;
    write_whole(plan_file(folder), json.dump(1) + "\n");
}

SweepPlan read_plan(fs::path const& folder) {
    std::error_code ignored;
    fs::path const file = fs::is_directory(folder, ignored) ? plan_file(folder) : folder;
    auto const text = read_text_file(file);
    if (!text) {
        refuse(file, "no plan of a sweep that can be read");
    }
    try {
        Json const json = Json::parse(*text);
        if (int const format = json.at("format").get<int>(); format != plan_format) {
            refuse(file, fmt::format("is a plan of format {} (this program reads {})", format,
                                     plan_format));
        }
        return plan_from(json);
    } catch (InputError const&) {
        throw;
    } catch (std::exception const& error) {
        refuse(file, fmt::format("is not the plan of a sweep ({})", error.what()));
    }
}

MemberState member_state(fs::path const& folder, SweepPlan const& plan, SweepMember const& member) {
    std::error_code ignored;
    if (fs::path const file = member_file(folder, member); fs::exists(file, ignored)) {
        auto const found = identity_of(file);
        if (!found || found->status == "running" || found->status == "interrupted") {
            return MemberState::unfinished;
        }
        bool const same = found->id == member.id && found->version == plan.version &&
                          found->commit == plan.commit;
        return !same                         ? MemberState::other
               : found->status == "complete" ? MemberState::complete
                                             : MemberState::failed;
    }
    fs::path const part = member_part_file(folder, member);
    if (!fs::exists(part, ignored)) {
        return MemberState::missing;
    }
    auto const found = identity_of(part);
    return found && found->status == "failed" ? MemberState::failed : MemberState::unfinished;
}

std::string_view to_string(MemberState state) {
    switch (state) {
        case MemberState::missing:
            return "missing";
        case MemberState::unfinished:
            return "unfinished";
        case MemberState::failed:
            return "failed";
        case MemberState::other:
            return "other";
        case MemberState::complete:
            break;
    }
    return "complete";
}

}  // namespace gridrush
