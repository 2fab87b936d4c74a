#include "sim/interconnection/applicant.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

namespace gridrush {
namespace {

constexpr double seconds_per_month = 30.436875 * 86'400.0;
constexpr double tolerance = 1e-9;  ///< relative, of MW and money

/// One way to go on.
struct Option {
    double mw = 0.0;
    double upgrade_usd = 0.0;
    bool first_year_only = false;
};

/// What is offered, or asked for where nothing is offered yet.
struct Sizes {
    double all_mw = 0.0, firm_mw = 0.0;
    double first_year_mw = 0.0;  ///< where more follows; else 0
};

double at_year(std::vector<double> const& mw, std::size_t year) {
    return mw.empty() ? 0.0 : mw[std::min(year, mw.size() - 1)];
}

std::size_t years_of(Question const& question) {
    return std::max(question.firm_mw.size(), question.non_firm_mw.size());
}

double offered_mw(Question const& question, std::size_t year) {
    return at_year(question.firm_mw, year) + at_year(question.non_firm_mw, year);
}

Sizes sizes_of(RequestSpec const& spec, Question const& question) {
    if (question.kind == Question::Kind::offer) {
        std::size_t const years = years_of(question);
        double const all_mw = offered_mw(question, years);
        double const first_mw = offered_mw(question, 0);
        return {all_mw, at_year(question.firm_mw, years), first_mw < all_mw ? first_mw : 0.0};
    }
    double const mw = question.mw > 0.0 ? question.mw : spec.mw;
    return {mw, mw, 0.0};
}

/// When everything that is needed is there; none = never.
std::optional<TimePoint> ready_at(RequestSpec const& spec, Question const& question) {
    double months = 0.0;
    months = std::max(months, question.needs_site_control ? spec.site_control_months : 0.0);
    months = std::max(months, question.needs_permits ? spec.permit_months : 0.0);
    months = std::max(months, question.needs_financing ? spec.financing_months : 0.0);
    bool const has_switch = !question.needs_remote_disconnect || spec.remote_disconnect;
    if (!has_switch || std::isinf(months)) {
        return std::nullopt;
    }
    return spec.applied_on + Seconds{std::llround(months * seconds_per_month)};
}

/// What one question looks like to one applicant.
class Reckoning {
public:
    Reckoning(RequestSpec const& spec, Question const& question, double spent_usd)
        : spec_{spec},
          question_{question},
          spent_usd_{spent_usd},
          sizes_{sizes_of(spec, question)} {}

    [[nodiscard]] Sizes const& sizes() const { return sizes_; }
    [[nodiscard]] bool worth_building(double mw) const {
        double const in_all = question_.contracted_mw + mw;
        return mw > 0.0 && in_all >= spec_.least_share * spec_.mw * (1.0 - tolerance);
    }
    /// The most MW that it can post the security for, which is in proportion to them.
    [[nodiscard]] double postable_mw() const {
        double const needed = question_.held_usd + question_.security_usd;
        double const limit = spec_.security_limit_usd_per_mw * spec_.mw;
        return needed <= limit * (1.0 + tolerance) ? sizes_.all_mw : sizes_.all_mw * limit / needed;
    }
    /// The most MW that its own power stations cover as asked for, beside its contract.
    [[nodiscard]] double covered_mw() const {
        double const needed = question_.needs_own_generation_mw;
        if (needed <= 0.0) {
            return sizes_.all_mw;
        }
        double const mw = question_.mw > 0.0 ? question_.mw : spec_.mw;
        double const in_all = mw * spec_.own_generation_mw / needed;
        return std::clamp(in_all - question_.contracted_mw, 0.0, sizes_.all_mw);
    }
    /// Fewest MW that are worth building at which it would draw the minimum take.
    [[nodiscard]] double right_mw() const {
        double const share = question_.minimum_take_share;
        if (question_.minimum_take_usd <= 0.0 || share <= 0.0) {
            return sizes_.all_mw;
        }
        double const in_all = std::max(drawn_mw() / share, spec_.least_share * spec_.mw);
        return std::clamp(in_all - question_.contracted_mw, 0.0, sizes_.all_mw);
    }
    /// Worth less cost; below 0 = it would not.
    [[nodiscard]] double surplus_usd(Option const& option) const {
        return worth_usd(option) - cost_usd(option) * (1.0 - tolerance);
    }

private:
    [[nodiscard]] double drawn_mw() const { return spec_.metered_share * spec_.mw; }

    /// Of what it would draw, with these MW beside its contract.
    [[nodiscard]] double used_share(double mw) const {
        double const in_all = question_.contracted_mw + mw;
        return drawn_mw() > 0.0 ? std::min(in_all / drawn_mw(), 1.0) : in_all > 0.0 ? 1.0 : 0.0;
    }

