#include "sim/operations/policy_error.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace gridrush {
namespace {

/// `site A: 12.5 MW; limit 10 MW`, leaving out what is not said.
std::string facts_text(BrokenRule const& rule) {
    std::string text = rule.entity;
    if (rule.entity.empty() && std::isnan(rule.limit)) {
        return text;
    }
    if (!rule.unit.empty()) {
        text += fmt::format("{}{:.9g} {}", text.empty() ? "" : ": ", rule.value, rule.unit);
    }
    if (!std::isnan(rule.limit)) {
        text += fmt::format("; limit {:.9g} {}", rule.limit, rule.unit);
    }
    return text;
}

std::string message_text(PolicyFamily family, std::string const& policy, TimePoint time,
                         BrokenRule const& rule) {
    auto const facts = facts_text(rule);
    return fmt::format("{} policy {} at {}: {}{}", to_string(family), policy, format_time(time),
                       rule.problem, facts.empty() ? "" : fmt::format(" (found {})", facts));
}

}  // namespace

PolicyError::PolicyError(PolicyFamily family, std::string policy, TimePoint time, BrokenRule rule)
    : std::runtime_error{message_text(family, policy, time, rule)},
      family_{family},
      policy_{std::move(policy)},
      time_{time},
      rule_{std::move(rule)} {}

}  // namespace gridrush
