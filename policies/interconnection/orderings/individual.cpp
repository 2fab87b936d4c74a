#include "policies/interconnection/orderings/orderings.hpp"
#include "policies/interconnection/orderings/rows.hpp"

namespace gridrush {
namespace {

/// Each request by itself as soon as it has applied; nobody waits for others.
class Individual : public Ordering {
public:
    explicit Individual(Parameters const& parameters)
        : large_from_mw_{parameters.number("large_from_mw")},
          restudy_months_{static_cast<int>(parameters.number("restudy_months"))} {
        double const ratio = parameters.number("p90_over_median");
        double const days = parameters.number("study_months") * days_per_month;
        double const small = parameters.number("small_study_months") * days_per_month;
        time_ = {days, days * ratio};
        small_time_ = {small, small * ratio};
    }

    void rule(InterconnectionView const& view, std::span<std::size_t const> rows, Rng&,
              InterconnectionDecision& rulings) override {
        for (std::size_t const row : rows) {
            bool const again =
                restudy_months_ > 0 && was_studied(view, row) &&
                view.finding[row].studied_at < period_start(view.now, restudy_months_);
            if (!was_studied(view, row) || again) {
                bool const small = view.requested_mw[row] < large_from_mw_;
                rulings.push_back(study_ruling(view, row, view.request[row].code(), Fit::in_order,
                                               small ? small_time_ : time_));
            }
        }
    }

private:
    double large_from_mw_;
    int restudy_months_;
    StudyTime time_, small_time_;
};

}  // namespace

std::span<ParameterInfo const> individual_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"study_months",
         3.0,
         0.0,
         120.0,
         {},
         "median time of a study, months",
         "SPP's 90-day study of large loads (ER26-247, in force 2026-01-15)"},
        {"p90_over_median",
         1.0,
         1.0,
         100.0,
         {},
         "90th percentile of a study's time over its median; 1 = always the median",
         "modelling choice: a deadline that is kept"},
        {"large_from_mw",
         0.0,
         0.0,
         5000.0,
         {},
         "requests below it have the small study",
         "modelling choice: none"},
        {"small_study_months",
         1.0,
         0.0,
         120.0,
         {},
         "median time of a study of a request below large_from_mw, months",
         "modelling choice"},
        {"restudy_months",
         12.0,
         0.0,
         120.0,
         {},
         "requests that wait for capacity are studied anew when a period of so many months, "
         "counted from January 2000, begins; 0 = never",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<Ordering> make_individual(Parameters const& parameters) {
    return std::make_unique<Individual>(parameters);
}

}  // namespace gridrush
