#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "policies/interconnection/connection_rules.hpp"
#include "sim/calendar.hpp"
#include "sim/engine.hpp"
#include "sim/interconnection/desk_contracts.hpp"
#include "sim/interconnection/desk_money.hpp"
#include "sim/interconnection/desk_studies.hpp"
#include "sim/interconnection/desk_transfers.hpp"
#include "sim/interconnection/desk_upgrades.hpp"
#include "sim/interconnection/queue_metrics.hpp"
#include "sim/interconnection/request_life.hpp"
#include "sim/observer.hpp"
#include "sim/operations/policy_calls.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// In the queue: neither signed nor gone.
[[nodiscard]] bool is_open(RequestState state);
/// MW of a grant in its best year, firm and non-firm. Precondition: its columns are of one length.
[[nodiscard]] double most_mw(Ruling const& grant);

/// Who answers the desk's technical questions.
struct Engineers {
    std::function<void(TimePoint)> prepare;  ///< at_once() is about this date
    std::function<StudyResult(RequestId, std::span<QueuedLoad const> ahead)> at_once;
    std::function<StudyAnswer(StudyQuestion const&)> in_depth;
};

/// The interconnection desk: takes what requests tell the operator, puts the questions of the gates
/// and offers to them, has the policy rule on the open ones and carries the rulings out. Owns the
/// order of the queue (application, then id) and each request's state.
///
/// The policy is asked at the start of every month. Once it has ruled a study or a question, or
/// where there are gates, it is asked as well whenever something that it could rule on has changed:
/// a study has ended, a request has passed its gates, one has left. What asks for nothing (an offer
/// without any payment or proof) is answered at once; the rest is answered by the request's actor,
/// whose reply is read with the next messages.
///
/// A request that signed for a part may stay in the queue with the rest, in its own place: the desk
/// keeps where the rest stands, the request's state goes on being that of its connection. The desk
/// answers for the rest by the same rules as the actor, who is busy building.
class Queue {
public:
    /// All must outlive this object. `wake`: an actor has mail.
    Queue(World& world, Experiment const& experiment, ConnectionRules const& rules,
          InterconnectionPolicy& policy, PolicyCalls& calls, Observer& observer, Calendar& calendar,
          Engineers engineers, std::function<void(RequestId)> wake);
    Queue(Queue const&) = delete;
    Queue& operator=(Queue const&) = delete;

    /// Carries out one message of a request's actor.
    void handle(Message const& message, TimePoint now);
    /// Carries out a date of the desk's own: contract_due, question_due, study_due.
    void handle(CalendarEvent const& event, TimePoint now);

    /// Asks the policy about every open request. What breaks the rules is put right where that is
    /// asked for: a ruling on no open request or on one that was ruled on already is left out, one
    /// without numbers is to wait, one of more than was asked is cut down to it.
    void rule(TimePoint now);
    /// Something has changed that the policy wants to hear of before the next month.
    [[nodiscard]] bool wants_to_rule() const { return changed_ && by_stages_; }

    /// An ordered upgrade is due: null when it was cancelled before.
    [[nodiscard]] Upgrade const* upgrade_stands(std::int32_t upgrade, TimePoint now);

    void meter() { contracts_.meter(); }
    /// At a month's end, before the month's energies are forgotten.
    void close_month(TimePoint now, double hours);
    /// Before anything of `now` is handled: ends the calendar years before it.
    void close_years(TimePoint now);
    /// Ends the year that `reached` lies in, as far as it was simulated.
    void close_last_year(TimePoint reached);
    [[nodiscard]] QueueMetrics const& metrics() const { return metrics_; }
    /// Contracts or energisation have changed since this was last asked.
    [[nodiscard]] bool contracts_changed();

    /// What a request's actor shares with the desk.
    [[nodiscard]] RequestMail& mail(RequestId request) { return files_[request.index()].mail; }
    [[nodiscard]] double queued_mw() const;
    [[nodiscard]] std::vector<UpgradeRow> const& upgrades() const { return upgrades_.ordered(); }
    [[nodiscard]] DeskMoney const& money() const { return money_; }
    [[nodiscard]] int backlog() const { return studies_.backlog(); }
    [[nodiscard]] double policy_wall_s() const { return policy_wall_s_; }
    /// Wall-clock seconds of rulings and studies in all, the policy's included.
    [[nodiscard]] double wall_s() const { return wall_s_; }

private:
    /// What the desk keeps of one request beside the queue's columns.
    struct File {
        RequestMail mail;
        Question question;               ///< that is out
        RequestState before_question{};  ///< what it goes back to
        TimePoint stage_since{};
        StudyFinding finding;
        std::vector<RequestId> behind;  ///< open ones that its last study counted, and its group
        Ruling offer;
        bool needs_upgrades = false;    ///< the offer does, of those that its study found
        bool placed_elsewhere = false;  ///< another request of its project signed before it filed
        std::optional<RequestState> rest;  ///< where the rest stands, once it has a contract
    };
    /// The columns of the view, kept for their memory.
    struct Columns {
        std::vector<TimePoint> applied_at, stage_since;
        std::vector<double> requested_mw, ready, own_generation_mw, bid_usd_per_mw, contracted_mw;
        std::vector<SubstationId> substation;
        std::vector<char> studied;
        std::vector<ApplicantClass> applicant;
        std::vector<RequestStage> stage;
        std::vector<StudyFinding> finding;
    };

