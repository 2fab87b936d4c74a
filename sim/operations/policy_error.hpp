#pragma once

#include <stdexcept>
#include <string>

#include "topology/time.hpp"

namespace gridrush {

/// A policy returned what cannot be carried out (NaN, wrong length). Ends the run, exit 1.
class PolicyError : public std::runtime_error {
public:
    PolicyError(std::string const& policy, TimePoint time, std::string const& problem)
        : std::runtime_error{policy + " at " + format_time(time) + ": " + problem} {}
};

}  // namespace gridrush
