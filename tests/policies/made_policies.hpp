#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "policies/catalog.hpp"

namespace gridrush::testing {

using Given = std::map<std::string, ParameterValue>;

/// The parameters of a policy of the catalog; throws when `given` does not fit them.
inline Parameters parameters_of(PolicyFamily family, std::string const& name, Given const& given) {
    Issues issues;
    Parameters parameters{find_policy(family, name)->parameters(), given, "", {}, issues};
    throw_if_any(issues);
    return parameters;
}

inline std::unique_ptr<CurtailmentPolicy> curtailment(std::string const& name,
                                                      Given const& given = {}) {
    auto choices = default_policies();
    choices.curtailment = {name, parameters_of(PolicyFamily::curtailment, name, given)};
    return std::move(make_policies(choices).curtailment);
}

inline std::unique_ptr<MigrationPolicy> migration(std::string const& name,
                                                  Given const& given = {}) {
    auto choices = default_policies();
    choices.migration = {name, parameters_of(PolicyFamily::migration, name, given)};
    return std::move(make_policies(choices).migration);
}

}  // namespace gridrush::testing