    [[nodiscard]] double worth_usd(Option const& option) const {
        bool const steps = question_.kind == Question::Kind::offer && !option.first_year_only;
        std::size_t const years = steps ? years_of(question_) : 1;
        double const months = static_cast<double>((question_.asked_at - spec_.applied_on).count()) /
                              seconds_per_month;
        double usd = 0.0;
        double before = used_share(0.0);
        for (std::size_t year = 0; year < years; ++year) {
            double const mw = steps ? std::min(offered_mw(question_, year), option.mw) : option.mw;
            double const used = used_share(mw);
            double const usd_per_mw =
                spec_.willing_usd_per_mw -
                spec_.delay_usd_per_mw_month * (months + 12.0 * static_cast<double>(year));
            if (used > before && usd_per_mw > 0.0) {
                usd += (used - before) * spec_.mw * usd_per_mw;
            }
            before = std::max(before, used);
        }
        return usd;
    }

    [[nodiscard]] double cost_usd(Option const& option) const {
        double const part = option.mw / sizes_.all_mw;
        double const taken_mw = question_.minimum_take_share * option.mw;
        double const left_mw =
            std::max(drawn_mw() - question_.minimum_take_share * question_.contracted_mw, 0.0);
        double const idle = taken_mw > 0.0 ? std::max(1.0 - left_mw / taken_mw, 0.0) : 0.0;
        double const leaves = -std::expm1(-spec_.withdrawal_per_year);
        double const security_usd = question_.held_usd + question_.security_usd;
        return spent_usd_ + question_.transfer_usd + question_.fee_usd + option.upgrade_usd +
               question_.minimum_take_usd * part * idle +
               question_.forfeit_share * security_usd * leaves;
    }

    RequestSpec const& spec_;
    Question const& question_;
    double spent_usd_;
    Sizes sizes_;
};

ReplyWithReason leave(ExitReason why) {
    return {{.kind = Reply::Kind::withdraw}, why};
}

/// The best of what it may go on with, each within what it can post security for and what its own
/// power stations cover; the firm part of an offer alone where that is not firm enough.
ReplyWithReason best_of(Reckoning const& reckoning, double upgrade_usd, bool firm_enough) {
    auto const& sizes = reckoning.sizes();
    double const postable = reckoning.postable_mw();
    double const covered = reckoning.covered_mw();
    double const most = std::min({postable, covered, firm_enough ? sizes.all_mw : sizes.firm_mw});
    if (!reckoning.worth_building(most)) {
        return leave(!reckoning.worth_building(covered)    ? ExitReason::not_ready
                     : !reckoning.worth_building(postable) ? ExitReason::security
                                                           : ExitReason::not_firm);
    }
    double const right_mw = reckoning.right_mw();
    double const first_mw = firm_enough ? sizes.first_year_mw : 0.0;
    std::array const options{Option{sizes.all_mw, upgrade_usd}, Option{right_mw, upgrade_usd},
                             Option{first_mw, 0.0, true},
                             Option{std::min(right_mw, first_mw), 0.0, true}};
    std::optional<Option> best;
    double best_usd = 0.0;
    for (Option option : options) {
        option.mw = std::min(option.mw, most);
        double const usd =
            reckoning.worth_building(option.mw) ? reckoning.surplus_usd(option) : -1.0;
        if (usd >= 0.0 && (!best || usd > best_usd)) {
            best = option;
            best_usd = usd;
        }
    }
    if (!best) {
        return leave(ExitReason::cost);
    }
    bool const all = best->mw >= sizes.all_mw * (1.0 - tolerance);
    auto const kind = all           ? Reply::Kind::accept
                      : firm_enough ? Reply::Kind::shrink
                                    : Reply::Kind::firm_only;
    return {{.kind = kind, .mw = best->mw}, ExitReason::none};
}

}  // namespace

std::string_view to_string(ExitReason reason) {
    static constexpr std::array<std::string_view, exit_reason_count> names{
        "none",     "patience",         "cost",         "security", "not_ready", "too_little",
        "not_firm", "placed_elsewhere", "changed_mind", "refused",  "duplicate", "lapsed"};
    return names[static_cast<std::size_t>(reason)];
}

ReplyWithReason answer(RequestSpec const& spec, Question const& question, double spent_usd) {
    if (question.kind == Question::Kind::none || question.kind == Question::Kind::refused) {
        bool const refused = question.kind == Question::Kind::refused;
        return refused ? leave(ExitReason::refused) : ReplyWithReason{};
    }
    Reckoning const reckoning{spec, question, spent_usd};
    auto const& sizes = reckoning.sizes();
    if (!reckoning.worth_building(sizes.all_mw)) {
        return leave(ExitReason::too_little);
    }
    auto const ready = ready_at(spec, question);
    if (!ready || *ready > question.answer_by) {
        return leave(ExitReason::not_ready);
    }
    bool const firm_enough =
        sizes.firm_mw >= spec.least_firm_share * sizes.all_mw * (1.0 - tolerance);
    auto const reply = best_of(reckoning, question.upgrade_usd, firm_enough);
    if (reply.reply.kind != Reply::Kind::withdraw && *ready > question.asked_at) {
        return {{.kind = Reply::Kind::later, .at = *ready}, ExitReason::none};
    }
    return reply;
}

}  // namespace gridrush
