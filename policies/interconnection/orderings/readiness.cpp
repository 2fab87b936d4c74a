#include <array>

#include "policies/interconnection/orderings/orderings.hpp"
#include "policies/interconnection/orderings/rows.hpp"

namespace gridrush {
namespace {

/// Megawatts that may be taken in during a calendar year.
struct Pot {
    double mw_per_year = 0.0;
    int year = 0;
    double taken_mw = 0.0;

    [[nodiscard]] bool take(double mw, int this_year) {
        if (year != this_year) {
            year = this_year;
            taken_mw = 0.0;
        }
        if (taken_mw + mw > mw_per_year) {
            return false;
        }
        taken_mw += mw;
        return true;
    }
};

/// Windows take in only who is ready and, unless demand is deemed needed, whom a pot of megawatts
/// still holds. The others have no place: an indicative offer until they are ready.
class Readiness : public Ordering {
public:
    explicit Readiness(Parameters const& parameters)
        : window_months_{static_cast<int>(parameters.number("window_months"))},
          ready_share_{parameters.number("ready_share")},
          demand_needed_{parameters.flag("demand_needed")},
          pots_{Pot{parameters.number("computing_mw_per_year")},
                Pot{parameters.number("industry_mw_per_year")}} {
        time_.median_days = parameters.number("study_months") * days_per_month;
    }

    void rule(InterconnectionView const& view, std::span<std::size_t const> rows, Rng&,
              InterconnectionDecision& rulings) override {
        auto const close = period_start(view.now, window_months_);
        std::vector<std::size_t> taken;
        for (std::size_t const row : rows) {
            if (!in_window(view, row, close)) {
                continue;
            }
            if (view.ready[row] < ready_share_ || !is_needed(view, row)) {
                continue;  // Gate 1: indicative, looked at again in the next window
            }
            taken.push_back(row);
        }
        study_jointly(view, taken, Fit::in_order, time_, rulings);
    }

private:
    [[nodiscard]] bool is_needed(InterconnectionView const& view, std::size_t row) {
        if (demand_needed_) {
            return true;
        }
        bool const industry = view.applicant[row] == ApplicantClass::industry ||
                              view.applicant[row] == ApplicantClass::generator_backed;
        return pots_[industry ? 1 : 0].take(view.requested_mw[row], year_of(view.now));
    }

    int window_months_;
    double ready_share_;
    bool demand_needed_;
    std::array<Pot, 2> pots_;
    StudyTime time_;
};

}  // namespace

std::span<ParameterInfo const> readiness_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"window_months",
         6.0,
         1.0,
         60.0,
         {},
         "months between application windows, whole; counted from January 2000",
         "modelling choice: the published process has windows, their spacing is not given"},
        {"ready_share",
         1.0,
         0.0,
         1.0,
         {},
         "of land, permits and money, that must be there to be taken in",
         "GB Gate 2 readiness: land rights or a validated planning application (Ofgem, "
         "2025-04-15)"},
        {"study_months",
         6.0,
         0.0,
         60.0,
         {},
         "time of the joint study of a window, months",
         "modelling choice"},
        {"demand_needed",
         true,
         0.0,
         0.0,
         {},
         "demand is deemed needed: only readiness counts, no pot",
         "GB TMO4+ for demand projects (Ofgem, live 2025-06-10)"},
        {"computing_mw_per_year",
         2000.0,
         0.0,
         1e6,
         {},
         "pot of data centres and mines, MW a calendar year, where demand_needed is false",
         "modelling choice"},
        {"industry_mw_per_year",
         1000.0,
         0.0,
         1e6,
         {},
         "pot of the others, MW a calendar year, where demand_needed is false",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<Ordering> make_readiness(Parameters const& parameters) {
    return std::make_unique<Readiness>(parameters);
}

}  // namespace gridrush
