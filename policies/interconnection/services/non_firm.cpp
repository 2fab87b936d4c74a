#include <algorithm>
#include <cmath>

#include "policies/interconnection/services/grants.hpp"
#include "policies/interconnection/services/services.hpp"

namespace gridrush {
namespace {

/// How a non-firm service differs from the others.
struct NonFirmTerms {
    bool firm_first = true;      ///< what fits is firm; else all of it is non-firm
    bool needs_upgrade = false;  ///< only where an upgrade makes it firm some day, and until then
    double longest_years = 0.0;  ///< until it is firm; 0 = any time
    double least_share = 0.0;    ///< of the request, below which nothing is granted
    bool remainder_stays = false;
    NonFirmRight right;  ///< but for firm_at
};

/// Connects what the intact grid carries; what is not firm may be cut within its right.
class NonFirm : public Service {
public:
    explicit NonFirm(NonFirmTerms terms) : terms_{terms} {}

    Ruling rule(InterconnectionView const& view, std::size_t row,
                StudyFinding const& finding) const override {
        double const asked = view.requested_mw[row];
        auto const years = [&](YearlyMw const& found) {
            return capped(from_now(found, finding.studied_at, view.now), asked);
        };
        auto firm = years(finding.firm_mw);
        auto non_firm = years(finding.connectable_mw);
        firm.resize(non_firm.size(), firm.empty() ? 0.0 : firm.back());
        bool const all_fits = !firm.empty() && firm.front() >= asked;
        if (!terms_.firm_first) {
            std::ranges::fill(firm, 0.0);
        }
        if (!all_fits && !is_allowed(view.now, finding.full_at)) {
            std::ranges::fill(non_firm, 0.0);
        }
        double total = 0.0;
        for (std::size_t k = 0; k < firm.size(); ++k) {
            non_firm[k] = std::max(0.0, non_firm[k] - firm[k]);
            total = std::max(total, firm[k] + non_firm[k]);
        }
        if (total <= 0.0 || total < terms_.least_share * asked) {
            return waits(view.request[row]);
        }
        auto right = terms_.right;
        if (terms_.needs_upgrade) {
            right.firm_at = finding.full_at;
        }
        auto ruling = grants(view.request[row], std::move(firm), std::move(non_firm), right);
        ruling.remainder_stays = terms_.remainder_stays && total < asked;
        return ruling;
    }

private:
    [[nodiscard]] bool is_allowed(TimePoint now, TimePoint full_at) const {
        bool const ends = full_at != TimePoint::max();
        if (terms_.longest_years > 0.0) {
            return ends && years_between(now, full_at) <= terms_.longest_years;
        }
        return ends || !terms_.needs_upgrade;
    }

    NonFirmTerms terms_;
};

/// Connects all of a request as soon as all banks carry it; what does not fit may be cut.
class ConnectAll : public Service {
public:
    explicit ConnectAll(Parameters const& parameters)
        : all_firm_{parameters.text("right") == "firm"},
          share_of_banks_{parameters.number("largest_share_of_banks")},
          upgrade_lead_{std::chrono::days{
              static_cast<int>(parameters.number("upgrade_lead_years") * 365.2425)}} {}

    Ruling rule(InterconnectionView const& view, std::size_t row,
                StudyFinding const& finding) const override {
        double const asked = view.requested_mw[row];
        if (finding.studied_at == TimePoint::min()) {
            return all_firm_ ? grants(view.request[row], {asked})
                             : grants(view.request[row], {0.0}, {asked});
        }
        auto const connectable = from_now(finding.connectable_mw, finding.studied_at, view.now);
        if (connectable.empty() || !(connectable.front() * share_of_banks_ >= asked)) {
            auto ruling = waits(view.request[row]);
            ruling.reason = RulingReason::transformer_full;
            return ruling;
        }
        auto firm = capped(from_now(finding.firm_mw, finding.studied_at, view.now), asked);
        YearlyMw non_firm;
        for (double& mw : firm) {
            bool const fits = all_firm_ || mw >= asked;
            mw = fits ? asked : std::floor(mw);  // offers are made in whole megawatts
            non_firm.push_back(asked - mw);
        }
        NonFirmRight right;
        right.firm_at = finding.full_at;
        if (right.firm_at == TimePoint::max() && upgrade_lead_ > Seconds{0}) {
            right.firm_at = view.now + upgrade_lead_;
        }
        return grants(view.request[row], std::move(firm), std::move(non_firm), right);
    }

private:
    bool all_firm_;
    double share_of_banks_;
    Seconds upgrade_lead_;
};

ParameterInfo least_share_info() {
    return {
        "least_share",     0.1, 0.0, 1.0, {}, "of the request, below which nothing is granted yet",
        "modelling choice"};
}

}  // namespace

std::span<ParameterInfo const> provisional_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"longest_years",
         0.0,
         0.0,
         30.0,
         {},
         "until the upgrades stand at most, else only what is firm is granted; 0 = any time, but "
         "there must be upgrades",
         "ERCOT PCLR: until the exit date, when upgrades are complete (2026-06-18)"},
        {"remainder_stays",
         false,
         0.0,
         0.0,
         {},
         "what was asked beyond the grant stays in the queue",
         "modelling choice"},
        least_share_info()};
    return declared;
}

