#include "sim/interconnection/desk_money.hpp"

#include <algorithm>

namespace gridrush {
namespace {

/// What a gate wants of a request of `mw`, whatever was paid before.
double fee_of(Gate const& gate, double mw) {
    return gate.fee_usd + gate.fee_usd_per_mw * mw;
}

double security_of(Gate const& gate, double mw, double upgrade_usd) {
    return gate.security_usd + gate.security_usd_per_mw * mw +
           gate.security_share_of_upgrades * upgrade_usd;
}

}  // namespace

DeskMoney::DeskMoney(QueueColumns& queue, std::span<RequestSpec const> requests,
                     std::span<Gate const> gates, TellQueue const& tell)
    : queue_{queue},
      requests_{requests},
      gates_{gates},
      tell_{tell},
      accounts_(requests.size() * gates.size()),
      stage_(requests.size(), -1) {}

bool DeskMoney::holds(Gate const& gate, RequestId request, double mw) const {
    return gate.from_mw <= mw && mw < gate.below_mw &&
           requests_[request.index()].applied_on >= gate.from_date;
}

bool DeskMoney::has_gates(RequestId request, GateStage stage, double mw) const {
    return std::ranges::any_of(
        gates_, [&](Gate const& gate) { return gate.stage == stage && holds(gate, request, mw); });
}

void DeskMoney::ask(RequestId request, double mw, Question& question) const {
    question.security_usd = question.held_usd = 0.0;
    double lost_usd = 0.0;
    for (std::size_t row = 0; row < gates_.size(); ++row) {
        auto const& gate = gates_[row];
        auto const& paid = account(request, row);
        auto held = paid.held_usd;
        question.held_usd += held;
        if (gate.stage == question.stage && holds(gate, request, mw)) {
            question.fee_usd += paid.passed ? 0.0 : fee_of(gate, mw);
            auto const wanted = security_of(gate, mw, question.upgrade_usd);
            question.security_usd += std::max(wanted - held, 0.0);
            held = std::max(wanted, held);
            question.needs_site_control |= gate.site_control;
            question.needs_financing |= gate.financing;
            question.needs_permits |= gate.permits;
            question.needs_remote_disconnect |= gate.remote_disconnect;
            question.needs_own_generation_mw =
                std::max(question.needs_own_generation_mw, gate.own_generation_share * mw);
        }
        lost_usd += held * gate.forfeited_share[static_cast<std::size_t>(question.stage)];
    }
    auto const held_usd = question.held_usd + question.security_usd;
    question.forfeit_share = held_usd > 0.0 ? lost_usd / held_usd : 0.0;
}

void DeskMoney::pass(RequestId request, GateStage stage, double mw, double upgrade_usd,
                     TimePoint now) {
    auto const row = request.index();
    for (std::size_t k = 0; k < gates_.size(); ++k) {
        auto const& gate = gates_[k];
        if (gate.stage != stage || !holds(gate, request, mw)) {
            continue;
        }
        auto& paid = account(request, k);
        auto const detail = static_cast<std::int32_t>(k);
        auto const fee = paid.passed ? 0.0 : fee_of(gate, mw);
        auto const security = std::max(security_of(gate, mw, upgrade_usd) - paid.held_usd, 0.0);
        paid.fee_usd += fee;
        paid.held_usd += security;
        paid.passed = true;
        paid_usd_ += fee + security;
        queue_.fees_usd[row] += fee;
        queue_.held_usd[row] += security;
        if (fee > 0.0) {
            tell_({now, QueueEventKind::fee_paid, request.code(), mw, fee, detail});
        }
        if (security > 0.0) {
            tell_({now, QueueEventKind::security_posted, request.code(), mw, security, detail});
        }
        tell_({now, QueueEventKind::gate_passed, request.code(), mw, 0.0, detail});
    }
    pass_freely(request, stage);
}

void DeskMoney::pay_price(RequestId request, double usd, TimePoint now) {
    if (usd > 0.0) {
        paid_usd_ += usd;
        queue_.fees_usd[request.index()] += usd;
        tell_({now, QueueEventKind::fee_paid, request.code(), 0.0, usd, -1});
    }
}

void DeskMoney::pass_freely(RequestId request, GateStage stage) {
    auto& passed = stage_[request.index()];
    passed = std::max(passed, static_cast<int>(stage));
}

void DeskMoney::close(RequestId request, int stage, TimePoint now) {
    auto const row = request.index();
    for (std::size_t k = 0; k < gates_.size(); ++k) {
        auto& paid = account(request, k);
        auto const detail = static_cast<std::int32_t>(k);
        auto const lost =
            stage < 0 ? 0.0
                      : paid.held_usd * gates_[k].forfeited_share[static_cast<std::size_t>(stage)];
        auto const back = paid.held_usd - lost;
        auto const fee_back = gates_[k].fee_returned_share * paid.fee_usd;
        queue_.held_usd[row] -= paid.held_usd;
        queue_.returned_usd[row] += back;
        queue_.forfeited_usd[row] += lost;
        queue_.fees_usd[row] -= fee_back;
        given_back_usd_ += back + fee_back;
        paid.held_usd = 0.0;
        paid.fee_usd = 0.0;  // what is left of it is spent
        if (lost > 0.0) {
            tell_({now, QueueEventKind::security_forfeited, request.code(), 0.0, lost, detail});
        }
        if (back > 0.0) {
            tell_({now, QueueEventKind::security_returned, request.code(), 0.0, back, detail});
        }
        if (fee_back > 0.0) {
            tell_({now, QueueEventKind::fee_paid, request.code(), 0.0, -fee_back, detail});
        }
    }
    queue_.held_usd[row] = 0.0;  // of sums and differences
}

void DeskMoney::settle_exit(RequestId request, TimePoint now) {
    close(request, stage_passed(request), now);
}

void DeskMoney::settle_energised(RequestId request, TimePoint now) {
    close(request, -1, now);
}

void DeskMoney::charge(RequestId request, double usd) {
    queue_.penalty_usd[request.index()] += usd;
}

}  // namespace gridrush
