#include "policies/interconnection/orderings/orderings.hpp"
#include "policies/interconnection/orderings/rows.hpp"

namespace gridrush {
namespace {

Fit fit_of(std::string const& word) {
    return word == "in_order"        ? Fit::in_order
           : word == "in_proportion" ? Fit::in_proportion
           : word == "by_price"      ? Fit::by_price
                                     : Fit::most;
}

/// All that stand in the queue when a period begins are one study. What is left over, and who gets
/// nothing, goes into the next.
class Batch : public Ordering {
public:
    explicit Batch(Parameters const& parameters)
        : period_months_{static_cast<int>(parameters.number("period_months"))},
          fit_{fit_of(parameters.text("fit"))} {
        time_.median_days = parameters.number("study_months") * days_per_month;
        time_.p90_days = time_.median_days * parameters.number("p90_over_median");
    }

    void rule(InterconnectionView const& view, std::span<std::size_t const> rows, Rng&,
              InterconnectionDecision& rulings) override {
        auto const close = period_start(view.now, period_months_);
        std::vector<std::size_t> batch;
        for (std::size_t const row : rows) {
            if (in_window(view, row, close)) {
                batch.push_back(row);
            }
        }
        study_jointly(view, batch, fit_, time_, rulings);
    }

private:
    int period_months_;
    Fit fit_;
    StudyTime time_;
};

}  // namespace

std::span<ParameterInfo const> batch_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"period_months",
         6.0,
         1.0,
         60.0,
         {},
         "months between batches, whole; periods are counted from January 2000",
         "ERCOT Batch One and later, about every 6 months (PGRR145, 2026-06-18)"},
        {"study_months",
         5.0,
         0.0,
         60.0,
         {},
         "median time of a batch study, months",
         "modelling choice: done before the next batch"},
        {"p90_over_median",
         1.0,
         1.0,
         100.0,
         {},
         "90th percentile of a study's time over its median; 1 = always the median",
         "modelling choice: a deadline that is kept"},
        {"fit",
         std::string{"most"},
         0.0,
         0.0,
         {"most", "in_order", "in_proportion", "by_price"},
         "how what fits is shared: as many MW as possible, by date of application, in equal "
         "proportions, or highest bid first",
         "modelling choice: the published rule allocates what is available system-wide"}};
    return declared;
}

std::unique_ptr<Ordering> make_batch(Parameters const& parameters) {
    return std::make_unique<Batch>(parameters);
}

}  // namespace gridrush
