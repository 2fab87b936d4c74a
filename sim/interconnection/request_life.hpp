#pragma once

#include "sim/engine.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

/// What the operator has ruled for a request's actor to read when it is woken.
enum class RequestAnswer { none, granted, refused };

/// Build time of a request, whole days, drawn from its own stream (seed, id, replicate): it depends
/// on no other request and on no policy.
[[nodiscard]] Seconds draw_build_time(RequestSpec const& spec, std::uint64_t seed,
                                      std::uint32_t replicate);

/// The life of one interconnection request, from application to full operation or exit. Reads from
/// top to bottom; talks to the operator by messages only. `answer` is written by the operator
/// before it wakes the actor.
void live_as_request(Life& life, RequestId request, RequestSpec const& spec, Seconds build_time,
                     RequestAnswer const& answer);

/// `months` mean months of 30.436875 days as whole days.
[[nodiscard]] Seconds months_as_days(double months);

}  // namespace gridrush
