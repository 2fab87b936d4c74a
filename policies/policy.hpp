#pragma once

#include "topology/random.hpp"

namespace gridrush {

/// A rule that decides. It gets a read-only view (spans over columns, only what a real operator
/// would know then) and returns a decision (plain values); the simulation checks the decision
/// against physics and contracts, applies it and records both. A policy cannot reach the world.
template <class View, class Decision>
class Policy {
public:
    using view_type = View;
    using decision_type = Decision;

    virtual ~Policy() = default;
    [[nodiscard]] virtual Decision decide(View const& view, Rng& rng) = 0;
};

}  // namespace gridrush
