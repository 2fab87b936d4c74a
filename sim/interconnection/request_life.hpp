#pragma once

#include "sim/engine.hpp"
#include "sim/experiment.hpp"
#include "sim/interconnection/applicant.hpp"

namespace gridrush {

/// What passes between the desk and the actor of one request; each writes its own part only.
struct RequestMail {
    enum class Status {
        open,     ///< nothing new
        asked,    ///< `question` wants an answer
        signed_,  ///< it has its contract
        over,     ///< it has left, or its contract ended
    };

    /// By the desk, before it wakes the actor.
    Status status = Status::open;
    Question question;
    double spent_usd = 0.0;          ///< fees so far
    TimePoint energise_from{};       ///< contract: no MW before
    double longest_ramp_months = 0;  ///< contract; 0 = as it likes

    /// By the actor, before it tells Message::Kind::reply or withdraw.
    ReplyWithReason reply;
};

/// What is drawn of a request's life, from its own stream (seed, id, replicate): it depends on no
/// other request and on no policy.
struct RequestDraws {
    Seconds build_time{};                          ///< whole days
    TimePoint changes_mind_at = TimePoint::max();  ///< unless it has signed before
};
[[nodiscard]] RequestDraws draw_life(RequestSpec const& spec, std::uint64_t seed,
                                     std::uint32_t replicate);

/// The life of one interconnection request, from application to full operation or exit. Reads from
/// top to bottom; talks to the operator by messages and its mail only.
void live_as_request(Life& life, RequestId request, RequestSpec const& spec,
                     RequestDraws const& drawn, RequestMail& mail);

/// `months` mean months of 30.436875 days as whole days.
[[nodiscard]] Seconds months_as_days(double months);
/// So many months after `from`; TimePoint::max() beyond a thousand years.
[[nodiscard]] TimePoint after_months(TimePoint from, double months);

}  // namespace gridrush
