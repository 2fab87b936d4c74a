#include "sim/experiment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "sim/operations/unit_life.hpp"

namespace gridrush {
namespace {

std::vector<std::string> ids_of(auto const& rows) {
    std::vector<std::string> ids;
    for (auto const& row : rows) {
        ids.push_back(row.id);
    }
    return ids;
}

bool contains(std::vector<std::string> const& ids, std::string const& id) {
    return std::ranges::find(ids, id) != ids.end();
}

/// The lists that a large load's names must be in.
struct KnownNames {
    std::vector<std::string> substations, fleets, profiles;
};

void check_load(LoadSpec const& load, std::string const& path, KnownNames const& known,
                Issues& issues) {
    if (!contains(known.substations, load.substation)) {
        issues.push_back({load.at, path + ".substation",
                          unknown_word("substation", load.substation, known.substations)});
    }
    auto const mine = load.load_class == LoadClass::mine;
    auto const& behaviours = mine ? known.fleets : known.profiles;
    if (!contains(behaviours, load.behaviour)) {
        issues.push_back({load.at, path + ".behaviour",
                          unknown_word(mine ? "fleet" : "profile", load.behaviour, behaviours)});
    }
}

void check_fleets(Experiment const& experiment, Issues& issues) {
    for (auto const& fleet : experiment.fleets) {
        double shares = 0.0;
        for (auto const& tranche : fleet.tranches) {
            shares += tranche.share;
        }
        if (std::abs(shares - 1.0) > 1e-6) {
            issues.push_back({fleet.at, "fleets." + fleet.id + ".tranches",
                              fmt::format("shares must sum to 1 (found {:.6g})", shares)});
        }
    }
}

/// A rating that no branch has would make every dispatch look secure.
void check_security(DispatchSpec const& spec, Grid const& grid, Issues& issues) {
    auto const is_unlimited = [](double mw) { return std::isinf(mw); };
    if (spec.security == Security::n_1 && grid.branches().size() > 0 &&
        std::ranges::all_of(ratings_of(grid, spec.security_rating), is_unlimited)) {
        issues.push_back(
            {{},
             "dispatch.security_rating",
             "no branch of the grid has such a rating: security would change nothing"});
    }
}

}  // namespace

std::string_view to_string(LoadClass load_class) {
    static constexpr std::array<std::string_view, load_class_count> names{"mine", "ai_campus",
                                                                          "industry"};
    return names[static_cast<std::size_t>(load_class)];
}

std::string_view to_string(SnapshotKind kind) {
    static constexpr std::array<std::string_view, snapshot_kind_count> names{
        "summer_peak", "winter_peak", "net_peak", "light_load"};
    return names[static_cast<std::size_t>(kind)];
}

Issues validate(Experiment const& experiment, Grid const& grid) {
    Issues issues;
    KnownNames const known{grid.substations().id, ids_of(experiment.fleets),
                           ids_of(experiment.profiles)};
    std::set<std::string> seen;
    auto const check = [&](auto const& loads, std::string const& list) {
        for (auto const& load : loads) {
            auto const path = list + "." + load.id;
            if (!seen.insert(load.id).second) {
                issues.push_back({load.at, path, "there is another site or request of this id"});
            }
            check_load(load, path, known, issues);
        }
    };
    check(experiment.sites, "sites");
    check(experiment.requests, "requests");
    check_fleets(experiment, issues);
    check_security(experiment.dispatch, grid, issues);
    if (experiment.outages.generators) {
        std::ranges::move(find_outages_without_times(grid), std::back_inserter(issues));
    }
    return issues;
}

ApplicantClass RequestSpec::applicant_class() const {
    switch (load_class) {
        case LoadClass::mine:
            return applicant.value_or(ApplicantClass::mine);
        case LoadClass::ai_campus:
            return applicant.value_or(ApplicantClass::ai_training);
        case LoadClass::industry:
            break;
    }
    return applicant.value_or(ApplicantClass::industry);
}

}  // namespace gridrush
