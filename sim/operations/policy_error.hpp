#pragma once

#include <limits>
#include <stdexcept>
#include <string>

#include "topology/time.hpp"
#include "policies/catalog.hpp"

namespace gridrush {

/// How a decision breaks a rule of its family: what is wrong, and with which of its numbers.
struct BrokenRule {
    std::string problem;
    std::string entity{};   ///< the site, request or substation it is about; may be empty
    std::int32_t row = -1;  ///< of the entity
    double value = std::numeric_limits<double>::quiet_NaN();  ///< what was decided
    double limit = std::numeric_limits<double>::quiet_NaN();  ///< NaN: there is none
    std::string unit = "MW";
};

/// A policy decided what cannot be carried out, threw, or took too long. Ends the run, exit 1.
class PolicyError : public std::runtime_error {
public:
    PolicyError(PolicyFamily family, std::string policy, TimePoint time, BrokenRule rule);

    [[nodiscard]] PolicyFamily family() const { return family_; }
    [[nodiscard]] std::string const& policy() const { return policy_; }
    [[nodiscard]] TimePoint time() const { return time_; }
    [[nodiscard]] BrokenRule const& rule() const { return rule_; }

private:
    PolicyFamily family_;
    std::string policy_;
    TimePoint time_;
    BrokenRule rule_;
};

}  // namespace gridrush
