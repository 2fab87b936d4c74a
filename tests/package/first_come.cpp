#include <policies/curtailment/split.hpp>
#include <policies/write_policy.hpp>

/// A cut is shared in proportion to the years since energisation.
class FirstCome : public gridrush::CurtailmentPolicy {
public:
    explicit FirstCome(gridrush::Parameters const& parameters)
        : price_usd_per_mwh_{parameters.number("price_usd_per_mwh")} {}

    static std::span<gridrush::ParameterInfo const> parameters() {
        static std::vector<gridrush::ParameterInfo> const declared{
            {"price_usd_per_mwh", 1000.0, 0.0, 5000.0, {}, "price of a tier", "modelling choice"}};
        return declared;
    }

    double offer_usd_per_mwh(double) const override { return price_usd_per_mwh_; }

    gridrush::CurtailmentDecision decide(gridrush::CurtailmentView const& view,
                                         gridrush::Rng& rng) override {
        std::vector<double> weight;
        for (auto const since : view.energised_at) {
            weight.push_back(gridrush::years_between(since, view.now) + rng.uniform() * 1e-9);
        }
        return gridrush::split_in_proportion(view, weight);
    }

private:
    double price_usd_per_mwh_;
};

GRIDRUSH_POLICY(curtailment, FirstCome, "first_come",
                "A cut is shared by the years since energisation.", "modelling choice")