std::unique_ptr<Service> make_provisional(Parameters const& parameters) {
    return std::make_unique<NonFirm>(
        NonFirmTerms{.needs_upgrade = true,
                     .longest_years = parameters.number("longest_years"),
                     .least_share = parameters.number("least_share"),
                     .remainder_stays = parameters.flag("remainder_stays"),
                     .right = {}});
}

std::span<ParameterInfo const> hours_cap_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"hours_per_year",
         1314.0,
         0.0,
         8784.0,
         {},
         "hours of a year in which it may be cut at most",
         "Netherlands TDTR85: 85 % of 8,760 h stay (Netcode art. 7.1, ACM 2024-07-16)"},
        {"firm_first",
         false,
         0.0,
         0.0,
         {},
         "what fits is firm, only the rest may be cut",
         "Netherlands TDTR85: a right for the whole contract"},
        least_share_info()};
    return declared;
}

std::unique_ptr<Service> make_hours_cap(Parameters const& parameters) {
    return std::make_unique<NonFirm>(
        NonFirmTerms{.firm_first = parameters.flag("firm_first"),
                     .least_share = parameters.number("least_share"),
                     .right = {.hours_per_year = parameters.number("hours_per_year")}});
}

std::span<ParameterInfo const> energy_cap_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"energy_share",
         0.005,
         0.0,
         1.0,
         {},
         "of its yearly energy that may be cut at most",
         "Norris et al., Rethinking Load Growth, Duke NI R 25-01 (2025-02): 0.25 to 5 %"},
        {"firm_first",
         true,
         0.0,
         0.0,
         {},
         "what fits is firm, only the rest may be cut",
         "modelling choice"},
        least_share_info()};
    return declared;
}

std::unique_ptr<Service> make_energy_cap(Parameters const& parameters) {
    return std::make_unique<NonFirm>(
        NonFirmTerms{.firm_first = parameters.flag("firm_first"),
                     .least_share = parameters.number("least_share"),
                     .right = {.energy_share = parameters.number("energy_share")}});
}

std::span<ParameterInfo const> curtailable_until_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"hours_per_year",
         500.0,
         0.0,
         8784.0,
         {},
         "hours of a year in which it is cut without pay at most",
         "GB curtailable connection (Access SCR, 2023-04-01) fixes a limit per site; the number is "
         "a modelling choice (unverified)"},
        {"compensation_usd_per_mwh",
         100.0,
         0.0,
         1e6,
         {},
         "paid for what is cut beyond the limit",
         "GB: a published price (DCUSA DCP404); the number is a modelling choice"},
        least_share_info()};
    return declared;
}

std::unique_ptr<Service> make_curtailable_until(Parameters const& parameters) {
    return std::make_unique<NonFirm>(NonFirmTerms{
        .needs_upgrade = true,
        .least_share = parameters.number("least_share"),
        .right = {.hours_per_year = parameters.number("hours_per_year"),
                  .compensation_usd_per_mwh = parameters.number("compensation_usd_per_mwh")}});
}

std::span<ParameterInfo const> connect_all_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"right",
         std::string{"what_fits"},
         0.0,
         0.0,
         {"what_fits", "firm"},
         "what_fits: what does not fit may be cut (without a study: all of it); firm: nothing may",
         "modelling choice"},
        {"largest_share_of_banks",
         1.0,
         0.0,
         10.0,
         {},
         "contracts at a substation may reach this multiple of what all its banks can carry",
         "modelling choice"},
        {"upgrade_lead_years",
         5.0,
         0.0,
         30.0,
         {},
         "until what may be cut is firm, where no study says; 0 = never",
         "modelling choice after the catalogue's default for wider works"}};
    return declared;
}

std::unique_ptr<Service> make_connect_all(Parameters const& parameters) {
    return std::make_unique<ConnectAll>(parameters);
}

}  // namespace gridrush
