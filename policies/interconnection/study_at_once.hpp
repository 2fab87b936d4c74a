#pragma once

#include "policies/interconnection/regime.hpp"

namespace gridrush {

/// What becomes of the place of who waits for capacity.
enum class Place {
    kept,     ///< those behind it count it as built
    given_up  ///< they count it only once it is granted
};

/// What a regime rules where studies take no engineers: a view without stages. Who the ordering
/// would have studied, and applied at least that study's median time ago, is asked about by the
/// view's `study`, one after the other in the order of application, those before it counted with
/// what they were granted or, when they wait and keep their places, with what they ask.
[[nodiscard]] InterconnectionDecision study_at_once(InterconnectionView const& view,
                                                    Ordering& ordering, Service const& service,
                                                    Place place, Rng& rng);

}  // namespace gridrush
