#pragma once

#include <cstdint>
#include <vector>

#include "topology/time.hpp"
#include "policies/interconnection/connection_rules.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

/// What the desk wants to know of an applicant, who has until `answer_by`.
struct Question {
    enum class Kind {
        none,
        pay,      ///< meet the gates of `stage`
        offer,    ///< sign what is offered, at the gates of GateStage::agreement
        refused,  ///< nothing more is asked
    };
    Kind kind = Kind::none;
    GateStage stage = GateStage::application;
    TimePoint asked_at{}, answer_by{};
    double fee_usd = 0.0;
    double security_usd = 0.0;      ///< to be held beside what is held already
    double forfeit_share = 0.0;     ///< of the security, lost by leaving after this gate
    double upgrade_usd = 0.0;       ///< its share as known now
    double minimum_take_usd = 0.0;  ///< over the term, undiscounted
    bool needs_site_control = false, needs_financing = false, needs_permits = false;
    double needs_own_generation_mw = 0.0;
    std::vector<double> firm_mw, non_firm_mw;  ///< offer: by year from now
};

struct Reply {
    enum class Kind {
        accept,
        shrink,     ///< go on with `mw` in all
        firm_only,  ///< take the firm part of the offer, `mw`, alone
        later,      ///< not ready for the gate yet: ask again at `at`
        withdraw,
    };
    Kind kind = Kind::accept;
    double mw = 0.0;
    TimePoint at{};
};

/// Why a request left; result files store the code.
enum class ExitReason {
    none,
    patience,          ///< waited longer than it could
    cost,              ///< upgrades and fees above what it would pay
    security,          ///< could not post the money
    not_ready,         ///< land, permits or financing never came
    too_little,        ///< the offer was below the least that is worth building
    not_firm,          ///< the offer was not firm enough
    placed_elsewhere,  ///< a duplicate of it was signed
    changed_mind,      ///< by its own hazard
    refused,           ///< by the desk
    duplicate,         ///< refused since its duplicate came to light
    lapsed,            ///< lost its contract by not using it
};
inline constexpr std::size_t exit_reason_count = 12;
[[nodiscard]] std::string_view to_string(ExitReason reason);

struct ReplyWithReason {
    Reply reply;
    ExitReason why = ExitReason::none;
};

/// What a request answers: a pure function of who asks for the connection and of what is asked.
[[nodiscard]] ReplyWithReason answer(RequestSpec const& spec, Question const& question,
                                     double spent_usd);

}  // namespace gridrush
