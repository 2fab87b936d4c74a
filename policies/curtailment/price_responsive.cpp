#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {
namespace {

/// Who loses money at the price of the last interval stands down, until it falls again.
class PriceResponsive : public SharedCut {
public:
    explicit PriceResponsive(Parameters const& parameters)
        : SharedCut{parameters},
          margin_usd_per_mwh_{parameters.number("margin_usd_per_mwh")},
          share_{parameters.number("share")} {}

    bool stands_down() const override { return true; }
    std::vector<double> stand_down(StandDownView const& view, Rng&) override {
        std::vector<double> off(view.site.size(), 0.0);
        for (std::size_t row = 0; row < off.size(); ++row) {
            // No number before the first interval, which is no reason to stand down.
            if (view.lmp_usd_per_mwh[row] >
                view.break_even_usd_per_mwh[row] + margin_usd_per_mwh_) {
                off[row] = share_ * view.wanted_mw[row];
            }
        }
        return off;
    }

private:
    double margin_usd_per_mwh_, share_;
};

}  // namespace

std::span<ParameterInfo const> price_responsive_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "margin_usd_per_mwh",
         .default_value = 10.0,
         .minimum = 0.0,
         .maximum = 1e5,
         .choices = {},
         .description = "by which the price must exceed what the load earns with a MWh",
         .source = "modelling choice: a tenth of what a mine earns at 50 USD/PH/day and 20 J/TH "
                   "(104 USD/MWh), for what a stop costs"},
        {.name = "share",
         .default_value = 1.0,
         .minimum = 0.0,
         .maximum = 1.0,
         .choices = {},
         .description = "of its load that stands down",
         .source = "modelling choice; Riot (2023-09): more than 95 % at peaks"},
        split_parameter()};
    return declared;
}

std::unique_ptr<CurtailmentPolicy> make_price_responsive(Parameters const& parameters) {
    return std::make_unique<PriceResponsive>(parameters);
}

}  // namespace gridrush
