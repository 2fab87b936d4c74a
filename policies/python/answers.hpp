#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "policies/catalog.hpp"
#include "policies/python/interpreter.hpp"

namespace gridrush::python {

/// What decide() returned, as the program's values. Each throws std::runtime_error that says what
/// was expected and what was returned; whether the values are legal is for the simulation to say.
/// Python's lock must be held.
/// `method`: of the policy, which returned it.
[[nodiscard]] std::vector<double> to_megawatts(py::object const& answer, std::size_t rows,
                                               char const* method = "decide");
[[nodiscard]] InterconnectionDecision to_rulings(py::object const& answer);
[[nodiscard]] MigrationDecision to_moves(py::object const& answer);
[[nodiscard]] StrategyDecision to_uses(py::object const& answer);
/// Of payment() and caps().
[[nodiscard]] CutPayment to_payment(py::object const& answer);
[[nodiscard]] CutCaps to_caps(py::object const& answer);

/// The loading class of that name. Throws py::value_error.
[[nodiscard]] LoadingClass to_loading_class(std::string const& name);

/// An id from an integer of Python or numpy: none for what is negative, and for what no id can be.
template <class IdType>
[[nodiscard]] IdType to_id(long long code) {
    return code < 0 || code > 0x7FFFFFFF ? IdType{} : IdType{static_cast<std::size_t>(code)};
}

}  // namespace gridrush::python
