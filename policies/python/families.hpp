#pragma once

#include <memory>
#include <string>

#include "policies/catalog.hpp"
#include "policies/python/interpreter.hpp"

namespace gridrush::python {

/// A policy's class and the file that it comes from.
struct PolicyClass {
    std::string path;
    PolicyFamily family = PolicyFamily::curtailment;
    py::object type;
    bool offers = false;       ///< curtailment: has an offer() of its own
    bool stands_down = false;  ///< curtailment: has a stand_down() of its own
};

/// A policy that asks an object of the class: a pointer to the family's base class. Precondition:
/// Python's lock is held. Throws py::error_already_set when the object cannot be made. `policy`
/// must outlive it.
[[nodiscard]] void* make_python_policy(PolicyClass const& policy, Parameters const& parameters);

}  // namespace gridrush::python
