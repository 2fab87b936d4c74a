#include "policies/curtailment/split.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace gridrush {

CurtailmentDecision split_in_proportion(CurtailmentView const& view,
                                        std::span<double const> weight) {
    auto const rows = view.site.size();
    CurtailmentDecision cut(rows, 0.0);
    double left = view.cut_mw;
    // Each pass fills at least one row to its limit or places all that is left.
    for (std::size_t pass = 0; pass <= rows && left > 0.0; ++pass) {
        double open_weight = 0.0;
        double open_mw = 0.0;
        for (std::size_t row = 0; row < rows; ++row) {
            if (cut[row] < view.cuttable_mw[row]) {
                open_weight += weight[row];
                open_mw += view.cuttable_mw[row] - cut[row];
            }
        }
        if (open_mw <= 0.0) {
            break;
        }
        double placed = 0.0;
        for (std::size_t row = 0; row < rows; ++row) {
            auto const room = view.cuttable_mw[row] - cut[row];
            if (room <= 0.0) {
                continue;
            }
            auto const share = open_weight > 0.0 ? weight[row] / open_weight : room / open_mw;
            auto const part = std::min(room, left * share);
            cut[row] = std::min(cut[row] + part, view.cuttable_mw[row]);
            placed += part;
        }
        left -= placed;
        if (placed <= 0.0) {
            break;
        }
    }
    return cut;
}

CurtailmentDecision split_in_order(CurtailmentView const& view,
                                   std::span<std::size_t const> order) {
    CurtailmentDecision cut(view.site.size(), 0.0);
    double left = view.cut_mw;
    for (auto const row : order) {
        cut[row] = std::min(left, view.cuttable_mw[row]);
        left -= cut[row];
    }
    return cut;
}

CurtailmentDecision split_by_rank(CurtailmentView const& view, std::span<double const> rank) {
    std::vector<std::size_t> order(view.site.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return std::pair{rank[a], view.site[a]} < std::pair{rank[b], view.site[b]};
    });
    CurtailmentDecision cut(order.size(), 0.0);
    double left = view.cut_mw;
    for (std::size_t first = 0, next = 0; first < order.size() && left > 0.0; first = next) {
        double room = 0.0;
        for (; next < order.size() && rank[order[next]] == rank[order[first]]; ++next) {
            room += view.cuttable_mw[order[next]];
        }
        auto const members = std::span{order}.subspan(first, next - first);
        if (room <= left) {
            for (auto const row : members) {
                cut[row] = view.cuttable_mw[row];
            }
            left -= room;
            continue;
        }
        std::vector<double> theirs(order.size(), 0.0);
        for (auto const row : members) {
            theirs[row] = view.cuttable_mw[row];
        }
        auto part = view;
        part.cut_mw = left;
        part.cuttable_mw = theirs;
        auto const shared = split_in_proportion(part, view.contracted_mw);
        for (auto const row : members) {
            cut[row] = shared[row];
        }
        left = 0.0;
    }
    return cut;
}

double filling_level(std::span<double const> limit, double total) {
    std::vector<double> rising(limit.begin(), limit.end());
    std::ranges::sort(rising);
    double filled = 0.0;  // by the rows that reach their limit
    for (std::size_t row = 0; row < rising.size(); ++row) {
        auto const open = static_cast<double>(rising.size() - row);
        if (filled + open * rising[row] >= total) {
            return std::max(0.0, (total - filled) / open);
        }
        filled += rising[row];
    }
    return std::numeric_limits<double>::infinity();
}

}  // namespace gridrush
