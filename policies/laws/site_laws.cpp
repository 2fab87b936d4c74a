#include <set>

#include "policies/laws/harness.hpp"

namespace gridrush {
namespace {

struct MigrationLaws {
    using Policy = MigrationPolicy;
    static constexpr bool has_row_order = true;
    static constexpr bool one_per_row = false;

    static std::vector<LawCount> laws() {
        return {{"known_sites", "moves go from one site of the view to another"},
                {"is_number", "no NaN, no infinity"},
                {"within", "from each site 0 to contracted_mw in all"}};
    }
    static LawCase random(Rng& rng) {
        using enum ColumnKind;
        return random_case({"site", "contracted_mw", "served_mwh", "cut_mwh", "price_usd_per_mwh"},
                           {id, mw, mw, mw, price}, rng);
    }
    static std::string text(LawCase const&) {
        return fmt::format("now {}", format_time(law_time()));
    }
    static MigrationDecision ask(Policy& policy, LawCase const& law_case, Rng& rng, Findings&) {
        auto const site = law_case.ids<SiteId>(0);
        return policy.decide({law_time(), site, law_case.columns[1], law_case.columns[2],
                              law_case.columns[3], law_case.columns[4]},
                             rng);
    }
    static void judge(LawCase const& law_case, MigrationDecision const& moves, Findings& findings) {
        auto const site = law_case.ids<SiteId>(0);
        std::vector<double> left = law_case.columns[1];
        for (Move const& move : moves) {
            auto const from = std::ranges::find(site, move.from);
            auto const to = std::ranges::find(site, move.to);
            if (from == site.end() || to == site.end() || from == to) {
                findings.push_back({"known_sites", fmt::format("a move from site {} to site {}",
                                                               move.from.code(), move.to.code())});
                return;
            }
            if (!std::isfinite(move.mw)) {
                findings.push_back({"is_number", fmt::format("a move of {} MW", move.mw)});
                return;
            }
            double const most = law_case.columns[1][static_cast<std::size_t>(from - site.begin())];
            double& rest = left[static_cast<std::size_t>(from - site.begin())];
            rest -= move.mw;
            if (move.mw < 0.0 || rest < -1e-6 * (1.0 + most)) {
                findings.push_back(
                    {"within", fmt::format("{} MW leave site {}, in all {} (must be "
                                           "0 to {})",
                                           move.mw, move.from.code(), most - rest, most)});
                return;
            }
        }
    }
    static std::vector<double> numbers(MigrationDecision moves) {
        std::ranges::sort(moves, {}, [](Move const& move) {
            return std::pair{move.from.code(), move.to.code()};
        });
        std::vector<double> found;
        for (Move const& move : moves) {
            found.insert(found.end(), {static_cast<double>(move.from.code()),
                                       static_cast<double>(move.to.code()), move.mw});
        }
        return found;
    }
};

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

LawReport check_laws(PolicyMaker<MigrationPolicy> const& make, LawOptions const& options) {
    return LawHarness<MigrationLaws>{make, options}.run();
}

LawReport check_laws(PolicyMaker<StrategyPolicy> const& make, LawOptions const& options) {
    return LawHarness<StrategyLaws>{make, options}.run();
}

}  // namespace gridrush
