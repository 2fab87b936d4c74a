#include <set>

#include "policies/laws/harness.hpp"

namespace gridrush {
namespace {

/// Rows of the columns of a case.
enum Column : std::size_t {
    request,
    applied_at,
    requested_mw,
    substation,
    studied,
    stage,
    stage_since,
    ready,
    own_mw,
    bid,
    firm_mw,
    connectable_mw,
};

struct InterconnectionLaws {
    using Policy = InterconnectionPolicy;
    static constexpr bool has_row_order = false;  // rows are a queue
    static constexpr bool one_per_row = false;

    static std::vector<LawCount> laws() {
        return {{"open_requests", "rulings are about open requests"},
                {"once", "at most one ruling per request"},
                {"is_number", "no NaN, no infinity"},
                {"within", "0 <= firm, non-firm; together at most what is requested, in any year"},
                {"known_words", "kind and reason of each ruling exist"},
                {"in_turn",
                 "who is being studied or makes up its mind is neither studied nor asked anew"},
                {"asks_sanely", "study is asked about open requests, MW ahead >= 0 and finite"}};
    }
    static LawCase random(Rng& rng) {
        using enum ColumnKind;
        auto law_case =
            random_case({"request", "applied_at", "requested_mw", "substation", "studied", "stage",
                         "stage_since", "ready", "own_generation_mw", "bid_usd_per_mw", "firm_mw",
                         "connectable_mw"},
                        {id, past, mw, id, id, id, past, mw, mw, price, mw, mw}, rng);
        auto& columns = law_case.columns;
        std::ranges::sort(columns[applied_at]);
        for (std::size_t row = 0; row < law_case.rows(); ++row) {
            columns[substation][row] = std::floor(3.0 * rng.uniform());
            columns[stage][row] = std::floor(4.0 * rng.uniform());
            bool const found = columns[stage][row] == 2.0 || rng.uniform() < 0.5;
            columns[studied][row] = found ? 1.0 : 0.0;
            columns[stage_since][row] =
                std::max(columns[stage_since][row], columns[applied_at][row]);
            columns[ready][row] = rng.uniform() < 0.5 ? 1.0 : rng.uniform();
        }
        return law_case;
    }
    static std::string text(LawCase const&) {
        return fmt::format("now {}, stages 0 queued, 1 in study, 2 studied, 3 asked",
                           format_time(law_time()));
    }
    /// What engineers could answer: capacities of the case's own, less what is ahead.
    static StudyResult study(LawCase const& law_case, std::size_t row, double ahead_mw) {
        auto const at = static_cast<std::uint32_t>(law_case.columns[substation][row]);
        double const banks = 1000.0 * world_number(law_case, 1, at);
        double const network = 3000.0 * world_number(law_case, 2);
        return {
            .transformer_mw = std::max(0.0, banks - ahead_mw),
            .transformer_n0_mw = std::max(0.0, 1.5 * banks - ahead_mw),
            .network_mw = std::clamp(network - ahead_mw, 0.0, law_case.columns[requested_mw][row])};
    }
    /// The finding of a row: none, or capacities that grow over three years.
    static StudyFinding finding(LawCase const& law_case, std::size_t row) {
        StudyFinding found;
        if (law_case.columns[studied][row] == 0.0) {
            return found;
        }
        double const firm = law_case.columns[firm_mw][row];
        double const more = firm + law_case.columns[connectable_mw][row];
        auto const number = static_cast<std::uint32_t>(row);
        found.studied_at = law_case.times(stage_since)[row];
        found.study = static_cast<int>(3.0 * world_number(law_case, 3, number));
        found.studies = 1 + static_cast<int>(2.0 * world_number(law_case, 4, number));
        found.firm_mw = {firm, firm, 1.5 * firm};
        found.unaided_mw = {firm, firm, firm};
        found.connectable_mw = {more, more, std::max(more, 1.5 * firm)};
        found.stale = world_number(law_case, 5, number) < 0.2;
        if (world_number(law_case, 6, number) < 0.5) {
            found.full_at = law_time() + std::chrono::days{700};
        }
        return found;
    }
    static InterconnectionDecision ask(Policy& policy, LawCase const& law_case, Rng& rng,
                                       Findings& findings) {
        auto const& columns = law_case.columns;
        auto const requests = law_case.ids<RequestId>(request);
        auto const applied = law_case.times(applied_at);
        auto const since = law_case.times(stage_since);
        auto const substations = law_case.ids<SubstationId>(substation);
        std::vector<char> const was_studied(columns[studied].begin(), columns[studied].end());
        std::vector<RequestStage> stages;
        std::vector<ApplicantClass> applicants;
        std::vector<StudyFinding> found;
        for (std::size_t row = 0; row < law_case.rows(); ++row) {
            stages.push_back(static_cast<RequestStage>(columns[stage][row]));
            applicants.push_back(static_cast<ApplicantClass>(row % applicant_class_count));
            found.push_back(finding(law_case, row));
        }
        std::vector<double> const nothing(law_case.rows(), 0.0);
        Study const asked = answering(law_case, requests, findings);
        InterconnectionView const view{.now = law_time(),
                                       .request = requests,
                                       .applied_at = applied,
                                       .requested_mw = columns[requested_mw],
                                       .substation = substations,
                                       .studied = was_studied,
                                       .study = asked,
                                       .applicant = applicants,
                                       .stage = stages,
                                       .stage_since = since,
                                       .finding = found,
                                       .ready = columns[ready],
                                       .own_generation_mw = columns[own_mw],
                                       .bid_usd_per_mw = columns[bid],
                                       .contracted_mw = nothing,
                                       .free_engineers = static_cast<int>(4.0 * law_case.share)};
        return policy.decide(view, rng);
    }
    /// Engineers who note what they should not have been asked.
    static Study answering(LawCase const& law_case, std::vector<RequestId> const& requests,
                           Findings& findings) {
        return [&](RequestId about, std::span<QueuedLoad const> ahead) {
            auto const found = std::ranges::find(requests, about);
            double ahead_mw = 0.0;
            bool sane = found != requests.end();
            for (QueuedLoad const& load : ahead) {
                ahead_mw += load.mw;
                sane = sane && load.mw >= 0.0 && std::isfinite(load.mw) && load.request != about &&
                       std::ranges::count(requests, load.request) > 0;
            }
            if (!sane) {
                findings.push_back(
                    {"asks_sanely", fmt::format("a study of request {} behind {} others with {} MW",
                                                about.code(), ahead.size(), ahead_mw)});
                return StudyResult{};
            }
            return study(law_case, static_cast<std::size_t>(found - requests.begin()), ahead_mw);
        };
    }
    static void judge(LawCase const& law_case, InterconnectionDecision const& rulings,
                      Findings& findings) {
        auto const requests = law_case.ids<RequestId>(request);
        std::set<RequestId> ruled;
        for (Ruling const& ruling : rulings) {
            auto const found = std::ranges::find(requests, ruling.request);
            if (found == requests.end()) {
                findings.push_back({"open_requests", fmt::format("a ruling about request {}",
                                                                 ruling.request.code())});
                continue;
            }
            if (!ruled.insert(ruling.request).second) {
                findings.push_back(
                    {"once", fmt::format("two rulings about request {}", ruling.request.code())});
            }
            auto const row = static_cast<std::size_t>(found - requests.begin());
            judge_words(ruling, findings);
            judge_turn(law_case, row, ruling, findings);
            judge_mw(ruling, law_case.columns[requested_mw][row], findings);
        }
    }
    static void judge_words(Ruling const& ruling, Findings& findings) {
        auto const kind = static_cast<int>(ruling.kind);
        auto const reason = static_cast<int>(ruling.reason);
        if (kind < 0 || kind >= static_cast<int>(ruling_kind_count) || reason < 0 ||
            reason >= static_cast<int>(ruling_reason_count)) {
            findings.push_back({"known_words", fmt::format("kind {}, reason {}", kind, reason)});
        }
    }
    static void judge_turn(LawCase const& law_case, std::size_t row, Ruling const& ruling,
                           Findings& findings) {
        double const at = law_case.columns[stage][row];
        bool const busy = at == 1.0 || at == 3.0;
        bool const anew = ruling.kind == RulingKind::study || ruling.kind == RulingKind::ask;
        if (busy && anew) {
            findings.push_back(
                {"in_turn", fmt::format("request {} of stage {} has a ruling '{}'",
                                        ruling.request.code(), at, to_string(ruling.kind))});
        }
    }
    static void judge_mw(Ruling const& ruling, double requested, Findings& findings) {
        judge_sum(ruling, ruling.firm_mw, ruling.non_firm_mw, requested, findings);
        auto const& firm = ruling.firm_by_year_mw;
        auto const& non_firm = ruling.non_firm_by_year_mw;
        for (std::size_t k = 0; k < std::max(firm.size(), non_firm.size()); ++k) {
            judge_sum(ruling, k < firm.size() ? firm[k] : 0.0,
                      k < non_firm.size() ? non_firm[k] : 0.0, requested, findings);
        }
        double const others = ruling.median_days + ruling.p90_days + ruling.price_usd_per_mw;
        if (!std::isfinite(others)) {
            findings.push_back(
                {"is_number", fmt::format("days or price of request {}", ruling.request.code())});
        }
    }
    static void judge_sum(Ruling const& ruling, double firm, double non_firm, double requested,
                          Findings& findings) {
        auto const granted = fmt::format("{} + {} MW (firm, non-firm) to request {}", firm,
                                         non_firm, ruling.request.code());
        double const sum = firm + non_firm;
        if (!std::isfinite(sum)) {
            findings.push_back({"is_number", granted});
        } else if (firm < 0.0 || non_firm < 0.0 || sum > requested + 1e-9 * (1.0 + requested)) {
            findings.push_back({"within", fmt::format("{} that asked for {}", granted, requested)});
        }
    }
    static std::vector<double> numbers(InterconnectionDecision const& rulings) {
        std::vector<double> found;
        for (Ruling const& ruling : rulings) {
            found.insert(
                found.end(),
                {static_cast<double>(ruling.request.code()), static_cast<double>(ruling.kind),
                 ruling.firm_mw, ruling.non_firm_mw, static_cast<double>(ruling.reason),
                 static_cast<double>(ruling.group), ruling.median_days, ruling.price_usd_per_mw});
            for (auto const* const years : {&ruling.firm_by_year_mw, &ruling.non_firm_by_year_mw}) {
                found.insert(found.end(), years->begin(), years->end());
            }
        }
        return found;
    }
};

}  // namespace

LawReport check_laws(PolicyMaker<InterconnectionPolicy> const& make, LawOptions const& options) {
    return LawHarness<InterconnectionLaws>{make, options}.run();
}

}  // namespace gridrush
