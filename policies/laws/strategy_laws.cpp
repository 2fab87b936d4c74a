#include "policies/laws/harness.hpp"

namespace gridrush {
namespace {

struct StrategyLaws {
    using Policy = StrategyPolicy;
    static constexpr bool has_row_order = true;
    static constexpr bool one_per_row = true;

    static std::vector<LawCount> laws() {
        return {{"one_per_row", "as many uses as rows"}, {"known_use", "each is a use of a mine"}};
    }
    static LawCase random(Rng& rng) {
        using enum ColumnKind;
        return random_case({"site", "contracted_mw", "mined_mwh", "margin_usd"},
                           {id, mw, mw, price}, rng);
    }
    static std::string text(LawCase const& law_case) {
        return fmt::format("hashprice_usd_per_ph_day {}, now {}", 100.0 * law_case.share,
                           format_time(law_time()));
    }
    static StrategyDecision ask(Policy& policy, LawCase const& law_case, Rng& rng, Findings&) {
        auto const site = law_case.ids<SiteId>(0);
        return policy.decide({law_time(), site, law_case.columns[1], law_case.columns[2],
                              law_case.columns[3], 100.0 * law_case.share},
                             rng);
    }
    static void judge(LawCase const& law_case, StrategyDecision const& uses, Findings& findings) {
        if (uses.size() != law_case.rows()) {
            findings.push_back(
                {"one_per_row", fmt::format("{} uses (must be {})", uses.size(), law_case.rows())});
        }
        for (MineUse const use : uses) {
            if (use != MineUse::mine) {
                findings.push_back(
                    {"known_use", fmt::format("use number {}", static_cast<int>(use))});
                return;
            }
        }
    }
    static std::vector<double> numbers(StrategyDecision const& uses) {
        std::vector<double> found;
        for (MineUse const use : uses) {
            found.push_back(static_cast<double>(use));
        }
        return found;
    }
};

}  // namespace

LawReport check_laws(PolicyMaker<StrategyPolicy> const& make, LawOptions const& options) {
    return LawHarness<StrategyLaws>{make, options}.run();
}

}  // namespace gridrush
