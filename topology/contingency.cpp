#include "topology/contingency.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

namespace gridrush {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double least_rating_mw = 1e-6;
/// Stands for no rating. A power of two: dividing by it and multiplying again changes no bit.
constexpr double no_rating_mw = 0x1p900;
/// Between every loading of a branch with a rating and all of one without.
constexpr double least_loading = 1e-150;

constexpr std::size_t columns_at_once = 64;
/// Snapshots that share one pass over the factors: their flows fit the second-level cache on
/// grids of some thousand branches.
constexpr std::size_t tile_snapshots = 8;
static_assert(tile_snapshots % kernel_snapshots == 0);

std::vector<double> finite_ratings(Grid const& grid, RatingKind kind) {
    std::vector<double> ratings;
    for (double const mw : ratings_of(grid, kind)) {
        ratings.push_back(std::isinf(mw) ? no_rating_mw : std::max(mw, least_rating_mw));
    }
    return ratings;
}

std::vector<Outage> outages_of(DcNetwork const& network) {
    std::vector<Outage> outages;
    for (std::size_t branch = 0; branch < network.in_service().size(); ++branch) {
        if (network.in_service()[branch] != 0) {
            outages.push_back({BranchId{branch}});
        }
    }
    for (BranchId const bridge : find_bridges(network.grid(), network.in_service())) {
        std::ranges::find(outages, bridge, &Outage::branch)->kind = OutageKind::islanding;
    }
    return outages;
}

bool all_finite(std::span<double const> values) {
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

}  // namespace

/// Some snapshots while one thread works on them.
struct ContingencyScreen::Tile {
    AlignedRows flow;                   ///< over the rating; 0 where a snapshot is not finite
    std::span<double const> flow_mw{};  ///< snapshots x branches
    std::size_t branches;
    std::size_t first = 0;  ///< snapshot
    std::size_t count = 0;
    std::array<char, tile_snapshots> finite{};

    explicit Tile(std::size_t branch_count)
        : flow{tile_snapshots, branch_count}, branches{branch_count} {}

