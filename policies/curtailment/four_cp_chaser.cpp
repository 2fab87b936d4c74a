#include <algorithm>

#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {
namespace {

/// Loads that avoid the four coincident peaks (4CP) of a system whose transmission charge of a year
/// is shared by the mean demand in the highest intervals of June, July, August and September
/// (ERCOT). An hour is chased when its forecast comes near the highest load of the month, as
/// metered so far or as forecast for the day ahead, and few hours of that day are forecast higher.
/// What the forecast misses is not avoided.
class FourCpChaser : public SharedCut {
public:
    explicit FourCpChaser(Parameters const& parameters)
        : SharedCut{parameters},
          near_share_{parameters.number("near_share")},
          hours_{parameters.number("hours")},
          worth_usd_per_mwh_{parameters.number("worth_usd_per_mwh")},
          share_{parameters.number("share")} {}

    bool stands_down() const override { return true; }
    std::vector<double> stand_down(StandDownView const& view, Rng&) override {
        std::vector<double> off(view.site.size(), 0.0);
        if (!chases(view)) {
            return off;
        }
        for (std::size_t row = 0; row < off.size(); ++row) {
            if (view.break_even_usd_per_mwh[row] <= worth_usd_per_mwh_) {
                off[row] = share_ * view.wanted_mw[row];
            }
        }
        return off;
    }

private:
    [[nodiscard]] bool chases(StandDownView const& view) const {
        auto const month = calendar_hour(view.now).month;
        if (month < 6 || month > 9 || view.forecast_mw.empty()) {
            return false;
        }
        double const now_mw = view.forecast_mw.front();
        double highest_mw = view.month_peak_mw;
        double higher_h = 0.0;
        for (double const mw : view.forecast_mw) {
            highest_mw = std::max(highest_mw, mw);
            higher_h += mw > now_mw ? view.interval_h : 0.0;
        }
        return now_mw >= (1.0 - near_share_) * highest_mw && higher_h < hours_;
    }

    double near_share_, hours_, worth_usd_per_mwh_, share_;
};

}  // namespace

std::span<ParameterInfo const> four_cp_chaser_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "near_share",
         .default_value = 0.03,
         .minimum = 0.0,
         .maximum = 1.0,
         .choices = {},
         .description = "below the highest load of the month at most, of an hour that is chased",
         .source = "modelling choice: about the error of a day-ahead forecast of load"},
        {.name = "hours",
         .default_value = 3.0,
         .minimum = 0.0,
         .maximum = 24.0,
         .choices = {},
         .description = "chased only while fewer hours of the day ahead are forecast higher",
         .source = "ERCOT 2013: users stand down 2.5 hours at a time, at least 4 times a month"},
        {.name = "worth_usd_per_mwh",
         .default_value = 625.0,
         .minimum = 0.0,
         .maximum = 1e6,
         .choices = {},
         .description = "loads that earn more with a MWh do not chase",
         .source = "ERCOT 2013: 25,000 USD/MW-yr over 4 x 4 x 2.5 h"},
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

std::unique_ptr<CurtailmentPolicy> make_four_cp_chaser(Parameters const& parameters) {
    return std::make_unique<FourCpChaser>(parameters);
}

}  // namespace gridrush
