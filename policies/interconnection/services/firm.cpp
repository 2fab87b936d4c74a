#include <algorithm>
#include <cmath>

#include "policies/interconnection/services/grants.hpp"
#include "policies/interconnection/services/services.hpp"

namespace gridrush {
namespace {

/// All of the request or nothing.
class Firm : public Service {
public:
    explicit Firm(Parameters const& parameters)
        : tolerance_mw_{parameters.number("tolerance_mw")},
          after_upgrades_{parameters.flag("after_upgrades")} {}

    Ruling rule(InterconnectionView const& view, std::size_t row,
                StudyFinding const& finding) const override {
        double const asked = view.requested_mw[row];
        auto firm =
            capped(from_now(finding.firm_mw, finding.studied_at, view.now), asked, tolerance_mw_);
        auto const first = std::ranges::find(firm, asked);
        if (first == firm.end() || (first != firm.begin() && !after_upgrades_)) {
            return waits(view.request[row]);
        }
        std::fill(firm.begin(), first, 0.0);
        std::fill(first, firm.end(), asked);
        return grants(view.request[row], std::move(firm));
    }

private:
    double tolerance_mw_;
    bool after_upgrades_;
};

/// What fits in each year; the rest of the request waits on.
class FirmByYear : public Service {
public:
    explicit FirmByYear(Parameters const& parameters)
        : least_share_{parameters.number("least_share")},
          remainder_stays_{parameters.flag("remainder_stays")} {}

    Ruling rule(InterconnectionView const& view, std::size_t row,
                StudyFinding const& finding) const override {
        double const asked = view.requested_mw[row];
        auto firm = capped(from_now(finding.firm_mw, finding.studied_at, view.now), asked);
        if (most_of(firm) <= 0.0 || most_of(firm) < least_share_ * asked) {
            return waits(view.request[row]);
        }
        auto ruling = grants(view.request[row], std::move(firm));
        ruling.remainder_stays = remainder_stays_ && ruling.firm_mw < asked;
        return ruling;
    }

private:
    double least_share_;
    bool remainder_stays_;
};

/// What fits in each year, but no more than an even ramp allows.
class Phased : public Service {
public:
    explicit Phased(Parameters const& parameters)
        : ramp_years_{parameters.number("ramp_months") / 12.0},
          least_share_{parameters.number("least_share")} {}

    Ruling rule(InterconnectionView const& view, std::size_t row,
                StudyFinding const& finding) const override {
        double const asked = view.requested_mw[row];
        auto firm = capped(from_now(finding.firm_mw, finding.studied_at, view.now), asked);
        if (most_of(firm) <= 0.0 || most_of(firm) < least_share_ * asked) {
            return waits(view.request[row]);
        }
        auto const steps = static_cast<std::size_t>(std::max(1.0, std::ceil(ramp_years_)));
        firm.resize(std::max(firm.size(), steps), firm.back());
        for (std::size_t k = 0; k < steps; ++k) {
            double const share = static_cast<double>(k + 1) / static_cast<double>(steps);
            firm[k] = std::min(firm[k], asked * share);
        }
        return grants(view.request[row], std::move(firm));
    }

private:
    double ramp_years_, least_share_;
};

}  // namespace

std::span<ParameterInfo const> firm_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"tolerance_mw",
         0.5,
         0.0,
         100.0,
         {},
         "MW by which a request may exceed what the study finds",
         "modelling choice"},
        {"after_upgrades",
         true,
         0.0,
         0.0,
         {},
         "what fits only once upgrades stand is granted from then on; else it waits",
         "modelling choice"}};
    return declared;
}

std::span<ParameterInfo const> firm_by_year_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"least_share",
         0.1,
         0.0,
         1.0,
         {},
         "of the request, below which nothing is granted yet",
         "modelling choice"},
        {"remainder_stays",
         true,
         0.0,
         0.0,
         {},
         "what was asked beyond the grant stays in the queue, for the next batch",
         "ERCOT Batch Zero: the rest is studied in later batches (PGRR145, 2026-06-18)"}};
    return declared;
}

std::span<ParameterInfo const> phased_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"ramp_months",
         36.0,
         0.0,
         240.0,
         {},
         "over which the contract rises to the full request in even yearly steps",
         "PJM load forecast: ramp of 36 months or more (2026)"},
        {"least_share",
         0.1,
         0.0,
         1.0,
         {},
         "of the request, below which nothing is granted yet",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<Service> make_firm(Parameters const& parameters) {
    return std::make_unique<Firm>(parameters);
}

std::unique_ptr<Service> make_firm_by_year(Parameters const& parameters) {
    return std::make_unique<FirmByYear>(parameters);
}

std::unique_ptr<Service> make_phased(Parameters const& parameters) {
    return std::make_unique<Phased>(parameters);
}

}  // namespace gridrush