    // queue.cpp: messages and states
    void apply(RequestId request, TimePoint now);
    void enter(RequestId request, TimePoint now);
    void take_place(RequestId request);
    void end_check(RequestId request, TimePoint now);
    void energise(RequestId request, double fraction, TimePoint now);
    void ramp(RequestId request, double fraction, TimePoint now);
    void close_year(TimePoint end);
    void set_state(RequestId request, RequestState state, TimePoint now);
    [[nodiscard]] RequestSpec const& spec(RequestId request) const {
        return experiment_.requests[request.index()];
    }
    /// Of what is in the queue: the rest of a request that has a contract, else the request.
    [[nodiscard]] RequestState state(RequestId request) const {
        return files_[request.index()].rest.value_or(connection_state(request));
    }
    [[nodiscard]] RequestState connection_state(RequestId request) const {
        return world_.queue.state[request.index()];
    }
    [[nodiscard]] bool is_rest(RequestId request) const {
        return files_[request.index()].rest.has_value();
    }
    /// MW that it has without what it asks for: of a site that it converts.
    [[nodiscard]] double kept_mw(RequestId request) const {
        return is_rest(request) ? 0.0 : transfers_.kept_mw(request);
    }
    /// MW of its contract, in full.
    [[nodiscard]] double signed_mw(RequestId request) const {
        return world_.queue.firm_mw[request.index()] + world_.queue.non_firm_mw[request.index()];
    }
    void tell(EventKind kind, RequestId request, double mw, TimePoint now);
    void note(QueueEventKind kind, RequestId request, double mw, TimePoint now,
              std::int32_t detail = -1);

    // queue_answers.cpp: questions and what comes of the answers
    [[nodiscard]] bool is_found_duplicate(RequestId request, GateStage stage) const;
    void ask_to_pay(RequestId request, GateStage stage, TimePoint now);
    void put(RequestId request, Question question, TimePoint now);
    void complete(RequestId request, Question& question, TimePoint now);
    void take_reply(RequestId request, ReplyWithReason answered, TimePoint now);
    void cut_offer(RequestId request, Reply const& reply);
    void shrink(RequestId request, double mw, TimePoint now);
    void pass_gates(RequestId request, GateStage stage, TimePoint now);

    // queue_exits.cpp: contracts, rests, departures
    void sign(RequestId request, TimePoint now);
    void begin_building(RequestId request, TimePoint now);
    void keep_rest(RequestId request, double mw, TimePoint now);
    void end_rest(RequestId request, ExitReason why, TimePoint now);
    void end_impatient_rests(TimePoint now);
    void place_elsewhere(RequestId signed_one, TimePoint now);
    void leave(RequestId request, RequestState as, ExitReason why, TimePoint now);
    void lapse(RequestId request, TimePoint now);
    void mark_stale(RequestId left, TimePoint now);
    void return_to_pool(TimePoint now);

    // queue_rulings.cpp: the policy
    void fill_columns(TimePoint now);
    [[nodiscard]] InterconnectionDecision ask_policy(TimePoint now);
    [[nodiscard]] StudyResult answer_policy(RequestId request, std::span<QueuedLoad const> ahead);
    [[nodiscard]] bool may_be_ruled(Ruling const& ruling, TimePoint now);
    [[nodiscard]] Outcome check(Ruling& ruling, TimePoint now);
    [[nodiscard]] Outcome clip_grant(Ruling& ruling, TimePoint now);
    void carry_out(Ruling ruling, TimePoint now);
    [[nodiscard]] bool needs_upgrades(Ruling const& grant) const;
    void offer(Ruling ruling, TimePoint now);

    // queue_studies.cpp: the engineers
    void gather_studies(std::span<Ruling const> rulings, TimePoint now);
    void begin_studies(TimePoint now);
    void end_study(std::int32_t study, TimePoint now);
    void take_note(std::int32_t study, StudyAnswer const& answer, TimePoint now);
    [[nodiscard]] std::vector<StudyLoad> loads_ahead(StudyJob const& job, TimePoint now,
                                                     std::vector<RequestId>& counted) const;
    void write_finding(std::size_t member, std::int32_t study, StudyAnswer const& answer,
                       double upgrade_usd, std::vector<RequestId> const& behind, TimePoint now);

    World& world_;
    Experiment const& experiment_;
    ConnectionRules const& rules_;
    InterconnectionPolicy& policy_;
    PolicyCalls& calls_;
    Observer& observer_;
    Calendar& calendar_;
    Engineers engineers_;
    std::function<void(RequestId)> wake_;
    QueueMetrics metrics_;
    TellQueue tell_;
    DeskMoney money_;
    DeskStudies studies_;
    DeskUpgrades upgrades_;
    DeskTransfers transfers_;
    DeskContracts contracts_;
    Rng rng_;
    std::vector<File> files_;
    std::vector<RequestId> open_;              ///< in the order of application
    std::vector<RequestId> ruled_, was_open_;  ///< in this call of rule(); when it began
    std::vector<Ruling> to_study_;             ///< in this call of rule()
    Columns columns_;
    TimePoint year_began_;
    bool by_stages_ = false;  ///< the policy hears of what happens within a month
    bool changed_ = false, contracts_changed_ = false;
    double policy_wall_s_ = 0.0;
    double wall_s_ = 0.0;
};

}  // namespace gridrush
