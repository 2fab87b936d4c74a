#include "policies/curtailment/split.hpp"
#include "policies/write_policy.hpp"

namespace {

using namespace gridrush;

/// The built-in rule of this name, as a user writes it: a cut is shared by contracted megawatts.
class ProRata : public CurtailmentPolicy {
public:
    explicit ProRata(Parameters const& parameters)
        : offer_usd_per_mwh_{parameters.number("offer_usd_per_mwh")} {}

    static std::span<ParameterInfo const> parameters() {
        static std::vector<ParameterInfo> const declared{
            {.name = "offer_usd_per_mwh",
             .default_value = tier_usd_per_mwh,
             .minimum = 0.0,
             .maximum = 1e6,
             .choices = {},
             .description = "price at which interruptible megawatts may be left unserved",
             .source = "that of the built-in policies of one tier"}};
        return declared;
    }

    double offer_usd_per_mwh(double) const override { return offer_usd_per_mwh_; }
    CurtailmentDecision decide(CurtailmentView const& view, Rng&) override {
        return split_in_proportion(view, view.contracted_mw);
    }

private:
    double offer_usd_per_mwh_;
};

}  // namespace

GRIDRUSH_POLICY(curtailment, ProRata, "my_pro_rata",
                "A cut is shared in proportion to contracted megawatts.",
                "Anaya and Pollitt (2013), EPRG 1316, principles of access")
