#include "sim/interconnection/planning_study.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/interconnection/joint_fit.hpp"
#include "sim/interconnection/planning_check.hpp"
#include "sim/interconnection/study_model.hpp"
#include "sim/interconnection/upgrade_search.hpp"

namespace gridrush {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double full_mw = 1e-6;  ///< less than asked by less counts as all

using Years = std::vector<std::vector<double>>;  ///< MW per year and request

bool is_all(std::vector<double> const& mw, std::vector<double> const& wanted) {
    for (std::size_t i = 0; i < mw.size(); ++i) {
        if (mw[i] < wanted[i] - full_mw) {
            return false;
        }
    }
    return true;
}

/// Group x years, row by row.
std::vector<double> by_request(Years const& years, std::size_t count) {
    std::vector<double> rows;
    for (std::size_t i = 0; i < count; ++i) {
        for (auto const& mw : years) {
            rows.push_back(mw[i]);
        }
    }
    return rows;
}

/// What counts in one series of fits.
struct Terms {
    Criterion criterion = Criterion::secure;
    int spare_banks = 1;
    std::span<Upgrade const> upgrades{};  ///< own ones, each from when it would stand
};

class Solving {
public:
    Solving(StudyModel& model, StudyQuestion const& question)
        : model_{model},
          rule_{question.fit, question.bid_usd_per_mw},
          years_{static_cast<std::size_t>(question.years)},
          count_{question.group.size()},
          nothing_(years_, std::vector<double>(count_, 0.0)) {
        for (int year = 0; year < question.years; ++year) {
            asked_.push_back(model.asked_mw(year));
        }
    }

    SolveStatus run(StudyAnswer& answer) {
        Terms const planned{model_.criterion(), model_.experiment().spare_banks};
        Years unaided;
        auto status = fit_years(planned, nothing_, unaided);
        Years firm = unaided;
        if (status == SolveStatus::optimal && model_.question().find_upgrades &&
            !is_all(unaided.back(), asked_.back())) {
            status = aid(planned, answer, firm);
        }
        answer.firm_mw = by_request(firm, count_);
        answer.unaided_mw = by_request(unaided, count_);
        answer.connectable_mw = by_request(connectable(unaided), count_);
        return status;
    }

private:
    SolveStatus aid(Terms terms, StudyAnswer& answer, Years& firm) {
        auto found = find_upgrades(model_, rule_);
        if (found.status != SolveStatus::optimal) {
            return found.status;
        }
        answer.upgrades = std::move(found.upgrades);
        answer.impact_mw = std::move(found.impact_mw);
        answer.tipping = std::move(found.tipping);
        terms.upgrades = answer.upgrades;
        return fit_years(terms, nothing_, firm);
    }

    /// What all banks in service carry beside what is firm, in the order of application.
    [[nodiscard]] Years connectable(Years mw) const {
        for (std::size_t year = 0; year < years_ && mw[year].size() == count_; ++year) {
            auto const number = static_cast<int>(year);
            auto room = model_.room_mw(number, model_.standing(number), 0);
            for (std::size_t i = 0; i < count_; ++i) {
                room[model_.substation_row(i)] -= mw[year][i];
            }
            for (std::size_t i = 0; i < count_; ++i) {
                auto& left = room[model_.substation_row(i)];
                double const more =
                    std::clamp(left, 0.0, std::max(asked_[year][i] - mw[year][i], 0.0));
                left -= more;
                mw[year][i] = std::max(mw[year][i], std::min(mw[year][i] + more, asked_[year][i]));
            }
        }
        return mw;
    }

    [[nodiscard]] UpgradedEquipment equipment(Terms const& terms, int year) const {
        auto equipment = model_.standing(year);
        for (Upgrade const& upgrade : terms.upgrades) {
            if (model_.question().now + upgrade.lead_time <= model_.begin_of(year)) {
                equipment.add(upgrade);
            }
        }
        return equipment;
    }

    /// The last year first: what is granted in a year is granted in every later one.
    SolveStatus fit_years(Terms const& terms, Years const& lower, Years& mw) {
        mw = asked_;
        for (std::size_t year = years_; year-- > 0;) {
            std::vector<double> upper = asked_[year];
            for (std::size_t i = 0; year + 1 < years_ && i < count_; ++i) {
                upper[i] = std::min(upper[i], mw[year + 1][i]);
            }
            mw[year] = upper;
            if (is_all(lower[year], upper)) {
                continue;
            }
            auto const with = equipment(terms, static_cast<int>(year));
            JointLp& lp = model_.program(static_cast<int>(year), with);
            lp.set_criterion(terms.criterion);
            lp.set_room(model_.room_mw(static_cast<int>(year), with, terms.spare_banks));
            auto const status = fit(lp, rule_, {asked_[year], lower[year], upper}, mw[year]);
            if (status != SolveStatus::optimal) {
                return status;
            }
        }
        return SolveStatus::optimal;
    }

    StudyModel& model_;
    FitRule rule_;
    std::size_t years_, count_;
    Years asked_, nothing_;
};

StudyAnswer unknown(SolveStatus status, std::size_t numbers) {
    StudyAnswer answer;
    answer.status = status;
    answer.firm_mw.assign(numbers, nan);
    answer.unaided_mw = answer.connectable_mw = answer.firm_mw;
    return answer;
}

}  // namespace

struct PlanningStudy::Impl {
    Impl(Grid const& grid, Experiment const& experiment)
        : model{grid, experiment}, check{grid, experiment} {}
    StudyModel model;
    PlanningCheck check;
};

PlanningStudy::PlanningStudy(Grid const& grid, Experiment const& experiment)
    : impl_{std::make_unique<Impl>(grid, experiment)} {}
PlanningStudy::~PlanningStudy() = default;

StudyAnswer PlanningStudy::solve(StudyQuestion const& question) {
    StudyAnswer answer;
    impl_->model.take(question);
    answer.status = Solving{impl_->model, question}.run(answer);
    if (answer.status != SolveStatus::optimal) {
        return unknown(answer.status,
                       question.group.size() * static_cast<std::size_t>(question.years));
    }
    return answer;
}

double PlanningStudy::largest_violation_mw(TimePoint now, int year,
                                           std::span<StudyLoad const> loads,
                                           std::span<UpgradeRow const> upgrades) {
    return impl_->check.largest_violation_mw(now, year, loads, upgrades);
}

double PlanningStudy::largest_violation_mw(StudyQuestion const& question,
                                           StudyAnswer const& answer) {
    return impl_->check.largest_violation_mw(question, answer);
}

}  // namespace gridrush