    void load(std::size_t tile, std::span<double const> all_mw,
              std::span<double const> per_rating) {
        first = tile * tile_snapshots;
        count = std::min(tile_snapshots, all_mw.size() / branches - first);
        flow_mw = all_mw.subspan(first * branches, count * branches);
        for (std::size_t s = 0; s < tile_snapshots; ++s) {
            finite[s] = s < count && all_finite(snapshot_mw(s)) ? 1 : 0;
        }
        for (std::size_t l = 0; l < branches; ++l) {
            fill(BranchId{l}, per_rating[l]);
        }
    }
    /// Takes over the flows of one branch, times `scale`.
    void fill(BranchId branch, double scale) {
        for (std::size_t s = 0; s < tile_snapshots; ++s) {
            flow.row(s)[branch.index()] = mw(s, branch) * scale;
        }
    }
    [[nodiscard]] std::span<double const> snapshot_mw(std::size_t snapshot) const {
        return flow_mw.subspan(snapshot * branches, branches);
    }
    /// 0 in a snapshot that is not finite.
    [[nodiscard]] double mw(std::size_t snapshot, BranchId branch) const {
        return finite[snapshot] != 0 ? flow_mw[snapshot * branches + branch.index()] : 0.0;
    }
};

void ContingencyResults::resize(std::size_t snapshots, std::size_t outages_each) {
    outages = outages_each;
    worst_branch.resize(snapshots * outages);
    worst_flow_mw.resize(snapshots * outages);
    worst_loading.resize(snapshots * outages);
    overloads.resize(snapshots * outages);
}

std::span<double const> ratings_of(Grid const& grid, RatingKind kind) {
    BranchColumns const& branches = grid.branches();
    switch (kind) {
        case RatingKind::long_term:
            return branches.rating_long_term_mw;
        case RatingKind::short_term:
            return branches.rating_short_term_mw;
        case RatingKind::continuous:
            break;
    }
    return branches.rating_mw;
}

ContingencyScreen::ContingencyScreen(DcNetwork const& network, RatingKind rating)
    : rating_mw_{finite_ratings(network.grid(), rating)},
      outages_{outages_of(network)},
      factors_{outages_.size(), rating_mw_.size()},
      peaks_{outages_.size(), (factors_.stride() + block - 1) / block} {
    for (double const mw : rating_mw_) {
        per_rating_.push_back(1.0 / mw);
    }
    std::vector<BranchId> branches;
    for (Outage const& outage : outages_) {
        branches.push_back(outage.branch);
    }
    std::size_t const width = rating_mw_.size();
    std::vector<double> columns(std::min(columns_at_once, branches.size()) * width);
    for (std::size_t done = 0; done < branches.size(); done += columns_at_once) {
        std::size_t const count = std::min(columns_at_once, branches.size() - done);
        std::span const some = std::span{columns}.first(count * width);
        network.write_lodf_columns(std::span{branches}.subspan(done, count), some);
        for (std::size_t k = 0; k < count; ++k) {
            add_factors(network, done + k, some.subspan(k * width, width));
        }
    }
    set_peaks();
}

void ContingencyScreen::add_factors(DcNetwork const& network, std::size_t outage,
                                    std::span<double> lodf) {
    Outage& added = outages_[outage];
    if (added.kind == OutageKind::islanding) {
        added.islanded_part = islanded_parts_.size();
        islanded_parts_.push_back(find_islanded_part(network, added.branch));
        std::ranges::copy(islanding_factors(network, added.branch, islanded_parts_.back()),
                          lodf.begin());
    }
    if (!all_finite(lodf)) {
        added.kind = OutageKind::singular;
        return;
    }
    for (std::size_t l = 0; l < lodf.size(); ++l) {
        factors_.row(outage)[l] = lodf[l] * per_rating_[l];
    }
}

std::span<BranchId const> ContingencyScreen::dropped_branches(std::size_t outage) const {
    if (outages_[outage].kind != OutageKind::islanding) {
        return {};
    }
    return islanded_parts_[outages_[outage].islanded_part].branches;
}

ContingencyResults ContingencyScreen::screen(std::span<double const> flow_mw, int jobs,
                                             SimdLevel level) const {
    ContingencyResults results;
    screen(flow_mw, jobs, level, results);
    return results;
}

void ContingencyScreen::screen(std::span<double const> flow_mw, int jobs, SimdLevel level,
                               ContingencyResults& results) const {
    results.resize(rating_mw_.empty() ? 0 : flow_mw.size() / rating_mw_.size(), outages_.size());
    std::size_t const snapshots = outages_.empty() ? 0 : results.overloads.size() / outages_.size();
    std::size_t const tiles = (snapshots + tile_snapshots - 1) / tile_snapshots;
    std::atomic<std::size_t> next = 0;
    auto const work = [&](Tile& tile) {
        for (std::size_t number = next++; number < tiles; number = next++) {
            tile.load(number, flow_mw, per_rating_);
            screen_tile(tile, kernel_of(level), results);
        }
    };
    auto const threads = std::min<std::size_t>(static_cast<std::size_t>(std::max(jobs, 1)), tiles);
    std::vector<Tile> scratch;
    for (std::size_t k = 0; k < std::max<std::size_t>(threads, 1); ++k) {
        scratch.emplace_back(rating_mw_.size());
    }
    std::vector<std::jthread> others;
    for (std::size_t k = 1; k < threads; ++k) {
        others.emplace_back([&work, &tile = scratch[k]] { work(tile); });
    }
    work(scratch.front());
}

void ContingencyScreen::screen_tile(Tile& tile, Kernel& kernel, ContingencyResults& results) const {
    for (std::size_t outage = 0; outage < outages_.size(); ++outage) {
        auto const dropped = dropped_branches(outage);
        for (BranchId const branch : dropped) {
            tile.fill(branch, 0.0);
        }
        scan(tile, outage, kernel, results);
        for (BranchId const branch : dropped) {
            tile.fill(branch, per_rating_[branch.index()]);
        }
    }
}

void ContingencyScreen::scan(Tile& tile, std::size_t outage, Kernel& kernel,
                             ContingencyResults& results) const {
    std::array<double, kernel_snapshots> outage_flow_mw{};
    std::array<WorstLoading, kernel_snapshots> worst;
    for (std::size_t s = 0; s < tile.count; s += kernel_snapshots) {
        for (std::size_t side = 0; side < kernel_snapshots; ++side) {
            outage_flow_mw[side] = tile.mw(s + side, outages_[outage].branch);
        }
        kernel(factors_.row(outage), tile.flow.row(s).data(), outage_flow_mw, overload_limit,
               worst);
        for (std::size_t side = 0; side < kernel_snapshots && s + side < tile.count; ++side) {
            store(tile, s + side, outage, worst[side], results);
        }
    }
}

void ContingencyScreen::store(Tile const& tile, std::size_t snapshot, std::size_t outage,
                              WorstLoading const& worst, ContingencyResults& results) const {
    std::size_t const row = results.row(tile.first + snapshot, outage);
    bool const known = outages_[outage].kind != OutageKind::singular && tile.finite[snapshot] != 0;
    if (!known || worst.loading < least_loading) {
        double const value = known ? 0.0 : nan;
        results.worst_branch[row] = BranchId{};
        results.worst_flow_mw[row] = value;
        results.worst_loading[row] = value;
        results.overloads[row] = known ? 0 : -1;
        return;
    }
    results.worst_branch[row] = BranchId{worst.branch};
    results.worst_flow_mw[row] =
        rating_mw_[worst.branch] * signed_loading(outage, worst.branch, tile.snapshot_mw(snapshot));
    results.worst_loading[row] = worst.loading;
    results.overloads[row] = static_cast<std::int32_t>(worst.overloads);
}

}  // namespace gridrush
