#include <algorithm>

#include "policies/interconnection/services/grants.hpp"
#include "policies/interconnection/services/services.hpp"

namespace gridrush {
namespace {

/// Entries of both, the last of each going on.
template <class Combine>
YearlyMw combined(YearlyMw a, YearlyMw b, Combine combine) {
    if (a.empty() || b.empty()) {
        return {};
    }
    auto const years = std::max(a.size(), b.size());
    a.resize(years, a.back());
    b.resize(years, b.back());
    for (std::size_t k = 0; k < years; ++k) {
        a[k] = combine(a[k], b[k]);
    }
    return a;
}

double smaller(double a, double b) {
    return std::min(a, b);
}

/// Connected now as far as the intact grid carries it; only what own power stations cover, and
/// what fits, is firm.
class Uncovered : public Service {
public:
    explicit Uncovered(Parameters const& parameters)
        : threshold_mw_{parameters.number("threshold_mw")},
          from_{parse_time(parameters.text("holds_from_date")).value_or(TimePoint::min())},
          least_share_{parameters.number("least_share")} {
        right_.compensation_usd_per_mwh = parameters.number("compensation_usd_per_mwh");
    }

    Ruling rule(InterconnectionView const& view, std::size_t row,
                StudyFinding const& finding) const override {
        double const asked = view.requested_mw[row];
        bool const holds = asked >= threshold_mw_ && view.now >= from_;
        auto const years = [&](YearlyMw const& found, double most) {
            return capped(from_now(found, finding.studied_at, view.now), most);
        };
        double const covered = holds ? std::min(asked, view.own_generation_mw[row]) : asked;
        auto firm = years(finding.firm_mw, covered);
        YearlyMw non_firm;
        if (holds) {
            non_firm = combined(years(finding.connectable_mw, asked), firm,
                                [](double all, double part) { return std::max(0.0, all - part); });
            firm.resize(non_firm.size(), firm.empty() ? 0.0 : firm.back());
        }
        double const total = most_of(firm) + most_of(non_firm);
        if (total <= 0.0 || total < least_share_ * asked) {
            return waits(view.request[row]);
        }
        return grants(view.request[row], std::move(firm), std::move(non_firm), right_);
    }

private:
    double threshold_mw_;
    TimePoint from_;
    double least_share_;
    NonFirmRight right_;
};

/// Limited to the accredited megawatts that it brings: the grid carries the rest of neither.
class OwnGeneration : public Service {
public:
    explicit OwnGeneration(Parameters const& parameters)
        : threshold_mw_{parameters.number("threshold_mw")},
          cover_share_{parameters.number("cover_share")},
          least_share_{parameters.number("least_share")} {}

    Ruling rule(InterconnectionView const& view, std::size_t row,
                StudyFinding const& finding) const override {
        double const asked = view.requested_mw[row];
        bool const holds = asked >= threshold_mw_ && cover_share_ > 0.0;
        double const limit =
            holds ? std::min(asked, view.own_generation_mw[row] / cover_share_) : asked;
        auto const years = [&](YearlyMw const& found) {
            return capped(from_now(found, finding.studied_at, view.now), limit);
        };
        // Its own power stations carry it: what the intact grid must carry is the connection.
        auto firm = holds ? combined(years(finding.connectable_mw), YearlyMw{limit}, smaller)
                          : years(finding.firm_mw);
        if (most_of(firm) <= 0.0 || most_of(firm) < least_share_ * asked) {
            auto ruling = waits(view.request[row]);
            ruling.reason = limit < least_share_ * asked || limit <= 0.0
                                ? RulingReason::own_generation
                                : RulingReason::network_full;
            return ruling;
        }
        auto ruling = grants(view.request[row], std::move(firm));
        if (holds && limit < asked) {
            ruling.reason = RulingReason::own_generation;
        }
        return ruling;
    }

private:
    double threshold_mw_, cover_share_, least_share_;
};

}  // namespace

std::span<ParameterInfo const> uncovered_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"threshold_mw",
         50.0,
         0.0,
         5000.0,
         {},
         "smaller requests are granted firm what fits",
         "PJM IRAS, new large loads of 50 MW and more (filed 2026-08-13, pending)"},
        {"holds_from_date",
         std::string{"2027-06-01"},
         0.0,
         0.0,
         {},
         "grants made before are firm; empty = holds always",
         "PJM IRAS (filed 2026-08-13, pending)"},
        {"compensation_usd_per_mwh",
         1500.0,
         0.0,
         1e6,
         {},
         "paid for what is cut",
         "PJM IRAS, 50 % of the rate of non-PAI events: order of magnitude, not exact (filed "
         "2026-08-13)"},
        {"least_share",
         0.1,
         0.0,
         1.0,
         {},
         "of the request, below which nothing is granted yet",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<Service> make_uncovered(Parameters const& parameters) {
    return std::make_unique<Uncovered>(parameters);
}

std::span<ParameterInfo const> own_generation_service_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"threshold_mw",
         0.0,
         0.0,
         5000.0,
         {},
         "smaller requests are granted firm what fits",
         "modelling choice: none"},
        {"cover_share",
         1.0,
         0.0,
         10.0,
         {},
         "accredited own MW per MW of load",
         "SPP HILLGA: the load is limited to its accredited generation (ER26-247, 2026-01-15)"},
        {"least_share",
         0.1,
         0.0,
         1.0,
         {},
         "of the request, below which nothing is granted yet",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<Service> make_own_generation_service(Parameters const& parameters) {
    return std::make_unique<OwnGeneration>(parameters);
}

}  // namespace gridrush
