#include "sim/interconnection/upgrade_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "sim/interconnection/upgrade_impact.hpp"
#include "sim/interconnection/upgrade_options.hpp"

namespace gridrush {

namespace {

constexpr double million = 1e6;
constexpr double shortage_price = 1e3;  ///< million USD per MW of the target that is left out
constexpr double earlier_first = 1e-3;  ///< of it, more for who comes first
constexpr double negligible_mw = 1e-4;  ///< of capacity
constexpr int round_limit = 12;
constexpr double infinity = std::numeric_limits<double>::infinity();

class Search {
public:
    Search(StudyModel& model, FitRule const& rule)
        : model_{model},
          rule_{rule},
          year_{model.question().years - 1},
          count_{model.question().group.size()},
          unlimited_room_(model.substations().size(), infinity),
          options_(model.grid().branches().size()),
          option_state_(model.grid().branches().size(), 0) {}

    UpgradeFinding run() {
        for (auto const step :
             {&Search::set_target, &Search::buy, &Search::settle, &Search::thin}) {
            finding_.status = (this->*step)();
            if (finding_.status != SolveStatus::optimal) {
                return {finding_.status, {}, {}, {}};
            }
        }
        write();
        return std::move(finding_);
    }

private:
    struct Chosen {
        Upgrade upgrade;
        ElementImpact impact;
    };

    std::vector<Upgrade> const& options(BranchId branch) {
        auto const l = branch.index();
        if (option_state_[l] == 0) {
            options_[l] = branch_options(model_.grid(), branch, model_.question().upgrades);
            option_state_[l] = 1;
        }
        return options_[l];
    }

    [[nodiscard]] UpgradedEquipment equipment() const {
        UpgradedEquipment all = model_.ordered();
        for (auto const& [branch, chosen] : chosen_) {
            all.add(chosen.upgrade);
        }
        return all;
    }

    JointLp& program() {
        JointLp& lp = model_.program(year_, equipment());
        lp.set_criterion(model_.criterion());
        lp.set_room(unlimited_room_);
        return lp;
    }

    SolveStatus set_target() {
        JointLp& lp = program();
        lp.set_criterion(Criterion::supply);
        auto const asked = model_.asked_mw(year_);
        std::vector<double> const nothing(count_, 0.0);
        auto const status = fit(lp, rule_, {asked, nothing, asked}, target_);
        lp.set_criterion(model_.criterion());
        return status;
    }

    /// Capacity beyond what is chosen, at the price per MW of the cheapest option.
    void offer(JointLp& lp) {
        std::size_t const branches = options_.size();
        std::vector<double> most(branches, 0.0), price(branches, 0.0);
        for (std::size_t l = 0; l < branches; ++l) {
            auto const& of_branch = options(BranchId{l});
            if (of_branch.empty()) {
                continue;
            }
            auto const have = chosen_.find(BranchId{l});
            double const have_mw = have == chosen_.end() ? 0.0 : have->second.upgrade.mw;
            most[l] = std::max(of_branch.back().mw - have_mw, 0.0);
            price[l] = infinity;
            for (Upgrade const& option : of_branch) {
                price[l] = std::min(price[l], option.cost_usd / million / option.mw);
            }
        }
        lp.offer_capacity(std::move(most), std::move(price));
    }

    SolveStatus buy() {
        for (int round = 0; round < round_limit; ++round) {
            JointLp& lp = program();
            auto const conceded = lp.concede();
            if (conceded != SolveStatus::optimal) {
                return conceded;
            }
            offer(lp);
            for (std::size_t i = 0; i < count_; ++i) {
                double const before = static_cast<double>(count_ - i) / static_cast<double>(count_);
                lp.set_group(i, 0.0, target_[i], -shortage_price * (1.0 + earlier_first * before));
            }
            auto const status = lp.solve();
            if (status != SolveStatus::optimal || !take_bought(lp)) {
                return status;
            }
        }
        return SolveStatus::optimal;
    }

    /// Whether anything was.
    bool take_bought(JointLp& lp) {
        bool any = false;
        for (std::size_t l = 0; l < options_.size(); ++l) {
            BranchId const branch{l};
            double const bought = lp.bought_mw(branch);
            if (bought < negligible_mw) {
                continue;
            }
            any = true;
            Chosen& chosen = chosen_[branch];
            auto const need = chosen.upgrade.mw + bought;
            if (auto const flow = lp.critical(branch); flow && chosen.impact.mw.empty()) {
                chosen.impact = branch_impact(model_, year_, lp, *flow);
            }
            chosen.upgrade = cheapest_option(options(branch), need - negligible_mw);
        }
        return any;
    }

    /// What fits of the target once everything chosen stands.
    SolveStatus settle() {
        std::vector<double> const nothing(count_, 0.0), upper = target_;
        auto const asked = model_.asked_mw(year_);
        return fit(program(), rule_, {asked, nothing, upper}, target_);
    }

    /// Tries less for each upgrade, the dearest first.
    SolveStatus thin() {
        std::vector<BranchId> order;
        for (auto const& [branch, chosen] : chosen_) {
            order.push_back(branch);
        }
        std::ranges::stable_sort(order, std::ranges::greater{}, [this](BranchId branch) {
            return chosen_.at(branch).upgrade.cost_usd;
        });
        for (BranchId const branch : order) {
            Chosen const before = chosen_.at(branch);
            chosen_.erase(branch);
            if (carries(program(), target_) == SolveStatus::optimal) {
                continue;
            }
            for (Upgrade const& option : options(branch)) {
                chosen_[branch] = {option, before.impact};
                if (option.mw >= before.upgrade.mw ||
                    carries(program(), target_) == SolveStatus::optimal) {
                    break;
                }
            }
        }
        return SolveStatus::optimal;
    }

    void add(Upgrade const& upgrade, ElementImpact impact) {
        finding_.upgrades.push_back(upgrade);
        finding_.tipping.push_back(impact.tipping);
        impacts_.push_back(std::move(impact.mw));
    }

    void write() {
        for (auto const& [branch, chosen] : chosen_) {
            add(chosen.upgrade, chosen.impact);
        }
        double const power_factor = model_.experiment().power_factor;
        auto const room = model_.room_mw(year_, model_.ordered(), model_.experiment().spare_banks);
        for (std::size_t k = 0; k < room.size(); ++k) {
            auto const of_banks = substation_load(model_, k, target_);
            double const missing = (of_banks.total_mw - room[k]) / power_factor;
            double there_mw = room[k];
            for (Upgrade const& bank : bank_options(model_.grid(), model_.substations()[k], missing,
                                                    model_.experiment().study.bank_positions,
                                                    model_.question().upgrades)) {
                add(bank, bank_impact(of_banks, there_mw));
                there_mw += bank.mw * power_factor;
            }
        }
        for (std::size_t i = 0; i < count_; ++i) {
            for (auto const& impact : impacts_) {
                finding_.impact_mw.push_back(impact[i]);
            }
        }
    }

    StudyModel& model_;
    FitRule rule_;
    int year_;
    std::size_t count_;
    std::vector<double> unlimited_room_;
    std::vector<std::vector<Upgrade>> options_;  ///< per branch, once they were asked for
    std::vector<char> option_state_;             ///< 1 = they were
    std::vector<double> target_;                 ///< per request
    std::map<BranchId, Chosen> chosen_;
    std::vector<std::vector<double>> impacts_;
    UpgradeFinding finding_;
};

}  // namespace

UpgradeFinding find_upgrades(StudyModel& model, FitRule const& rule) {
    return Search{model, rule}.run();
}

}  // namespace gridrush
