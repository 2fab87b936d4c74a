#include "sim/experiment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/operations/unit_life.hpp"
#include "sim/tenants/tenant_check.hpp"

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
    std::vector<std::string> substations, fleets, profiles, contracts;
};

void check_contract(Location const& at, std::string const& path, std::string const& contract,
                    KnownNames const& known, Issues& issues) {
    if (!contract.empty() && !contains(known.contracts, contract)) {
        issues.push_back({at, path + ".contract",
                          unknown_word("curtailment contract", contract, known.contracts)});
    }
}

void check_behaviour(Location const& at, std::string const& path, bool mine,
                     std::string const& behaviour, KnownNames const& known, Issues& issues) {
    auto const& behaviours = mine ? known.fleets : known.profiles;
    if (!contains(behaviours, behaviour)) {
        issues.push_back({at, path + ".behaviour",
                          unknown_word(mine ? "fleet" : "profile", behaviour, behaviours)});
    }
}

void check_load(LoadSpec const& load, std::string const& path, KnownNames const& known,
                Issues& issues) {
    if (!contains(known.substations, load.substation)) {
        issues.push_back({load.at, path + ".substation",
                          unknown_word("substation", load.substation, known.substations)});
    }
    check_behaviour(load.at, path, load.load_class == LoadClass::mine, load.behaviour, known,
                    issues);
    check_contract(load.at, path, load.contract, known, issues);
}

/// A request takes over a connection where that is.
void check_conversions(Experiment const& experiment, Issues& issues) {
    for (RequestSpec const& request : experiment.requests) {
        if (request.converts.empty()) {
            continue;
        }
        auto const path = "requests." + request.id + ".converts";
        auto const site = std::ranges::find(experiment.sites, request.converts, &SiteSpec::id);
        if (site == experiment.sites.end()) {
            issues.push_back({request.at, path,
                              unknown_word("site", request.converts, ids_of(experiment.sites))});
        } else if (site->substation != request.substation) {
            issues.push_back({request.at, path,
                              fmt::format("site '{}' is at substation '{}', the request at '{}'",
                                          site->id, site->substation, request.substation)});
        }
    }
}

/// The filings of one project lie at different substations.
void check_projects(Experiment const& experiment, Issues& issues) {
    std::set<std::pair<std::string, std::string>> filed;
    for (RequestSpec const& request : experiment.requests) {
        bool const again =
            !request.project.empty() && !filed.emplace(request.project, request.substation).second;
        if (again) {
            issues.push_back({request.at, "requests." + request.id + ".project",
                              fmt::format("project '{}' files at substation '{}' twice",
                                          request.project, request.substation)});
        }
    }
}

void check_population(Experiment const& experiment, KnownNames const& known, Issues& issues) {
    for (ApplicantSpec const& applicant : experiment.population) {
        auto const path = "population." + applicant.id;
        bool const mine = load_class_of(applicant.applicant) == LoadClass::mine;
        check_behaviour(applicant.at, path, mine, applicant.behaviour, known, issues);
        check_contract(applicant.at, path, applicant.contract, known, issues);
        for (std::string const& id : applicant.substations) {
            if (!contains(known.substations, id)) {
                issues.push_back({applicant.at, path + ".substations",
                                  unknown_word("substation", id, known.substations)});
            }
        }
        if (known.substations.empty()) {
            issues.push_back({applicant.at, path, "the grid has no substation to connect to"});
        }
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

/// The ladder matters where load is cut by contract or by stage.
void check_ladder(Experiment const& experiment, Issues& issues) {
    auto const& spec = experiment.curtailment;
    if (!experiment.curtailment_contracts.empty() || !spec.emergency_stages.empty()) {
        std::ranges::move(find_ladder_mistakes(spec, experiment.large_load_shed_usd_per_mwh),
                          std::back_inserter(issues));
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

LoadClass load_class_of(ApplicantClass applicant) {
    switch (applicant) {
        case ApplicantClass::mine:
        case ApplicantClass::sovereign_mine:
            return LoadClass::mine;
        case ApplicantClass::industry:
            return LoadClass::industry;
        case ApplicantClass::ai_training:
        case ApplicantClass::ai_inference:
        case ApplicantClass::cloud:
        case ApplicantClass::generator_backed:
            break;
    }
    return LoadClass::ai_campus;
}

Issues validate(Experiment const& experiment, Grid const& grid) {
    Issues issues;
    KnownNames const known{grid.substations().id, ids_of(experiment.fleets),
                           ids_of(experiment.profiles), ids_of(experiment.curtailment_contracts)};
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
    check_conversions(experiment, issues);
    check_projects(experiment, issues);
    check_population(experiment, known, issues);
    check_fleets(experiment, issues);
    check_security(experiment.dispatch, grid, issues);
    check_ladder(experiment, issues);
    std::ranges::move(find_tenant_issues(experiment), std::back_inserter(issues));
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
