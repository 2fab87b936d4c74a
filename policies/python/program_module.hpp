#pragma once

#include "topology/random.hpp"
#include "policies/python/interpreter.hpp"

namespace gridrush::python {

/// The random stream that a policy draws from: ours, lent for the time of one call.
class LentRng {
public:
    void lend(Rng* rng) { rng_ = rng; }
    /// Throws std::runtime_error outside of a call.
    [[nodiscard]] Rng& rng() const;

private:
    Rng* rng_ = nullptr;
};

/// A LentRng as Python knows it.
[[nodiscard]] py::object make_rng();

}  // namespace gridrush::python
