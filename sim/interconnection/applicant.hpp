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
    TimePoint asked_at{};  ///< now: later when asked again
    TimePoint answer_by{};
    double mw = 0.0;             ///< that it goes for now, having shrunk; 0 = as filed
    double contracted_mw = 0.0;  ///< beside these, where they are the rest of a request
    double transfer_usd = 0.0;   ///< for what the holder of the site that it converts gives up
    double fee_usd = 0.0;
    double held_usd = 0.0;            ///< security that is held already
    double security_usd = 0.0;        ///< to be held beside it
    double forfeit_share = 0.0;       ///< of the security, lost by leaving after this gate
    double upgrade_usd = 0.0;         ///< its share as known now
    double minimum_take_usd = 0.0;    ///< over the term, undiscounted
    double minimum_take_share = 1.0;  ///< of the contract, that this is reckoned by
    bool needs_site_control = false, needs_financing = false, needs_permits = false;
    bool needs_remote_disconnect = false;
    double needs_own_generation_mw = 0.0;
    std::vector<double> firm_mw, non_firm_mw;  ///< offer: by year from now
};

struct Reply {
    enum class Kind {
        accept,
        shrink,     ///< go on with `mw` in all
        firm_only,  ///< take `mw` of the firm part of the offer alone
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
///
/// - Land, permits and financing come so many months after filing: `later` until then; it leaves
///   where they come after answer_by or never. Own generation, and a switch that can be operated
///   from afar, it has or has not.
/// - The security (held and asked) is at most security_limit times the MW filed. Fees, upgrades,
///   what the site that it converts is worth to its holder, what is `spent_usd` already, the
///   minimum take of MW that it would not draw (it draws metered_share of what it filed) and the
///   forfeit that its own hazard lets it expect within a year are at most what the MW are worth:
///   willing less delay times months since filing, per MW, each year's MW by when they come. MW
///   beyond what it would draw are worth nothing.
/// - It takes what leaves it most: all that is offered; as little as it would draw the minimum
///   take of; of what comes in the first year, without the upgrades, these two. Each is not above
///   what it can post security for (the security in proportion to the MW). Below least_share of
///   what it filed nothing is worth it. Where it has a contract for a part, all this is about what
///   the rest adds to it.
/// - Where less than least_firm_share of an offer is firm, it takes of the firm part alone.
///
/// More money, security or readiness asked for, or less of an offer firm, never turns a withdrawal
/// into another answer. Precondition: the columns of an offer are of one length, or empty.
[[nodiscard]] ReplyWithReason answer(RequestSpec const& spec, Question const& question,
                                     double spent_usd);

}  // namespace gridrush
