#include <algorithm>
#include <numeric>
#include <utility>

#include "sim/operations/curtail.hpp"

// Where branches bind: the cut of one rung, shared by the policy among all who relieve them.

namespace gridrush {
namespace {

constexpr double negligible_mw = 1e-9;
constexpr double least_relief = 1e-6;  // of that of the best site
// Of every share, what is left to the dispatch, so that its prices are still those of a cut.
constexpr double left_to_dispatch = 1e-4;
constexpr double most_left = 1e-2;    // of the relief, that the dispatch may add elsewhere
constexpr double slack_share = 1e-3;  // by which other cuts may change, beside as many MW
constexpr int most_questions = 24;

double dot(std::span<double const> a, std::span<double const> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

bool Curtailment::share_at_branches(DispatchResult const& result, std::span<double> load_mw) {
    switch (std::exchange(trial_.state, BranchTrial::State::over)) {
        case BranchTrial::State::none:
            if (begin_trial(result)) {
                try_shares(load_mw);
                return true;
            }
            return false;
        case BranchTrial::State::running:
            if (holds_as_before(result)) {
                accept_trial();
                return false;
            }
            std::ranges::copy(trial_.load_mw, load_mw.begin());
            refresh_rungs();
            return true;
        case BranchTrial::State::over:
            return false;
    }
    return false;
}

/// False: nothing is to be shared. Of firm load as little as can be is lost, where that is.
bool Curtailment::begin_trial(DispatchResult const& result) {
    if (!rungs_found_ || result.binding_branches == 0) {
        return false;
    }
    auto const is_cut = [&](Tier const& tier) { return cut_of(tier, result) > negligible_mw; };
    auto const highest = std::find_if(tiers_.rbegin(), tiers_.rend(), is_cut);
    if (highest == tiers_.rend() || highest->rung >= CurtailmentTier::remote_disconnect) {
        return false;
    }
    splitter_.set_relief(result.lmp_usd_per_mwh, result.binding_branches, network_.islands());
    trial_.tier = static_cast<std::size_t>(tiers_.rend() - highest) - 1;
    choose_rungs(*highest);
    trial_.cut_mw.clear();
    for (auto const& tier : tiers_) {
        trial_.cut_mw.push_back(cut_of(tier, result));
    }
    trial_.shed_mw = std::reduce(result.shed_mw.begin(), result.shed_mw.end());
    trial_.binding_branches = result.binding_branches;
    trial_.relief_usd_per_h = relief_by_dispatch(result);
    auto const is_elsewhere = [&](std::size_t row) {
        return block_of_[row] != block_of_[trial_.rungs.front()];
    };
    return std::ranges::any_of(trial_.rungs, is_elsewhere);
}

/// Who relieves the branches.
void Curtailment::choose_rungs(Tier const& tier) {
    auto const relief_of = [&](std::size_t row) {
        return splitter_.relief_usd(ladder_.rungs()[row].site);
    };
    double best = 0.0;
    for (auto const row : tier.rungs) {
        best = std::max(best, relief_of(row));
    }
    trial_.rungs.clear();
    trial_.relief.clear();
    for (auto const row : tier.rungs) {
        if (relief_of(row) > least_relief * best &&
            ladder_.rungs()[row].room_mw() > negligible_mw) {
            trial_.rungs.push_back(row);
            trial_.relief.push_back(relief_of(row));
        }
    }
    gather_room(trial_.rungs);
    trial_.room_mw = room_mw_;
}

/// Relief by what the dispatch itself cuts on the rung, USD/h at the prices before.
double Curtailment::relief_by_dispatch(DispatchResult const& result) const {
    double relief = 0.0;
    for (auto const& group : tiers_[trial_.tier].groups) {
        auto const site = ladder_.rungs()[group.rungs.front()].site;
        relief += splitter_.relief_usd(site) * result.cut_mw[group.block];
    }
    return relief;
}

/// Takes the policy's shares off the loads.
void Curtailment::try_shares(std::span<double> load_mw) {
    trial_.state = BranchTrial::State::running;
    trial_.load_mw.assign(load_mw.begin(), load_mw.end());
    trial_.mw = split_for_relief();
    for (std::size_t row = 0; row < trial_.rungs.size(); ++row) {
        trial_.mw[row] *= 1.0 - left_to_dispatch;
        auto& block = blocks_[block_of_[trial_.rungs[row]]];
        block.mw = std::max(block.mw - trial_.mw[row], 0.0);
        load_mw[block.bus.index()] -= trial_.mw[row];
    }
}

/// The policy's split of as many MW as the dispatch cut, or of more, as it takes for its relief.
std::vector<double> Curtailment::split_for_relief() {
    struct Answer {
        double mw = 0.0;
        std::vector<double> split;
        double relief = 0.0;
    };
    auto const ask = [&](double mw) {
        Answer cut{mw, splitter_.split(trial_.rungs, trial_.room_mw, mw, now_, interval_h_), 0.0};
        cut.relief = dot(trial_.relief, cut.split);
        return cut;
    };
    Answer high{std::reduce(trial_.room_mw.begin(), trial_.room_mw.end()), trial_.room_mw,
                dot(trial_.relief, trial_.room_mw)};
    auto const relief = trial_.relief_usd_per_h;
    auto low = ask(std::min(trial_.cut_mw[trial_.tier], high.mw));
    if (low.relief >= relief * (1.0 - least_relief)) {
        return low.split;
    }
    // Linear interpolation, exact for most rules, and halving by turns.
    for (int question = 0;
         question < most_questions && high.relief > relief * (1.0 + 2.0 * least_relief);
         ++question) {
        auto const line = (relief * (1.0 + least_relief) - low.relief) / (high.relief - low.relief);
        auto const share = question % 2 == 0 ? std::clamp(line, 0.0, 1.0) : 0.5;
        auto next = ask(low.mw + share * (high.mw - low.mw));
        (next.relief >= relief ? high : low) = std::move(next);
    }
    return high.split;
}

/// The shares do what the dispatch's own cuts did and no more: no branch is relieved below its
/// limit, as good as nothing is cut besides, and on other rungs and of native load just the same.
bool Curtailment::holds_as_before(DispatchResult const& result) const {
    auto const is_near = [](double now, double before) {
        return std::abs(now - before) <= slack_share * (1.0 + before);
    };
    if (result.status != SolveStatus::optimal ||
        result.binding_branches < trial_.binding_branches ||
        relief_by_dispatch(result) > most_left * trial_.relief_usd_per_h ||
        !is_near(std::reduce(result.shed_mw.begin(), result.shed_mw.end()), trial_.shed_mw)) {
        return false;
    }
    for (std::size_t tier = 0; tier < tiers_.size(); ++tier) {
        if (tier != trial_.tier && !is_near(cut_of(tiers_[tier], result), trial_.cut_mw[tier])) {
            return false;
        }
    }
    return true;
}

void Curtailment::accept_trial() {
    trial_.state = BranchTrial::State::over;
    for (std::size_t row = 0; row < trial_.rungs.size(); ++row) {
        if (trial_.mw[row] > 0.0) {
            take(trial_.rungs[row], trial_.mw[row], CutCause::branch);
            shared_usd_per_h_ +=
                trial_.mw[row] * ladder_.rungs()[trial_.rungs[row]].price_usd_per_mwh;
        }
    }
}

}  // namespace gridrush
