#include <algorithm>

#include "policies/interconnection/orderings/orderings.hpp"
#include "policies/interconnection/orderings/rows.hpp"

namespace gridrush {
namespace {

/// By date of application, each request by itself with everybody ahead of it counted as built.
class Serial : public Ordering {
public:
    explicit Serial(Parameters const& parameters)
        : at_a_time_{static_cast<int>(parameters.number("at_a_time"))},
          restudy_after_leaving_{parameters.flag("restudy_on_earlier_withdrawal")},
          restudy_days_{parameters.number("restudy_months") * days_per_month} {
        time_.median_days = parameters.number("study_months") * days_per_month;
        time_.p90_days = time_.median_days * parameters.number("p90_over_median");
    }

    void rule(InterconnectionView const& view, std::span<std::size_t const> rows, Rng&,
              InterconnectionDecision& rulings) override {
        int free = view.free_engineers;
        if (at_a_time_ > 0) {
            auto const busy = std::ranges::count(view.stage, RequestStage::in_study);
            free = std::min(free, at_a_time_ - static_cast<int>(busy));
        }
        // Those that only wait for capacity come after all that nothing is known of.
        for (bool const waiting : {false, true}) {
            for (std::size_t const row : rows) {
                bool const begins = free > 0 && wants_study(view, row, waiting);
                if (begins) {
                    --free;
                    rulings.push_back(
                        study_ruling(view, row, view.request[row].code(), Fit::in_order, time_));
                    if (view.finding[row].stale) {
                        rulings.back().reason = RulingReason::earlier_left;
                    }
                }
            }
        }
    }

    [[nodiscard]] bool is_due(InterconnectionView const& view, std::size_t row) const override {
        return was_studied(view, row) && !is_stale(view, row) && !is_overtaking(view, row);
    }

private:
    [[nodiscard]] bool is_stale(InterconnectionView const& view, std::size_t row) const {
        return restudy_after_leaving_ && view.finding[row].stale;
    }
    [[nodiscard]] bool wants_study(InterconnectionView const& view, std::size_t row,
                                   bool waiting) const {
        bool const unknown = !was_studied(view, row) || is_stale(view, row);
        if (!waiting || unknown) {
            return unknown && !waiting;
        }
        auto const age = std::chrono::duration<double, std::ratio<86400>>(
            view.now - view.finding[row].studied_at);
        return restudy_days_ > 0.0 && age.count() >= restudy_days_;
    }
    /// Somebody ahead has not been studied yet.
    [[nodiscard]] static bool is_overtaking(InterconnectionView const& view, std::size_t row) {
        for (std::size_t ahead = 0; ahead < row; ++ahead) {
            if (!was_studied(view, ahead)) {
                return true;
            }
        }
        return false;
    }

    StudyTime time_;
    int at_a_time_;
    bool restudy_after_leaving_;
    double restudy_days_;
};

}  // namespace

std::span<ParameterInfo const> serial_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"study_months",
         6.0,
         0.0,
         120.0,
         {},
         "median time of a study, months, drawn lognormal; the backlog of engineers comes on top, "
         "and 16 is the median that was measured with it",
         "PJM third studies 2008-2020: 6 official, 16 measured (Johnston, Liu, Yang, NBER w31946, "
         "2023)"},
        {"p90_over_median",
         2.1875,
         1.0,
         100.0,
         {},
         "90th percentile of a study's time over its median; 1 = always the median",
         "PJM third studies 2008-2020: 35 over 16 months (Johnston, Liu, Yang, NBER w31946, 2023)"},
        {"at_a_time",
         0.0,
         0.0,
         1000.0,
         {},
         "studies in progress at most; 0 = as many as there are engineers",
         "modelling choice"},
        {"restudy_on_earlier_withdrawal",
         true,
         0.0,
         0.0,
         {},
         "a request is studied anew when somebody ahead of it has left since its study",
         "PJM queue reform filing of 2022 on late withdrawals (Orrick)"},
        {"restudy_months",
         12.0,
         0.0,
         120.0,
         {},
         "a request that waits for capacity is studied anew after this; 0 = never",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<Ordering> make_serial(Parameters const& parameters) {
    return std::make_unique<Serial>(parameters);
}

}  // namespace gridrush
