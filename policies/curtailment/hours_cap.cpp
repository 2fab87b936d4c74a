#include <algorithm>

#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {
namespace {

/// Nobody is cut in more hours of a year than the cap; who has most hours left is cut first, and
/// those with as many in proportion to their contracts.
class HoursCap : public CurtailmentPolicy {
public:
    explicit HoursCap(Parameters const& parameters)
        : hours_per_year_{parameters.number("hours_per_year")} {}

    double offer_usd_per_mwh(double) const override { return tier_usd_per_mwh; }
    CutCaps caps() const override { return {.hours_per_year = hours_per_year_}; }
    CurtailmentDecision decide(CurtailmentView const& view, Rng&) override {
        std::vector<double> rank;
        for (std::size_t row = 0; row < view.site.size(); ++row) {
            rank.push_back(-std::min(view.hours_left[row], hours_per_year_ - view.cut_hours[row]));
        }
        return split_by_rank(view, rank);
    }

private:
    double hours_per_year_;
};

}  // namespace

std::span<ParameterInfo const> hours_capped_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "hours_per_year",
         .default_value = 1314.0,
         .minimum = 0.0,
         .maximum = 8784.0,
         .choices = {},
         .description = "in which a site may be cut, by calendar year",
         .source = "15 % of 8760 h, as the Dutch right TDTR85 (network code art. 7.1, ACM "
                   "2024-07-16)"}};
    return declared;
}

std::unique_ptr<CurtailmentPolicy> make_hours_capped(Parameters const& parameters) {
    return std::make_unique<HoursCap>(parameters);
}

}  // namespace gridrush
