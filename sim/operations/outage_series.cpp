#include "sim/operations/outage_series.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <utility>

#include "sim/stopwatch.hpp"

namespace gridrush {
namespace {

constexpr std::size_t block_hours = 168;

/// A rating's screen. None where no branch has this rating, and where an earlier rating has the
/// same limits. The first one always has a screen.
struct RatingScreen {
    RatingKind rating;
    std::optional<ContingencyScreen> screen{};
    std::optional<std::size_t> same_as{};
};

std::vector<RatingScreen> make_screens(DcNetwork const& network,
                                       std::vector<RatingKind> const& ratings) {
    std::vector<RatingScreen> screens;
    for (RatingKind const rating : ratings) {
        auto const limits = ratings_of(network.grid(), rating);
        auto const same = std::ranges::find_if(screens, [&](RatingScreen const& other) {
            return std::ranges::equal(ratings_of(network.grid(), other.rating), limits);
        });
        bool const limited =
            std::ranges::any_of(limits, [](double mw) { return std::isfinite(mw); });
        RatingScreen added{rating};
        if (same != screens.end()) {
            added.same_as = static_cast<std::size_t>(same - screens.begin());
        } else if (limited || screens.empty()) {
            added.screen.emplace(network, rating);
        }
        screens.push_back(std::move(added));
    }
    return screens;
}

/// What one block of hours comes to.
struct Block {
    OutageSeries sums;
    std::vector<HourOverload> overloads;
};

OutageTotals empty_totals(RatingKind rating, std::size_t outages, std::size_t branches) {
    OutageTotals totals;
    totals.rating = rating;
    totals.hours_of_outage.assign(outages, 0);
    totals.worst_of_outage.assign(outages, {});
    totals.overloads_of_branch.assign(branches, 0);
    totals.worst_of_branch.assign(branches, {});
    return totals;
}

void add(OutageTotals& sum, OutageTotals const& block) {
    sum.overloading += block.overloading;
    sum.overloads += block.overloads;
    sum.hours_overloading += block.hours_overloading;
    sum.unknown += block.unknown;
    for (std::size_t k = 0; k < sum.hours_of_outage.size(); ++k) {
        sum.hours_of_outage[k] += block.hours_of_outage[k];
        sum.worst_of_outage[k].take(block.worst_of_outage[k]);
    }
    for (std::size_t l = 0; l < sum.overloads_of_branch.size(); ++l) {
        sum.overloads_of_branch[l] += block.overloads_of_branch[l];
        sum.worst_of_branch[l].take(block.worst_of_branch[l]);
    }
}

void add(OutageSeries& sum, OutageSeries const& block) {
    sum.hours += block.hours;
    sum.hours_without_dispatch += block.hours_without_dispatch;
    sum.objective_usd += block.objective_usd;
    sum.shed_mwh += block.shed_mwh;
    sum.dispatch_s += block.dispatch_s;
    sum.screen_s += block.screen_s;
    for (std::size_t r = 0; r < sum.totals.size(); ++r) {
        add(sum.totals[r], block.totals[r]);
    }
}

/// One thread's network, which has caches of its own, and work space.
class BlockScreener {
public:
    BlockScreener(Grid const& grid, std::span<char const> in_service, OutageSeriesSpec const& spec,
                  std::vector<RatingScreen> const& screens, FillHour const& fill,
                  std::mutex& filling, bool keeps_overloads)
        : grid_{grid},
          spec_{spec},
          screens_{screens},
          fill_{fill},
          filling_{filling},
          keeps_overloads_{keeps_overloads},
          network_{grid, spec.convention, in_service},
          flow_mw_(block_hours * grid.branches().size()) {}

    void run(std::size_t number, Block& block) {
        first_ = number * block_hours;
        auto const hours = std::min(block_hours, spec_.hours - first_);
        block = {};
        block.sums.hours = hours;
        dispatch(hours, block.sums);
        Stopwatch const watch{block.sums.screen_s};
        auto const flow_mw = std::span{flow_mw_}.first(hours * grid_.branches().size());
        for (auto const& rated : screens_) {
            auto const outages = screens_.front().screen->outages().size();
            block.sums.totals.push_back(
                empty_totals(rated.rating, outages, grid_.branches().size()));
            if (rated.screen) {
                rated.screen->screen(flow_mw, 1, best_simd_level(), results_);
                add_results(*rated.screen, hours, block);
            } else if (rated.same_as) {
                repeat(*rated.same_as, rated.rating, block);
            } else {
                block.sums.totals.back().unknown = block.sums.totals.front().unknown;
            }
        }
    }

private:
    void dispatch(std::size_t hours, OutageSeries& sums) {
        Stopwatch const watch{sums.dispatch_s};
        Dispatch dispatch{network_, spec_.dispatch};
        for (std::size_t h = 0; h < hours; ++h) {
            {
                std::lock_guard const lock{filling_};
                fill_(first_ + h, input_);
            }
            auto const& result = dispatch.solve(
                {input_.load_mw, input_.generator_min_mw, input_.generator_max_mw, {}});
            std::ranges::copy(result.flow_mw, flow_of(h).begin());
            if (result.status != SolveStatus::optimal) {
                ++sums.hours_without_dispatch;
                continue;
            }
            sums.objective_usd += result.objective_usd_per_h;
            sums.shed_mwh += std::reduce(result.shed_mw.begin(), result.shed_mw.end());
        }
    }

