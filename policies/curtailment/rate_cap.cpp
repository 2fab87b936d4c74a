#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {
namespace {

/// Nobody is cut by more than a share of what it would have drawn in the year.
class RateCap : public SharedCut {
public:
    explicit RateCap(Parameters const& parameters)
        : SharedCut{parameters}, energy_share_{parameters.number("energy_share")} {}

    CutCaps caps() const override { return {.energy_share = energy_share_}; }

private:
    double energy_share_;
};

}  // namespace

std::span<ParameterInfo const> rate_capped_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "energy_share",
         .default_value = 0.005,
         .minimum = 0.0,
         .maximum = 1.0,
         .choices = {},
         .description = "of what a site would have drawn since the year began, that may be cut",
         .source = "Norris et al. (2025), Duke NI R 25-01: 0.25, 0.5, 1 and 5 % of energy"},
        split_parameter()};
    return declared;
}

std::unique_ptr<CurtailmentPolicy> make_rate_capped(Parameters const& parameters) {
    return std::make_unique<RateCap>(parameters);
}

}  // namespace gridrush
