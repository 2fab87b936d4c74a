#include <algorithm>
#include <array>

#include "policies/built_in.hpp"

namespace gridrush {
namespace {

LoadingClass class_named(std::string_view name) {
    return *std::ranges::find(loading_classes, name,
                              [](LoadingClass loading) { return to_string(loading); });
}

/// What the temperatures allow, asked anew before every interval. A look-ahead shorter than the
/// oil's time constant spends the coolness of the oil at once; a longer one spreads it.
class HotSpot : public LoadingPolicy {
public:
    explicit HotSpot(Parameters const& parameters)
        : loading_{class_named(parameters.text("loading"))},
          look_ahead_h_{parameters.number("look_ahead_h")} {}

    LoadingDecision decide(LoadingView const& view, Rng&) override {
        LoadingDecision limit;
        auto const hours = std::max(look_ahead_h_, view.interval_h);
        for (std::size_t row = 0; row < view.substation.size(); ++row) {
            limit.push_back(view.carriable_mw(row, loading_, hours));
        }
        return limit;
    }

private:
    LoadingClass loading_;
    double look_ahead_h_;
};

ParameterInfo text_parameter(std::string_view name, LoadingClass default_value,
                             std::string_view description, std::string_view source) {
    ParameterInfo info{.name = name,
                       .default_value = std::string{to_string(default_value)},
                       .choices = {},
                       .description = description,
                       .source = source};
    for (auto const loading : loading_classes) {
        info.choices.push_back(to_string(loading));
    }
    return info;
}

}  // namespace

std::span<ParameterInfo const> hot_spot_parameters() {
    static std::array const parameters{
        text_parameter("loading", LoadingClass::normal,
                       "Limits of top oil, hot spot and current: every day, for weeks after an "
                       "outage, or for half an hour to a few hours.",
                       "IEC 60076-7:2018 table 2, IEEE C57.91; normal is the class without an "
                       "outage"),
        ParameterInfo{.name = "look_ahead_h",
                      .default_value = 4.0,
                      .minimum = 0.0,
                      .maximum = 168.0,
                      .choices = {},
                      .description = "The limit can be held for this long in the air of now; at "
                                     "least the interval.",
                      .source = "modelling choice: about three time constants of the oil of an "
                                "ONAF unit (IEC), which are 75 min"}};
    return parameters;
}

std::unique_ptr<LoadingPolicy> make_hot_spot(Parameters const& parameters) {
    return std::make_unique<HotSpot>(parameters);
}

}  // namespace gridrush
