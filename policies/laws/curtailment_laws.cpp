#include <array>

#include "policies/laws/harness.hpp"

namespace gridrush {
namespace {

constexpr double cut_tolerance = 1e-6;  // relative, as the simulation's

/// Columns of a case.
enum Column : std::size_t {
    site,
    contracted_mw,
    cuttable_mw,
    bid,
    energised_at,
    contract_class,
    paid,
    cut_hours,
    cut_mwh,
    hours_left,
    mwh_left,
    last_cut_at,
    relief,
};

struct CurtailmentLaws {
    using Policy = CurtailmentPolicy;
    static constexpr bool has_row_order = true;
    static constexpr bool one_per_row = true;

    static std::vector<LawCount> laws() {
        return {{"one_per_row", "as many numbers as rows"},
                {"is_number", "no NaN, no infinity"},
                {"within", "0 <= cut <= cuttable_mw"},
                {"sum", "the cuts add up to cut_mw"},
                {"offer", "the price for every bid is >= 0, the same when asked again"},
                {"terms", "payment is known, caps are >= 0, the same when asked again"},
                {"stand_down", "a number of 0 to wanted_mw per row"}};
    }
    static LawCase random(Rng& rng) {
        using enum ColumnKind;
        auto law_case =
            random_case({"site", "contracted_mw", "cuttable_mw", "bid_usd_per_mwh", "energised_at",
                         "contract_class", "paid_usd_per_mwh", "cut_hours", "cut_mwh", "hours_left",
                         "mwh_left", "last_cut_at", "relief"},
                        {id, mw, mw, mw, past, id, mw, mw, mw, mw, mw, past, mw}, rng);
        auto& columns = law_case.columns;
        double const never = static_cast<double>(TimePoint::min().time_since_epoch().count());
        for (std::size_t row = 0; row < law_case.rows(); ++row) {
            columns[cuttable_mw][row] =
                std::min(columns[cuttable_mw][row], columns[contracted_mw][row]);
            columns[contract_class][row] = std::floor(4.0 * rng.uniform());
            bool const uncapped = rng.uniform() < 0.3;
            double const infinity = std::numeric_limits<double>::infinity();
            columns[hours_left][row] = uncapped ? infinity : columns[hours_left][row];
            columns[mwh_left][row] = uncapped ? infinity : columns[mwh_left][row];
            columns[last_cut_at][row] = rng.uniform() < 0.3 ? never : columns[last_cut_at][row];
            columns[relief][row] = rng.uniform() < 0.3 ? 1.0 : rng.uniform(-1.0, 1.0);
        }
        return law_case;
    }
    static double cut_mw(LawCase const& law_case) {
        double most = 0.0;
        for (double const mw : law_case.columns[cuttable_mw]) {
            most += mw;
        }
        return law_case.share * most;
    }
    static std::string text(LawCase const& law_case) {
        return fmt::format("cut_mw {}, interval_h 1, tier non_firm, now {}", cut_mw(law_case),
                           format_time(law_time()));
    }
    static CurtailmentDecision ask(Policy& policy, LawCase const& law_case, Rng& rng,
                                   Findings& findings) {
        judge_offers(policy, law_case, findings);
        judge_terms(policy, findings);
        judge_stand_down(policy, law_case, rng, findings);
        auto const& columns = law_case.columns;
        auto const sites = law_case.ids<SiteId>(site);
        auto const since = law_case.times(energised_at);
        auto const last_cut = law_case.times(last_cut_at);
        std::vector<std::int32_t> const classes(columns[contract_class].begin(),
                                                columns[contract_class].end());
        return policy.decide({.now = law_time(),
                              .interval_h = 1.0,
                              .cut_mw = cut_mw(law_case),
                              .tier = CurtailmentTier::non_firm,
                              .site = sites,
                              .contracted_mw = columns[contracted_mw],
                              .cuttable_mw = columns[cuttable_mw],
                              .bid_usd_per_mwh = columns[bid],
                              .energised_at = since,
                              .contract_class = classes,
                              .paid_usd_per_mwh = columns[paid],
                              .cut_hours = columns[cut_hours],
                              .cut_mwh = columns[cut_mwh],
                              .hours_left = columns[hours_left],
                              .mwh_left = columns[mwh_left],
                              .last_cut_at = last_cut,
                              .relief = columns[relief]},
                             rng);
    }
    static void judge_offers(Policy const& policy, LawCase const& law_case, Findings& findings) {
        for (double const usd : law_case.columns[bid]) {
            double const offer = policy.offer_usd_per_mwh(usd);
            double const again = policy.offer_usd_per_mwh(usd);
            if (!(offer >= 0.0) || offer != again) {
                findings.push_back({"offer", fmt::format("{} and then {} USD/MWh for a bid of {}",
                                                         offer, again, usd)});
                return;
            }
        }
    }
    static void judge_terms(Policy const& policy, Findings& findings) {
        auto const payment = policy.payment();
        auto const caps = policy.caps();
        auto const again = policy.caps();
        if (payment < CutPayment::contract || payment > CutPayment::clearing ||
            payment != policy.payment()) {
            findings.push_back(
                {"terms", fmt::format("payment number {}", static_cast<int>(payment))});
        }
        if (!(caps.hours_per_year >= 0.0) || !(caps.energy_share >= 0.0) ||
            caps.hours_per_year != again.hours_per_year ||
            caps.energy_share != again.energy_share) {
            findings.push_back({"terms", fmt::format("caps of {} hours and a share of {}",
                                                     caps.hours_per_year, caps.energy_share)});
        }
    }
    /// The case's contracts as what loads want, its bids as what they earn, and a day's forecast.
    static void judge_stand_down(Policy& policy, LawCase const& law_case, Rng& rng,
                                 Findings& findings) {
        if (!policy.stands_down()) {
            return;
        }
        auto const sites = law_case.ids<SiteId>(site);
        std::array<double, 24> forecast{};
        for (std::uint32_t hour = 0; hour < forecast.size(); ++hour) {
            forecast[hour] = 60000.0 + 10000.0 * world_number(law_case, 1, hour);
        }
        auto const& wanted = law_case.columns[contracted_mw];
        auto const off =
            policy.stand_down({.now = law_time(),
                               .interval_h = 1.0,
                               .site = sites,
                               .wanted_mw = wanted,
                               .break_even_usd_per_mwh = law_case.columns[bid],
                               .lmp_usd_per_mwh = law_case.columns[paid],
                               .forecast_mw = forecast,
                               .month_peak_mw = 60000.0 + 10000.0 * world_number(law_case, 2)},
                              rng);
        if (off.size() != wanted.size()) {
            findings.push_back(
                {"stand_down", fmt::format("{} numbers (must be {})", off.size(), wanted.size())});
            return;
        }
        for (std::size_t row = 0; row < off.size(); ++row) {
            if (!(off[row] >= -cut_tolerance &&
                  off[row] <= wanted[row] + cut_tolerance * (1.0 + wanted[row]))) {
                findings.push_back({"stand_down", fmt::format("{} MW in row {} (must be 0 to {})",
                                                              off[row], row, wanted[row])});
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
            double const most = law_case.columns[cuttable_mw][row];
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

}  // namespace

LawReport check_laws(PolicyMaker<CurtailmentPolicy> const& make, LawOptions const& options) {
    return LawHarness<CurtailmentLaws>{make, options}.run();
}

}  // namespace gridrush
