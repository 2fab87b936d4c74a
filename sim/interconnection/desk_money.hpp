#pragma once

#include <functional>
#include <span>
#include <vector>

#include "policies/interconnection/connection_rules.hpp"
#include "sim/interconnection/applicant.hpp"
#include "sim/observer.hpp"

namespace gridrush {

/// Where the desk's parts report what happened.
using TellQueue = std::function<void(QueueEventRow const&)>;

/// Every dollar between the requests and the desk: fees, which are spent, and securities, which are
/// held until energisation and then given back, or forfeited in part by leaving. Fees paid and
/// securities posted = fees and securities given back + fees kept + forfeited + held, per request.
class DeskMoney {
public:
    /// All must outlive this object. `queue`: its money columns are this object's to write.
    DeskMoney(QueueColumns& queue, std::span<RequestSpec const> requests,
              std::span<Gate const> gates, TellQueue const& tell);

    /// Whether any gate of this stage holds for a request of `mw` filed when it was.
    [[nodiscard]] bool has_gates(RequestId request, GateStage stage, double mw) const;

    /// What the gates of `question.stage` ask of a request of `mw`, to be paid now; writes the
    /// money and the demands of `question`. `question.upgrade_usd` must be set.
    void ask(RequestId request, double mw, Question& question) const;

    /// Books what ask() gave: the request passes the stage's gates.
    void pass(RequestId request, GateStage stage, double mw, double upgrade_usd, TimePoint now);

    /// Last stage whose gates the request has passed, -1 = none.
    [[nodiscard]] int stage_passed(RequestId request) const { return stage_[request.index()]; }
    /// What was bid for capacity, on signing; a fee that stays paid.
    void pay_price(RequestId request, double usd, TimePoint now);
    /// A stage without gates was passed.
    void pass_freely(RequestId request, GateStage stage);

    /// The request has left: forfeits by the last stage passed, gives the rest back.
    void settle_exit(RequestId request, TimePoint now);
    /// The request is energised: securities go back.
    void settle_energised(RequestId request, TimePoint now);
    /// Minimum take beyond use, exit fees.
    void charge(RequestId request, double usd);

    /// Of all requests, in and out, for the law of the class comment.
    [[nodiscard]] double paid_usd() const { return paid_usd_; }
    [[nodiscard]] double given_back_usd() const { return given_back_usd_; }

private:
    /// Of one request at one gate.
    struct Account {
        double fee_usd = 0.0;
        double held_usd = 0.0;
        bool passed = false;
    };

    [[nodiscard]] bool holds(Gate const& gate, RequestId request, double mw) const;
    [[nodiscard]] Account& account(RequestId request, std::size_t gate) {
        return accounts_[request.index() * gates_.size() + gate];
    }
    [[nodiscard]] Account const& account(RequestId request, std::size_t gate) const {
        return accounts_[request.index() * gates_.size() + gate];
    }
    /// Gives back what is held and the fees that go back, less what is forfeited after `stage`
    /// (-1 = nothing).
    void close(RequestId request, int stage, TimePoint now);

    QueueColumns& queue_;
    std::span<RequestSpec const> requests_;
    std::span<Gate const> gates_;
    TellQueue const& tell_;
    std::vector<Account> accounts_;  ///< requests x gates
    std::vector<int> stage_;         ///< per request
    double paid_usd_ = 0.0, given_back_usd_ = 0.0;
};

}  // namespace gridrush
