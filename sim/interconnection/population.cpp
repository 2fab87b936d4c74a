#include "sim/interconnection/population.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

#include "topology/random.hpp"
#include "sim/interconnection/draw.hpp"
#include "sim/interconnection/site_appeal.hpp"

namespace gridrush {
namespace {

/// Instants of all arrivals of a class within the run.
std::vector<TimePoint> draw_arrivals(ApplicantSpec const& applicant, Experiment const& experiment) {
    std::vector<TimePoint> arrivals;
    Rng rng{experiment.seed, Purpose::arrivals, stream_of(applicant.id), experiment.replicate};
    double expected = rng.exponential(1.0);  // arrivals to be expected until the next
    for (int year = 0; !applicant.per_year.empty(); ++year) {
        TimePoint const from = add_years(experiment.start, year);
        if (from >= experiment.end) {
            break;
        }
        auto const row = std::min(static_cast<std::size_t>(year), applicant.per_year.size() - 1);
        double const rate = applicant.per_year[row];
        auto const length =
            static_cast<double>((add_years(experiment.start, year + 1) - from).count());
        double done = 0.0;
        while (expected < rate - done) {
            done += expected;
            auto const at = from + Seconds{static_cast<long>(length * done / rate)};
            if (at < experiment.end) {
                arrivals.push_back(at);
            }
            expected = rng.exponential(1.0);
        }
        expected -= rate - done;
    }
    return arrivals;
}

/// A row by its weight, from those whose weight is not 0; which of them `u` (in [0, 1)) falls on.
std::size_t choose(std::vector<double> const& weights, double u) {
    double left = u * std::reduce(weights.begin(), weights.end());
    std::size_t last = 0;
    for (std::size_t row = 0; row < weights.size(); ++row) {
        if (weights[row] > 0.0) {
            last = row;
            if (left < weights[row]) {
                break;
            }
            left -= weights[row];
        }
    }
    return last;
}

/// Draws of one applicant: all but where it files.
RequestSpec draw_attributes(ApplicantSpec const& spec, Rng& rng) {
    RequestSpec request;
    request.at = spec.at;
    request.applicant = spec.applicant;
    request.load_class = load_class_of(spec.applicant);
    request.behaviour = spec.behaviour;
    request.interruptible_share = spec.interruptible_share;
    request.contract = spec.contract;
    request.first_fraction = spec.first_fraction;
    request.mw = std::clamp(sample(spec.mw, rng), spec.least_mw, spec.most_mw);
    request.interruption_usd_per_mwh = sample(spec.interruption_usd_per_mwh, rng);
    request.patience_months = sample(spec.patience_months, rng);
    request.build_months = sample(spec.build_months, rng);
    request.ramp_months = sample(spec.ramp_months, rng);
    request.site_control_months = sample(spec.site_control_months, rng);
    request.permit_months = sample(spec.permit_months, rng);
    request.financing_months = sample(spec.financing_months, rng);
    request.security_limit_usd_per_mw = sample(spec.security_limit_usd_per_mw, rng);
    request.willing_usd_per_mw = sample(spec.willing_usd_per_mw, rng);
    request.delay_usd_per_mw_month = sample(spec.delay_usd_per_mw_month, rng);
    request.least_share = sample(spec.least_share, rng);
    request.least_firm_share = sample(spec.least_firm_share, rng);
    request.bid_usd_per_mw = sample(spec.bid_usd_per_mw, rng);
    request.own_generation_mw = request.mw * sample(spec.own_generation_share, rng);
    request.metered_share = sample(spec.metered_share, rng);
    request.withdrawal_per_year = sample(spec.withdrawal_per_year, rng);
    return request;
}

/// The site that an applicant buys and converts; none = it files for a new connection.
SiteSpec const* choose_site(ApplicantSpec const& spec, RequestSpec const& request,
                            std::vector<double> const& weights, Experiment const& experiment,
                            Grid const& grid, Rng& rng) {
    double const looks = rng.uniform();
    double const which = rng.uniform();
    std::vector<SiteSpec const*> for_sale;
    for (SiteSpec const& site : experiment.sites) {
        auto const place = grid.find_substation(site.substation);
        if (site.load_class != request.load_class && weights[place.index()] > 0.0 &&
            site.mw >= spec.least_mw && site.mw <= spec.most_mw &&
            site.transfer_usd_per_mw <= request.willing_usd_per_mw) {
            for_sale.push_back(&site);
        }
    }
    if (looks >= spec.conversion_probability || for_sale.empty()) {
        return nullptr;
    }
    return for_sale[static_cast<std::size_t>(which * static_cast<double>(for_sale.size()))];
}

void convert(SiteSpec const& site, std::string const& id, RequestSpec& request) {
    request.id = id;
    request.converts = site.id;
    request.successor = true;
    request.substation = site.substation;
    request.own_generation_mw *= site.mw / request.mw;
    request.mw = site.mw;
}

/// The filings of one applicant, the first one first.
void add_filings(ApplicantSpec const& spec, RequestSpec request, std::string const& id,
                 std::vector<double> weights, Rng& rng, Grid const& grid,
                 std::vector<RequestSpec>& requests) {
    bool const elsewhere = rng.uniform() < spec.duplicate_probability;
    int const more = 1 + static_cast<int>(rng.uniform() * spec.most_duplicates);
    auto const places = std::ranges::count_if(weights, [](double weight) { return weight > 0.0; });
    auto const filings =
        std::min<std::ptrdiff_t>(elsewhere && spec.most_duplicates > 0 ? 1 + more : 1, places);
    request.project = filings > 1 ? id : std::string{};
    for (char letter = 'a'; letter < 'a' + filings; ++letter) {
        std::size_t const place = choose(weights, rng.uniform());
        weights[place] = 0.0;
        request.id = letter == 'a' ? id : fmt::format("{}_{}", id, letter);
        request.substation = grid.substations().id[place];
        requests.push_back(request);
    }
}

}  // namespace

std::vector<RequestSpec> draw_requests(Experiment const& experiment, Grid const& grid) {
    std::vector<RequestSpec> requests;
    if (experiment.population.empty()) {
        return requests;
    }
    SiteAppeal const appeal = find_site_appeal(experiment, grid);
    for (ApplicantSpec const& spec : experiment.population) {
        std::vector<double> const weights = substation_weights(spec, appeal, grid);
        int number = 0;
        for (TimePoint const arrival : draw_arrivals(spec, experiment)) {
            std::string const id = fmt::format("{}_{:04}", spec.id, ++number);
            Rng rng{experiment.seed, Purpose::attributes, stream_of(id), experiment.replicate};
            RequestSpec request = draw_attributes(spec, rng);
            request.applied_on = arrival;
            Rng choice{experiment.seed, Purpose::conversion, stream_of(id), experiment.replicate};
            if (auto const* const site =
                    choose_site(spec, request, weights, experiment, grid, choice)) {
                convert(*site, id, request);
                requests.push_back(std::move(request));
                continue;
            }
            add_filings(spec, std::move(request), id, weights, rng, grid, requests);
        }
    }
    return requests;
}

}  // namespace gridrush
