#include "policies/laws/harness.hpp"

namespace gridrush {
namespace {

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

LawReport check_laws(PolicyMaker<LoadingPolicy> const& make, LawOptions const& options) {
    return LawHarness<LoadingLaws>{make, options}.run();
}

}  // namespace gridrush
