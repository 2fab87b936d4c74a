#pragma once

#include <cstddef>
#include <string>

#include "topology/time.hpp"

namespace gridrush {

/// What recover() found and did.
struct Recovery {
    bool changed = false;       ///< false: the file was in order
    std::string status_before;  ///< empty when it could not be read
    std::string status;         ///< now
    std::size_t rows_cut = 0;   ///< rows of which not every variable was there, over all groups
    TimePoint recorded_until;   ///< everything before can be read
};

/// Makes the file of a killed run readable by every tool: forgets that it was open, cuts each group
/// to the rows of which every variable is there, sets the status to interrupted. Does nothing to a
/// file that is in order. Throws InputError for what is not the file of a run and while a process
/// is still writing it, H5Error when it is damaged beyond that: everything is read once.
Recovery recover(std::string const& path);

}  // namespace gridrush
