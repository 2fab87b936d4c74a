#include "policies/laws/harness.hpp"

namespace gridrush {
namespace {

constexpr double cut_tolerance = 1e-6;  // relative, as the simulation's

/// Laws of decisions that are one number of MW per row.
bool judge_length_and_numbers(std::size_t rows, std::vector<double> const& decision,
                              bool infinity_is_fine, Findings& findings) {
    if (decision.size() != rows) {
        findings.push_back(
            {"one_per_row", fmt::format("{} numbers (must be {})", decision.size(), rows)});
        return false;
    }
    for (std::size_t row = 0; row < rows; ++row) {
        if (std::isnan(decision[row]) || (!infinity_is_fine && std::isinf(decision[row]))) {
            findings.push_back({"is_number", fmt::format("{} in row {}", decision[row], row)});
            return false;
        }
    }
    return true;
}

struct CurtailmentLaws {
    using Policy = CurtailmentPolicy;
    static constexpr bool has_row_order = true;
    static constexpr bool one_per_row = true;

    static std::vector<LawCount> laws() {
        return {{"one_per_row", "as many numbers as rows"},
                {"is_number", "no NaN, no infinity"},
                {"within", "0 <= cut <= cuttable_mw"},
                {"sum", "the cuts add up to cut_mw"},
                {"offer", "the price for every bid is >= 0, the same when asked again"}};
    }
    static LawCase random(Rng& rng) {
        using enum ColumnKind;
        auto law_case =
            random_case({"site", "contracted_mw", "cuttable_mw", "bid_usd_per_mwh", "energised_at"},
                        {id, mw, mw, mw, past}, rng);
        for (std::size_t row = 0; row < law_case.rows(); ++row) {
            auto& cuttable = law_case.columns[2][row];
            cuttable = std::min(cuttable, law_case.columns[1][row]);
        }
        return law_case;
    }
    static double cut_mw(LawCase const& law_case) {
        double most = 0.0;
        for (double const mw : law_case.columns[2]) {
            most += mw;
        }
        return law_case.share * most;
    }
    static std::string text(LawCase const& law_case) {
        return fmt::format("cut_mw {}, interval_h 1, now {}", cut_mw(law_case),
                           format_time(law_time()));
    }
    static CurtailmentDecision ask(Policy& policy, LawCase const& law_case, Rng& rng,
                                   Findings& findings) {
        judge_offers(policy, law_case, findings);
        auto const site = law_case.ids<SiteId>(0);
        auto const energised_at = law_case.times(4);
        CurtailmentView const view{.now = law_time(),
                                   .interval_h = 1.0,
                                   .cut_mw = cut_mw(law_case),
                                   .site = site,
                                   .contracted_mw = law_case.columns[1],
                                   .cuttable_mw = law_case.columns[2],
                                   .bid_usd_per_mwh = law_case.columns[3],
                                   .energised_at = energised_at};
        return policy.decide(view, rng);
    }
    static void judge_offers(Policy const& policy, LawCase const& law_case, Findings& findings) {
        for (double const bid : law_case.columns[3]) {
            double const offer = policy.offer_usd_per_mwh(bid);
            double const again = policy.offer_usd_per_mwh(bid);
            if (!(offer >= 0.0) || offer != again) {
                findings.push_back({"offer", fmt::format("{} and then {} USD/MWh for a bid of {}",
                                                         offer, again, bid)});
                return;
            }
        }
    }
    static void judge(LawCase const& law_case, CurtailmentDecision const& cut, Findings& findings) {
        if (!judge_length_and_numbers(law_case.rows(), cut, false, findings)) {
            return;
        }
        double sum = 0.0;
        for (std::size_t row = 0; row < cut.size(); ++row) {
            double const most = law_case.columns[2][row];
            sum += cut[row];
            if (cut[row] < -cut_tolerance || cut[row] > most + cut_tolerance * (1.0 + most)) {
                findings.push_back({"within", fmt::format("{} MW in row {} (must be 0 to {})",
                                                          cut[row], row, most)});
                break;
            }
        }
        double const wanted = cut_mw(law_case);
        if (std::abs(sum - wanted) > cut_tolerance * (1.0 + wanted)) {
            findings.push_back(
                {"sum", fmt::format("the cuts add up to {} MW (must be {})", sum, wanted)});
        }
    }
    static std::vector<double> numbers(CurtailmentDecision const& cut) { return cut; }
};

struct LoadingLaws {
    using Policy = LoadingPolicy;
    static constexpr bool has_row_order = true;
    static constexpr bool one_per_row = true;

    static std::vector<LawCount> laws() {
        return {{"one_per_row", "as many numbers as rows"},
                {"is_number", "no NaN"},
                {"not_negative", "MW >= 0"},
                {"asks_sanely", "carriable_mw is asked about rows of the view, for hours above 0"}};
    }
    static LawCase random(Rng& rng) {
        using enum ColumnKind;
        auto law_case = random_case(
            {"substation", "firm_mw", "bank_mw", "ambient_c", "top_oil_c", "hot_spot_c"},
            {id, mw, mw, temperature, temperature, temperature}, rng);
        for (std::size_t row = 0; row < law_case.rows(); ++row) {
            law_case.columns[2][row] += law_case.columns[1][row];
        }
        return law_case;
    }
    static std::string text(LawCase const&) {
        return fmt::format("interval_h 1, now {}", format_time(law_time()));
    }
    static LoadingDecision ask(Policy& policy, LawCase const& law_case, Rng& rng,
                               Findings& findings) {
        auto const substation = law_case.ids<SubstationId>(0);
        CarriableMw const carriable = [&](std::size_t row, LoadingClass loading, double hours) {
            if (row >= law_case.rows() || !(hours > 0.0) || !std::isfinite(hours)) {
                findings.push_back({"asks_sanely", fmt::format("row {} of {}, {} hours", row,
                                                               law_case.rows(), hours)});
                return 0.0;
            }
            double const class_factor = 1.0 + 0.2 * static_cast<double>(loading);
            return law_case.columns[1][row] * class_factor * (1.0 + 0.3 / (1.0 + hours));
        };
        LoadingView const view{.now = law_time(),
                               .interval_h = 1.0,
                               .substation = substation,
                               .firm_mw = law_case.columns[1],
                               .bank_mw = law_case.columns[2],
                               .ambient_c = law_case.columns[3],
                               .top_oil_c = law_case.columns[4],
                               .hot_spot_c = law_case.columns[5],
                               .carriable_mw = carriable};
        return policy.decide(view, rng);
    }
    static void judge(LawCase const& law_case, LoadingDecision const& limit, Findings& findings) {
        if (!judge_length_and_numbers(law_case.rows(), limit, true, findings)) {
            return;
        }
        for (std::size_t row = 0; row < limit.size(); ++row) {
            if (limit[row] < 0.0) {
                findings.push_back(
                    {"not_negative", fmt::format("{} MW in row {}", limit[row], row)});
                return;
            }
        }
    }
    static std::vector<double> numbers(LoadingDecision const& limit) { return limit; }
};

}  // namespace

LawReport check_laws(PolicyMaker<CurtailmentPolicy> const& make, LawOptions const& options) {
    return LawHarness<CurtailmentLaws>{make, options}.run();
}

LawReport check_laws(PolicyMaker<LoadingPolicy> const& make, LawOptions const& options) {
    return LawHarness<LoadingLaws>{make, options}.run();
}

}  // namespace gridrush
