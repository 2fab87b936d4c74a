#include <map>
#include <set>

#include "policies/interconnection/orderings/orderings.hpp"
#include "policies/interconnection/orderings/rows.hpp"

namespace gridrush {
namespace {

bool is_ai(ApplicantClass applicant) {
    return applicant == ApplicantClass::ai_training || applicant == ApplicantClass::ai_inference;
}

std::span<ParameterInfo const> parameters_of(std::string const& ordering) {
    return ordering == "batch"        ? batch_parameters()
           : ordering == "individual" ? individual_parameters()
                                      : serial_parameters();
}

/// The ordering of those outside of the lane, with what of the lane's own parameters it knows.
std::unique_ptr<Ordering> make_others(Parameters const& parameters) {
    auto const& name = parameters.text("others");
    auto const declared = parameters_of(name);
    std::map<std::string, ParameterValue> known;
    for (ParameterInfo const& info : declared) {
        if (auto const found = parameters.values().find(info.name);
            found != parameters.values().end()) {
            known[std::string{info.name}] = found->second;
        }
    }
    Issues none;
    Parameters const theirs{declared, known, "", {}, none};
    return name == "batch"        ? make_batch(theirs)
           : name == "individual" ? make_individual(theirs)
                                  : make_serial(theirs);
}

/// A lane beside another ordering: those of its classes that are large and ready enough are studied
/// at once, some a year at most; all others, and who finds the lane full, go the usual way. Whoever
/// waits outside of the lane is behind it: a study in the lane does not count them as built.
class FastLane : public Ordering {
public:
    explicit FastLane(Parameters const& parameters)
        : classes_{parameters.text("classes")},
          per_year_{static_cast<int>(parameters.number("per_year"))},
          least_mw_{parameters.number("least_mw")},
          ready_share_{parameters.number("ready_share")},
          restudy_days_{parameters.number("restudy_months") * days_per_month},
          from_{parse_time(parameters.text("from_date")).value_or(TimePoint::min())},
          until_{parse_time(parameters.text("until_date")).value_or(TimePoint::max())},
          others_{make_others(parameters)} {
        time_.median_days = parameters.number("lane_months") * days_per_month;
    }

    void rule(InterconnectionView const& view, std::span<std::size_t const> rows, Rng& rng,
              InterconnectionDecision& rulings) override {
        std::vector<std::size_t> rest;
        for (std::size_t const row : rows) {
            if (was_taken(view, row)) {
                if (wants_study(view, row)) {
                    rulings.push_back(lane_study(view, row));
                }
            } else if (may_enter(view, row)) {
                enter(view, row);
                rulings.push_back(lane_study(view, row));
            } else {
                rest.push_back(row);
            }
        }
        others_->rule(view, rest, rng, rulings);
    }

    [[nodiscard]] bool is_due(InterconnectionView const& view, std::size_t row) const override {
        return was_taken(view, row) ? was_studied(view, row) : others_->is_due(view, row);
    }
    [[nodiscard]] StudyFinding share(InterconnectionView const& view,
                                     std::size_t row) const override {
        return was_taken(view, row) ? view.finding[row] : others_->share(view, row);
    }
    void settle(InterconnectionView const& view, std::size_t row, Ruling& ruling) const override {
        if (!was_taken(view, row)) {
            others_->settle(view, row, ruling);
        }
    }

private:
    [[nodiscard]] bool was_taken(InterconnectionView const& view, std::size_t row) const {
        return taken_.contains(view.request[row]);
    }
    [[nodiscard]] bool may_enter(InterconnectionView const& view, std::size_t row) const {
        auto const applicant = view.applicant[row];
        bool const of_class =
            classes_ == "all" || (classes_ == "ai" && is_ai(applicant)) ||
            (classes_ == "generator_backed" && applicant == ApplicantClass::generator_backed);
        bool const has_room =
            per_year_ == 0 || year_ != year_of(view.now) || this_year_ < per_year_;
        return of_class && has_room && !was_studied(view, row) && view.now >= from_ &&
               view.now < until_ && view.requested_mw[row] >= least_mw_ &&
               view.ready[row] >= ready_share_;
    }
    void enter(InterconnectionView const& view, std::size_t row) {
        if (year_ != year_of(view.now)) {
            year_ = year_of(view.now);
            this_year_ = 0;
        }
        ++this_year_;
        taken_.insert(view.request[row]);
    }
    [[nodiscard]] bool wants_study(InterconnectionView const& view, std::size_t row) const {
        auto const age = std::chrono::duration<double, std::ratio<86400>>(
            view.now - view.finding[row].studied_at);
        return !was_studied(view, row) || (restudy_days_ > 0.0 && age.count() >= restudy_days_);
    }
    [[nodiscard]] Ruling lane_study(InterconnectionView const& view, std::size_t row) const {
        auto ruling = study_ruling(view, row, view.request[row].code(), Fit::most, time_);
        ruling.reason = RulingReason::limited_lane;
        return ruling;
    }

    std::string classes_;
    int per_year_;
    double least_mw_, ready_share_, restudy_days_;
    TimePoint from_, until_;
    std::unique_ptr<Ordering> others_;
    StudyTime time_;
    int year_ = 0, this_year_ = 0;
    std::set<RequestId> taken_;
};

}  // namespace

std::span<ParameterInfo const> fast_lane_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"classes",
         std::string{"ai"},
         0.0,
         0.0,
         {"ai", "generator_backed", "all"},
         "who may enter the lane",
         "modelling choice"},
        {"per_year",
         0.0,
         0.0,
         1000.0,
         {},
         "requests that enter in a calendar year at most, whole; 0 = any number",
         "modelling choice"},
        {"least_mw", 0.0, 0.0, 5000.0, {}, "smallest request that enters", "modelling choice"},
        {"ready_share",
         0.0,
         0.0,
         1.0,
         {},
         "of land, permits and money, that must be there to enter",
         "modelling choice"},
        {"from_date",
         std::string{},
         0.0,
         0.0,
         {},
         "date when the lane opens; empty = always open",
         "modelling choice"},
        {"until_date",
         std::string{},
         0.0,
         0.0,
         {},
         "date when it closes; empty = never",
         "modelling choice"},
        {"lane_months", 3.0, 0.0, 120.0, {}, "study in the lane, months", "modelling choice"},
        {"restudy_months",
         12.0,
         0.0,
         120.0,
         {},
         "who waits for capacity, in the lane or outside, is studied anew after this; 0 = never",
         "modelling choice"},
        {"others",
         std::string{"serial"},
         0.0,
         0.0,
         {"serial", "batch", "individual"},
         "ordering of everybody else, with its defaults but for the parameters below",
         "modelling choice"},
        {"study_months", 6.0, 0.0, 120.0, {}, "study_months of the others' ordering", "as serial"},
        {"period_months", 6.0, 1.0, 60.0, {}, "period_months of a batch", "as batch"}};
    return declared;
}

std::unique_ptr<Ordering> make_fast_lane(Parameters const& parameters) {
    return std::make_unique<FastLane>(parameters);
}

}  // namespace gridrush
