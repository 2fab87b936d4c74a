#include "sim/interconnection/applicant.hpp"

#include <cmath>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "topology/random.hpp"

namespace gridrush {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double month_s = 30.436875 * 86'400.0;

TimePoint after_months(double months) {
    return make_time(2026, 1, 1) + Seconds{std::llround(months * month_s)};
}

/// 100 MW, filed on 2026-01-01, that takes anything.
RequestSpec easy_request() {
    RequestSpec spec;
    spec.id = "one";
    spec.mw = 100.0;
    spec.applied_on = make_time(2026, 1, 1);
    return spec;
}

/// Asked 6 months after filing, half a year to answer.
Question money(double security_usd, double fee_usd = 0.0) {
    Question question;
    question.kind = Question::Kind::pay;
    question.asked_at = after_months(6);
    question.answer_by = after_months(12);
    question.fee_usd = fee_usd;
    question.security_usd = security_usd;
    return question;
}

Question offer(std::vector<double> firm_mw, std::vector<double> non_firm_mw = {}) {
    Question question = money(0.0);
    question.kind = Question::Kind::offer;
    question.stage = GateStage::agreement;
    question.firm_mw = std::move(firm_mw);
    question.non_firm_mw = std::move(non_firm_mw);
    return question;
}

void expect_leaves(ReplyWithReason const& reply, ExitReason why) {
    EXPECT_EQ(reply.reply.kind, Reply::Kind::withdraw);
    EXPECT_EQ(reply.why, why);
}

void expect_goes_on(ReplyWithReason const& reply, Reply::Kind kind, double mw) {
    EXPECT_EQ(reply.reply.kind, kind);
    EXPECT_NEAR(reply.reply.mw, mw, 1e-6);
    EXPECT_EQ(reply.why, ExitReason::none);
}

TEST(Applicant, accepts_what_costs_nothing_in_full) {
    expect_goes_on(answer(easy_request(), money(0.0), 0.0), Reply::Kind::accept, 100.0);
    expect_goes_on(answer(easy_request(), offer({100.0}), 0.0), Reply::Kind::accept, 100.0);
}

TEST(Applicant, waits_until_the_last_of_land_permits_and_financing_is_there) {
    RequestSpec spec = easy_request();
    spec.site_control_months = 3.0;
    spec.permit_months = 9.0;
    spec.financing_months = 10.0;
    Question question = money(0.0);
    question.needs_site_control = true;
    EXPECT_EQ(answer(spec, question, 0.0).reply.kind, Reply::Kind::accept);
    question.needs_permits = true;
    auto const until_permits = answer(spec, question, 0.0);
    EXPECT_EQ(until_permits.reply.kind, Reply::Kind::later);
    EXPECT_EQ(until_permits.reply.at, after_months(9));
    question.needs_financing = true;
    EXPECT_EQ(answer(spec, question, 0.0).reply.at, after_months(10));
    question.asked_at = after_months(10);
    EXPECT_EQ(answer(spec, question, 0.0).reply.kind, Reply::Kind::accept);
}

TEST(Applicant, leaves_where_it_is_not_ready_in_time_or_never) {
    RequestSpec spec = easy_request();
    spec.financing_months = 12.1;
    Question question = money(0.0);
    question.needs_financing = true;
    expect_leaves(answer(spec, question, 0.0), ExitReason::not_ready);
    spec.financing_months = inf;
    question.answer_by = TimePoint::max();
    expect_leaves(answer(spec, question, 0.0), ExitReason::not_ready);
}

TEST(Applicant, has_the_generation_that_is_asked_for_or_shrinks_or_leaves) {
    RequestSpec spec = easy_request();
    spec.own_generation_mw = 80.0;
    Question question = money(0.0);
    question.needs_own_generation_mw = 80.0;
    EXPECT_EQ(answer(spec, question, 0.0).reply.kind, Reply::Kind::accept);
    question.needs_own_generation_mw = 81.0;
    expect_leaves(answer(spec, question, 0.0), ExitReason::not_ready);
    spec.least_share = 0.8;
    question.needs_own_generation_mw = 100.0;
    expect_goes_on(answer(spec, question, 0.0), Reply::Kind::shrink, 80.0);
    spec.own_generation_mw = 79.0;
    expect_leaves(answer(spec, question, 0.0), ExitReason::not_ready);
}

TEST(Applicant, whose_generation_covers_its_contract_first_shrinks_the_rest_to_what_is_left) {
    RequestSpec spec = easy_request();
    spec.own_generation_mw = 80.0;
    spec.least_share = 0.5;
    Question question = money(0.0);
    question.mw = 50.0;
    question.contracted_mw = 50.0;
    question.needs_own_generation_mw = 50.0;  // as much for each MW, of the contract too
    expect_goes_on(answer(spec, question, 0.0), Reply::Kind::shrink, 30.0);
    spec.own_generation_mw = 100.0;
    expect_goes_on(answer(spec, question, 0.0), Reply::Kind::accept, 50.0);
}

TEST(Applicant, shrinks_to_the_security_that_it_can_post_or_leaves) {
    RequestSpec spec = easy_request();
    spec.security_limit_usd_per_mw = 30'000.0;
    spec.least_share = 0.5;
    expect_goes_on(answer(spec, money(3e6), 0.0), Reply::Kind::accept, 100.0);
    expect_goes_on(answer(spec, money(5e6), 0.0), Reply::Kind::shrink, 60.0);
    Question held = money(4e6);
    held.held_usd = 1e6;
    expect_goes_on(answer(spec, held, 0.0), Reply::Kind::shrink, 60.0);
    expect_leaves(answer(spec, money(6.1e6), 0.0), ExitReason::security);
    spec.security_limit_usd_per_mw = 0.0;
    expect_leaves(answer(spec, money(1.0), 0.0), ExitReason::security);
}

TEST(Applicant, having_shrunk_it_posts_the_same_money_for_fewer_megawatts) {
    RequestSpec spec = easy_request();
    spec.security_limit_usd_per_mw = 30'000.0;
    spec.least_share = 0.5;
    Question question = money(3e6);  // 50,000 USD/MW
    question.mw = 60.0;
    expect_goes_on(answer(spec, question, 0.0), Reply::Kind::accept, 60.0);
}

TEST(Applicant, pays_up_to_what_a_connection_is_worth_to_it_then) {
    RequestSpec spec = easy_request();
    spec.willing_usd_per_mw = 100'000.0;
    spec.delay_usd_per_mw_month = 5'000.0;  // six months later: 70,000 USD/MW
    expect_goes_on(answer(spec, money(0.0, 6.9e6), 0.0), Reply::Kind::accept, 100.0);
    expect_leaves(answer(spec, money(0.0, 7.1e6), 0.0), ExitReason::cost);
    expect_leaves(answer(spec, money(0.0, 6.9e6), 0.2e6), ExitReason::cost);
    Question question = money(0.0, 1e6);
    question.upgrade_usd = 6.2e6;
    expect_leaves(answer(spec, question, 0.0), ExitReason::cost);
}

TEST(Applicant, megawatts_that_come_later_are_worth_less) {
    RequestSpec spec = easy_request();
    spec.willing_usd_per_mw = 100'000.0;
    spec.delay_usd_per_mw_month = 5'000.0;
    // 40 MW at 70,000 and 60 MW a year later at 10,000 USD/MW: 3.4 million.
    Question question = offer({40.0, 100.0});
    question.fee_usd = 3.39e6;
    EXPECT_EQ(answer(spec, question, 0.0).reply.kind, Reply::Kind::accept);
    question.fee_usd = 3.41e6;
    expect_leaves(answer(spec, question, 0.0), ExitReason::cost);
}

TEST(Applicant, takes_what_needs_no_upgrade_where_upgrades_are_too_dear) {
    RequestSpec spec = easy_request();
    spec.willing_usd_per_mw = 100'000.0;
    spec.least_share = 0.3;
    Question question = offer({40.0, 100.0});
    question.upgrade_usd = 11e6;
    expect_goes_on(answer(spec, question, 0.0), Reply::Kind::shrink, 40.0);
    spec.least_share = 0.5;
    expect_leaves(answer(spec, question, 0.0), ExitReason::cost);
}

TEST(Applicant, contracts_what_it_will_draw_where_there_is_a_minimum_take) {
    RequestSpec spec = easy_request();
    spec.metered_share = 0.68;
    spec.willing_usd_per_mw = 100'000.0;
    spec.least_share = 0.0;
    Question question = offer({100.0});
    question.minimum_take_share = 0.85;
    question.minimum_take_usd = 50e6;
    expect_goes_on(answer(spec, question, 0.0), Reply::Kind::shrink, 80.0);
    question.firm_mw = {80.0};
    question.minimum_take_usd = 40e6;
    expect_goes_on(answer(spec, question, 0.0), Reply::Kind::accept, 80.0);
    // It does not go below the least: 90 MW, a ninth of whose 45 million it would not draw.
    spec.least_share = 0.9;
    question.firm_mw = {100.0};
    question.minimum_take_usd = 50e6;
    expect_goes_on(answer(spec, question, 0.0), Reply::Kind::shrink, 90.0);
    spec.willing_usd_per_mw = 49'000.0;
    expect_leaves(answer(spec, question, 0.0), ExitReason::cost);
}

TEST(Applicant, counts_the_forfeit_that_its_own_hazard_lets_it_expect) {
    RequestSpec spec = easy_request();
    spec.willing_usd_per_mw = 10'000.0;
    spec.withdrawal_per_year = 0.5;  // leaves within a year with probability 0.393
    Question question = money(3e6);
    question.forfeit_share = 0.8;
    EXPECT_EQ(answer(spec, question, 0.0).reply.kind, Reply::Kind::accept);
    question.security_usd = 3.2e6;
    expect_leaves(answer(spec, question, 0.0), ExitReason::cost);
    question.forfeit_share = 0.0;
    EXPECT_EQ(answer(spec, question, 0.0).reply.kind, Reply::Kind::accept);
}

TEST(Applicant, leaves_offers_below_the_least_worth_building) {
    RequestSpec spec = easy_request();
    spec.least_share = 0.6;
    expect_goes_on(answer(spec, offer({0.0, 60.0}), 0.0), Reply::Kind::accept, 60.0);
    expect_leaves(answer(spec, offer({59.0}), 0.0), ExitReason::too_little);
    expect_leaves(answer(spec, offer({}), 0.0), ExitReason::too_little);
    expect_goes_on(answer(spec, offer({30.0}, {30.0}), 0.0), Reply::Kind::accept, 60.0);
}

TEST(Applicant, takes_the_firm_part_alone_where_too_little_is_firm) {
    RequestSpec spec = easy_request();
    spec.least_share = 0.4;
    spec.least_firm_share = 0.7;
    expect_goes_on(answer(spec, offer({70.0}, {30.0}), 0.0), Reply::Kind::accept, 100.0);
    expect_goes_on(answer(spec, offer({50.0}, {50.0}), 0.0), Reply::Kind::firm_only, 50.0);
    expect_leaves(answer(spec, offer({30.0}, {70.0}), 0.0), ExitReason::not_firm);
    Question dear = offer({50.0}, {50.0});
    spec.willing_usd_per_mw = 10'000.0;
    dear.upgrade_usd = 0.6e6;
    expect_leaves(answer(spec, dear, 0.0), ExitReason::cost);
}

TEST(Applicant, a_refusal_ends_it_and_no_question_needs_no_answer) {
    Question question;
    EXPECT_EQ(answer(easy_request(), question, 0.0).reply.kind, Reply::Kind::accept);
    question.kind = Question::Kind::refused;
    expect_leaves(answer(easy_request(), question, 0.0), ExitReason::refused);
}

TEST(Applicant, every_reason_to_leave_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < exit_reason_count; ++i) {
        names.insert(to_string(static_cast<ExitReason>(i)));
    }
    EXPECT_EQ(names.size(), exit_reason_count);
    EXPECT_FALSE(names.contains(""));
}