    std::span<double> flow_of(std::size_t hour) {
        auto const branches = grid_.branches().size();
        return std::span{flow_mw_}.subspan(hour * branches, branches);
    }

    /// Outage by outage, whose factors then stay in the processor's cache.
    void add_results(ContingencyScreen const& screen, std::size_t hours, Block& block) {
        auto& totals = block.sums.totals.back();
        overloading_.assign(hours, 0);
        for (std::size_t k = 0; k < results_.outages; ++k) {
            for (std::size_t h = 0; h < hours; ++h) {
                add_contingency(screen, h, k, block);
            }
        }
        totals.hours_overloading = std::ranges::count(overloading_, 1);
    }

    void add_contingency(ContingencyScreen const& screen, std::size_t h, std::size_t k,
                         Block& block) {
        auto& totals = block.sums.totals.back();
        auto const row = results_.row(h, k);
        auto const overloads = results_.overloads[row];
        BranchId const outage = screen.outages()[k].branch;
        totals.unknown += overloads < 0 ? 1 : 0;
        WorstCase const worst{results_.worst_loading[row], results_.worst_flow_mw[row],
                              results_.worst_branch[row], outage, first_ + h};
        totals.worst_of_outage[k].take(worst);
        if (overloads <= 0) {
            return;
        }
        overloading_[h] = 1;
        ++totals.overloading;
        ++totals.hours_of_outage[k];
        totals.overloads += overloads;
        if (overloads == 1) {
            add_overload(worst, block);
            return;
        }
        for (auto const& found : screen.overloads(k, flow_of(h))) {
            add_overload({found.loading, found.flow_mw, found.branch, outage, first_ + h}, block);
        }
    }

    void add_overload(WorstCase const& found, Block& block) const {
        auto& totals = block.sums.totals.back();
        ++totals.overloads_of_branch[found.branch.index()];
        totals.worst_of_branch[found.branch.index()].take(found);
        if (keeps_overloads_) {
            block.overloads.push_back({found.hour, totals.rating, found.outage, found.branch,
                                       found.flow_mw, found.loading});
        }
    }

    /// The answers of an earlier rating with the same limits.
    static void repeat(std::size_t same_as, RatingKind rating, Block& block) {
        auto& totals = block.sums.totals;
        totals.back() = totals[same_as];
        totals.back().rating = rating;
        auto const known = block.overloads.size();
        for (std::size_t i = 0; i < known; ++i) {
            if (block.overloads[i].rating == totals[same_as].rating) {
                auto repeated = block.overloads[i];
                repeated.rating = rating;
                block.overloads.push_back(repeated);
            }
        }
    }

    Grid const& grid_;
    OutageSeriesSpec const& spec_;
    std::vector<RatingScreen> const& screens_;
    FillHour const& fill_;
    std::mutex& filling_;
    bool keeps_overloads_;
    DcNetwork network_;
    HourInput input_;
    std::vector<double> flow_mw_;  ///< hours x branches
    ContingencyResults results_;
    std::vector<char> overloading_;  ///< per hour
    std::size_t first_ = 0;
};

}  // namespace

OutageSeries screen_hours(Grid const& grid, std::span<char const> in_service,
                          OutageSeriesSpec const& spec, FillHour const& fill,
                          TakeOverloads const& take) {
    DcNetwork const network{grid, spec.convention, in_service};
    auto const screens = make_screens(network, spec.ratings);
    auto const outages = screens.front().screen->outages();
    OutageSeries series;
    series.outages.assign(outages.begin(), outages.end());
    for (RatingKind const rating : spec.ratings) {
        series.totals.push_back(empty_totals(rating, outages.size(), grid.branches().size()));
    }
    std::size_t const blocks = (spec.hours + block_hours - 1) / block_hours;
    auto const threads = std::min<std::size_t>(static_cast<std::size_t>(spec.jobs), blocks);
    std::mutex filling;
    std::vector<std::unique_ptr<BlockScreener>> screeners;
    for (std::size_t k = 0; k < threads; ++k) {
        screeners.push_back(std::make_unique<BlockScreener>(grid, in_service, spec, screens, fill,
                                                            filling, static_cast<bool>(take)));
    }
    std::vector<Block> done(threads);
    for (std::size_t first = 0; first < blocks; first += threads) {
        auto const count = std::min(threads, blocks - first);
        {
            std::vector<std::jthread> others;
            for (std::size_t k = 1; k < count; ++k) {
                others.emplace_back([&, k] { screeners[k]->run(first + k, done[k]); });
            }
            screeners.front()->run(first, done.front());
        }
        for (std::size_t k = 0; k < count; ++k) {
            add(series, done[k].sums);
            if (take) {
                std::ranges::stable_sort(done[k].overloads, {}, &HourOverload::hour);
                take(done[k].overloads);
            }
        }
    }
    return series;
}

}  // namespace gridrush
