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

struct InterconnectionLaws {
    using Policy = InterconnectionPolicy;
    static constexpr bool has_row_order = false;  // rows are a queue
    static constexpr bool one_per_row = false;

    static std::vector<LawCount> laws() {
        return {{"open_requests", "rulings are about open requests"},
                {"once", "at most one ruling per request"},
                {"is_number", "no NaN, no infinity"},
                {"within", "0 <= firm, non-firm; together at most what is requested"},
                {"known_words", "kind and reason of each ruling exist"},
                {"asks_sanely", "study is asked about open requests, MW ahead >= 0 and finite"}};
    }
    static LawCase random(Rng& rng) {
        using enum ColumnKind;
        auto law_case =
            random_case({"request", "applied_at", "requested_mw", "substation", "studied"},
                        {id, past, mw, id, id}, rng);
        std::ranges::sort(law_case.columns[1]);
        for (std::size_t row = 0; row < law_case.rows(); ++row) {
            law_case.columns[3][row] = std::floor(3.0 * rng.uniform());
            law_case.columns[4][row] = rng.uniform() < 0.5 ? 0.0 : 1.0;
        }
        return law_case;
    }
    static std::string text(LawCase const&) {
        return fmt::format("now {}", format_time(law_time()));
    }
    /// What engineers could answer: capacities of the case's own, less what is ahead.
    static StudyResult study(LawCase const& law_case, std::size_t row, double ahead_mw) {
        auto const at = static_cast<std::uint32_t>(law_case.columns[3][row]);
        double const banks = 1000.0 * world_number(law_case, 1, at);
        double const network = 3000.0 * world_number(law_case, 2);
        return {.transformer_mw = std::max(0.0, banks - ahead_mw),
                .transformer_n0_mw = std::max(0.0, 1.5 * banks - ahead_mw),
                .network_mw = std::clamp(network - ahead_mw, 0.0, law_case.columns[2][row])};
    }
    static InterconnectionDecision ask(Policy& policy, LawCase const& law_case, Rng& rng,
                                       Findings& findings) {
        auto const request = law_case.ids<RequestId>(0);
        auto const applied_at = law_case.times(1);
        auto const substation = law_case.ids<SubstationId>(3);
        std::vector<char> const studied(law_case.columns[4].begin(), law_case.columns[4].end());
        Study const asked = [&](RequestId about, std::span<QueuedLoad const> ahead) {
            auto const found = std::ranges::find(request, about);
            double ahead_mw = 0.0;
            bool sane = found != request.end();
            for (QueuedLoad const& load : ahead) {
                ahead_mw += load.mw;
                sane = sane && load.mw >= 0.0 && std::isfinite(load.mw) && load.request != about &&
                       std::ranges::count(request, load.request) > 0;
            }
            if (!sane) {
                findings.push_back(
                    {"asks_sanely", fmt::format("a study of request {} behind {} others with {} MW",
                                                about.code(), ahead.size(), ahead_mw)});
                return StudyResult{};
            }
            return study(law_case, static_cast<std::size_t>(found - request.begin()), ahead_mw);
        };
        return policy.decide(
            {law_time(), request, applied_at, law_case.columns[2], substation, studied, asked},
            rng);
    }
    static void judge(LawCase const& law_case, InterconnectionDecision const& rulings,
                      Findings& findings) {
        auto const request = law_case.ids<RequestId>(0);
        std::set<RequestId> ruled;
        for (Ruling const& ruling : rulings) {
            auto const found = std::ranges::find(request, ruling.request);
            if (found == request.end()) {
                findings.push_back({"open_requests", fmt::format("a ruling about request {}",
                                                                 ruling.request.code())});
                continue;
            }
            if (!ruled.insert(ruling.request).second) {
                findings.push_back(
                    {"once", fmt::format("two rulings about request {}", ruling.request.code())});
            }
            judge_words(ruling, findings);
            judge_mw(ruling, law_case.columns[2][static_cast<std::size_t>(found - request.begin())],
                     findings);
        }
    }
    static void judge_words(Ruling const& ruling, Findings& findings) {
        auto const kind = static_cast<int>(ruling.kind);
        auto const reason = static_cast<int>(ruling.reason);
        if (kind < 0 || kind > static_cast<int>(RulingKind::refuse) || reason < 0 ||
            reason >= static_cast<int>(ruling_reason_count)) {
            findings.push_back({"known_words", fmt::format("kind {}, reason {}", kind, reason)});
        }
    }
    static void judge_mw(Ruling const& ruling, double requested_mw, Findings& findings) {
        auto const granted = fmt::format("{} + {} MW (firm, non-firm) to request {}",
                                         ruling.firm_mw, ruling.non_firm_mw, ruling.request.code());
        double const sum = ruling.firm_mw + ruling.non_firm_mw;
        if (!std::isfinite(sum)) {
            findings.push_back({"is_number", granted});
        } else if (ruling.firm_mw < 0.0 || ruling.non_firm_mw < 0.0 ||
                   sum > requested_mw + 1e-9 * (1.0 + requested_mw)) {
            findings.push_back(
                {"within", fmt::format("{} that asked for {}", granted, requested_mw)});
        }
    }
    static std::vector<double> numbers(InterconnectionDecision const& rulings) {
        std::vector<double> found;
        for (Ruling const& ruling : rulings) {
            found.insert(found.end(), {static_cast<double>(ruling.request.code()),
                                       static_cast<double>(ruling.kind), ruling.firm_mw,
                                       ruling.non_firm_mw, static_cast<double>(ruling.reason)});
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

LawReport check_laws(PolicyMaker<InterconnectionPolicy> const& make, LawOptions const& options) {
    return LawHarness<InterconnectionLaws>{make, options}.run();
}

}  // namespace gridrush
