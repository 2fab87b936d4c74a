#include <cmath>
#include <cstdio>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "sim/interconnection/applicant.hpp"
#include "sim/interconnection/population.hpp"
#include "experiments/experiment_file.hpp"
#include "source_folder.hpp"

namespace gridrush {
namespace {

// AEP Ohio, release of 12 February 2026: 30,000 MW requested, 5,642 MW signed under the data centre
// tariff, 12,219 MW had signed before it.
constexpr double requested_mw = 30'000.0;
constexpr double signed_mw = 5'642.0;
constexpr double signed_before_mw = 12'219.0;

constexpr double own_works_usd_per_mw = 100'000.0;
constexpr double wires_usd_per_kw_month = 5.0;  // unverified; only MW that are not drawn pay it

LoadedExperiment study() {
    return read_experiment(std::string{GRIDRUSH_SOURCE_DIR} +
                           "/experiments/studies/money-gate/experiment.yaml");
}

/// What is to be signed where there is no gate: one's own connection works.
Question ungated_offer(RequestSpec const& spec, double mw) {
    Question question;
    question.kind = Question::Kind::offer;
    question.stage = GateStage::agreement;
    question.asked_at = spec.applied_on;
    question.answer_by = add_years(spec.applied_on, 1);
    question.firm_mw = {mw};
    question.upgrade_usd = own_works_usd_per_mw * mw;
    return question;
}

/// The same under the tariff: study fee by size, land, financial viability, 85 % of the contract
/// paid over a ramp of 4 and a term of 8 years.
Question gated_offer(RequestSpec const& spec, double mw) {
    Question question = ungated_offer(spec, mw);
    question.fee_usd = spec.mw >= 100.0 ? 100e3 : spec.mw >= 50.0 ? 50e3 : 10e3;
    question.needs_site_control = true;
    question.needs_financing = true;
    question.minimum_take_share = 0.85;
    question.minimum_take_usd = 0.85 * mw * 1000.0 * wires_usd_per_kw_month * 144.0;
    return question;
}

using Offer = std::function<Question(RequestSpec const&, double)>;

/// MW that a request signs in the end: asked again when it is ready, offered less when it shrinks.
double signs_mw(RequestSpec const& spec, Offer const& offer) {
    Question question = offer(spec, spec.mw);
    for (int round = 0; round < 4; ++round) {
        Reply const reply = answer(spec, question, 0.0).reply;
        switch (reply.kind) {
            case Reply::Kind::withdraw:
                return 0.0;
            case Reply::Kind::accept:
            case Reply::Kind::firm_only:
                return reply.mw;
            case Reply::Kind::shrink: {
                TimePoint const now = question.asked_at;
                question = offer(spec, reply.mw);
                question.asked_at = now;
                break;
            }
            case Reply::Kind::later:
                question.asked_at = reply.at;
        }
    }
    ADD_FAILURE() << spec.id << " does not make up its mind";
    return 0.0;
}

struct Outcome {
    double requested = 0.0, ungated = 0.0, gated = 0.0;  ///< MW, means over replicates
    double gated_sd = 0.0;                               ///< MW, of one replicate
};

Outcome outcome_of(LoadedExperiment& loaded) {
    constexpr int replicates = 400;
    Outcome mean;
    double squares = 0.0;
    for (int run = 0; run < replicates; ++run) {
        loaded.experiment.replicate = static_cast<std::uint32_t>(run);
        double gated = 0.0;
        for (RequestSpec const& spec : draw_requests(loaded.experiment, *loaded.grid)) {
            mean.requested += spec.mw / replicates;
            mean.ungated += signs_mw(spec, ungated_offer) / replicates;
            gated += signs_mw(spec, gated_offer);
        }
        mean.gated += gated / replicates;
        squares += gated * gated / replicates;
    }
    mean.gated_sd = std::sqrt(squares - mean.gated * mean.gated);
    return mean;
}

void print(char const* what, Outcome const& outcome) {
    std::printf("%s: requested %.0f, without a gate %.0f, gated %.0f (sd of one future %.0f) MW\n",
                what, outcome.requested, outcome.ungated, outcome.gated, outcome.gated_sd);
}

TEST(MoneyGate, a_population_fitted_to_the_ungated_case_signs_what_aep_ohio_saw) {
    auto loaded = study();
    Outcome const outcome = outcome_of(loaded);
    print("study", outcome);
    // The fit.
    EXPECT_NEAR(outcome.requested, requested_mw, 0.02 * requested_mw);
    EXPECT_NEAR(outcome.ungated / outcome.requested,
                signed_before_mw / (signed_before_mw + requested_mw), 0.01);
    // The prediction.
    EXPECT_NEAR(outcome.gated, signed_mw, 0.15 * signed_mw);
}

TEST(MoneyGate, who_is_ready_decides_more_than_the_minimum_take) {
    auto loaded = study();
    ApplicantSpec& campus = loaded.experiment.population.front();
    ApplicantSpec const as_is = campus;
    campus.site_control_months.never = campus.financing_months.never = 0.0;
    Outcome const all_ready = outcome_of(loaded);
    print("everybody ready", all_ready);
    campus = as_is;
    campus.metered_share = {Draw::Shape::constant, 1.0};
    Outcome const all_drawn = outcome_of(loaded);
    print("all drawn", all_drawn);
    campus.metered_share = {Draw::Shape::triangular, 0.498, 0.7, 1.0};
    print("drawn 0.498 to 1, mostly 0.7", outcome_of(loaded));
    campus.metered_share = {Draw::Shape::constant, 0.498};
    print("drawn 0.498", outcome_of(loaded));
    EXPECT_GT(all_ready.gated, all_drawn.gated);
    EXPECT_GT(all_drawn.gated, signed_mw * 0.85);
    EXPECT_GT(all_ready.gated, 1.15 * signed_mw);
}

}  // namespace
}  // namespace gridrush
