#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>

#include "topology/grid_spec.hpp"

namespace gridrush::fuzz {

/// Ends the process with a message when a promise is broken.
inline void promise(bool kept, char const* what) {
    if (!kept) {
        std::fprintf(stderr, "broken promise: %s\n", what);
        std::abort();
    }
}

/// What `read` gives; nullopt where it refused with issues.
template <class Read>
std::optional<GridSpec> read_or_issues(Read&& read) {
    try {
        return read();
    } catch (InputError const& error) {
        promise(!error.issues().empty(), "an InputError has issues");
        for (auto const& issue : error.issues()) {
            promise(!issue.message.empty(), "an issue says something");
        }
        return std::nullopt;
    }
}

}  // namespace gridrush::fuzz