/// Random cases around the edges of what is taken.
class RandomCase {
public:
    explicit RandomCase(std::uint32_t number) : rng_{7, Purpose::test, number} {}

    RequestSpec request() {
        RequestSpec spec = easy_request();
        spec.mw = rng_.uniform(10.0, 500.0);
        spec.site_control_months = rng_.uniform(0.0, 14.0);
        spec.financing_months = rng_.uniform() < 0.1 ? inf : rng_.uniform(0.0, 14.0);
        spec.security_limit_usd_per_mw = rng_.uniform(0.0, 80'000.0);
        spec.willing_usd_per_mw = rng_.uniform(0.0, 200'000.0);
        spec.delay_usd_per_mw_month = rng_.uniform(0.0, 5'000.0);
        spec.least_share = rng_.uniform();
        spec.least_firm_share = rng_.uniform();
        spec.metered_share = rng_.uniform();
        spec.withdrawal_per_year = rng_.uniform(0.0, 1.0);
        spec.own_generation_mw = rng_.uniform(0.0, spec.mw);
        return spec;
    }

    Question question(RequestSpec const& spec) {
        bool const offered = rng_.uniform() < 0.7;
        Question question = offered ? offer({}) : money(0.0);
        question.fee_usd = spec.mw * rng_.uniform(0.0, 20'000.0);
        question.held_usd = spec.mw * rng_.uniform(0.0, 20'000.0);
        question.security_usd = spec.mw * rng_.uniform(0.0, 40'000.0);
        question.forfeit_share = rng_.uniform();
        question.upgrade_usd = spec.mw * rng_.uniform(0.0, 60'000.0);
        question.minimum_take_usd = spec.mw * rng_.uniform(0.0, 200'000.0);
        question.minimum_take_share = rng_.uniform(0.5, 1.0);
        question.needs_site_control = rng_.uniform() < 0.3;
        question.needs_financing = rng_.uniform() < 0.3;
        if (offered) {
            double firm = 0.0;
            double non_firm = 0.0;
            for (int year = 0; year < 4; ++year) {
                firm = std::min(firm + spec.mw * rng_.uniform(0.0, 0.5), spec.mw);
                non_firm = std::min(non_firm + spec.mw * rng_.uniform(0.0, 0.2), spec.mw - firm);
                question.firm_mw.push_back(firm);
                question.non_firm_mw.push_back(non_firm);
            }
        }
        return question;
    }

    /// The same question, in one respect worse for the applicant.
    Question dearer(Question question) {
        double const more = 1.0 + rng_.uniform(0.01, 3.0);
        switch (static_cast<int>(rng_.uniform(0.0, 10.0))) {
            case 0:
                question.fee_usd *= more;
                break;
            case 1:
                question.security_usd *= more;
                break;
            case 2:
                question.held_usd *= more;
                break;
            case 3:
                question.forfeit_share = std::min(question.forfeit_share * more, 1.0);
                break;
            case 4:
                question.upgrade_usd *= more;
                break;
            case 5:
                question.minimum_take_usd *= more;
                break;
            case 6:
                question.needs_site_control = question.needs_financing = true;
                break;
            case 7:
                question.answer_by = question.asked_at;
                break;
            case 8:
                question.needs_own_generation_mw = rng_.uniform(0.0, 500.0);
                break;
            default:  // of every firm megawatt a part is not firm
                for (std::size_t year = 0; year < question.firm_mw.size(); ++year) {
                    double const firm = question.firm_mw[year] / more;
                    question.non_firm_mw[year] += question.firm_mw[year] - firm;
                    question.firm_mw[year] = firm;
                }
        }
        return question;
    }

private:
    Rng rng_;
};

TEST(Applicant, a_dearer_question_never_turns_a_withdrawal_into_another_answer) {
    int left = 0;
    int stayed = 0;
    int turned = 0;
    for (std::uint32_t number = 0; number < 40'000; ++number) {
        RandomCase random{number};
        RequestSpec const spec = random.request();
        Question const question = random.question(spec);
        Question const dearer = random.dearer(question);
        bool const leaves = answer(spec, question, 0.0).reply.kind == Reply::Kind::withdraw;
        bool const leaves_dearer = answer(spec, dearer, 0.0).reply.kind == Reply::Kind::withdraw;
        ASSERT_TRUE(!leaves || leaves_dearer) << "case " << number;
        bool const leaves_having_spent =
            answer(spec, question, 1e5).reply.kind == Reply::Kind::withdraw;
        ASSERT_TRUE(!leaves || leaves_having_spent) << "case " << number;
        left += leaves ? 1 : 0;
        stayed += leaves ? 0 : 1;
        turned += !leaves && leaves_dearer ? 1 : 0;
    }
    // The cases are about the edge: each outcome is there in numbers.
    EXPECT_GT(left, 4'000);
    EXPECT_GT(stayed, 4'000);
    EXPECT_GT(turned, 400);
}

TEST(Applicant, goes_on_with_no_more_than_is_offered_and_no_less_than_is_worth_building) {
    int shrunk = 0;
    for (std::uint32_t number = 0; number < 40'000; ++number) {
        RandomCase random{number};
        RequestSpec const spec = random.request();
        Question const question = random.question(spec);
        Reply const reply = answer(spec, question, 0.0).reply;
        if (reply.kind == Reply::Kind::withdraw || reply.kind == Reply::Kind::later) {
            continue;
        }
        double const most = question.kind == Question::Kind::offer
                                ? question.firm_mw.back() + question.non_firm_mw.back()
                                : spec.mw;
        ASSERT_LE(reply.mw, most * (1.0 + 1e-9)) << "case " << number;
        ASSERT_GE(reply.mw, spec.least_share * spec.mw * (1.0 - 1e-9)) << "case " << number;
        shrunk += reply.kind == Reply::Kind::shrink ? 1 : 0;
    }
    EXPECT_GT(shrunk, 1'000);
}

}  // namespace
}  // namespace gridrush
