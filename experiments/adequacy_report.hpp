#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/adequacy/hourly_demand.hpp"
#include "sim/adequacy/indices.hpp"
#include "experiments/adequacy_system.hpp"

namespace gridrush {

/// The indices of one demand. A computed answer has no standard errors.
struct AdequacyCase {
    std::string name;
    AdequacyIndices indices;
    std::optional<AdequacyIndices> standard_error;
};

struct AdequacyAnswer {
    std::string method;               ///< with what it was done, for people
    nlohmann::ordered_json settings;  ///< the same for machines
    std::vector<AdequacyCase> cases;  ///< firm load alone, then with the flexible load if any
    std::optional<FlexibleLoad> flexible;
};

[[nodiscard]] std::string adequacy_text(AdequacySystem const& system, AdequacyAnswer const& answer);
[[nodiscard]] nlohmann::ordered_json adequacy_json(AdequacySystem const& system,
                                                   AdequacyAnswer const& answer);

}  // namespace gridrush
