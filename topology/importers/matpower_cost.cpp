#include "topology/importers/matpower_cost.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "topology/importers/convex_cost.hpp"

namespace gridrush {
namespace {

// MATPOWER User's Manual 8.0, appendix B, table B-4.
enum CostColumn : std::size_t { model, startup, shutdown, ncost, first_cost };
MatpowerTable const gencost_table{"gencost", {"model", "startup", "shutdown", "n"}, 5};
MatpowerTable const dclinecost_table{"dclinecost", {"model", "startup", "shutdown", "n"}, 5};

/// Model 1: x0 y0 x1 y1 ...; model 2: the polynomial's coefficients, highest power first.
CostCurve read_cost(MatpowerCase& source, MatpowerRow const& row) {
    constexpr double piecewise = 1.0;
    constexpr double polynomial = 2.0;
    CostCurve cost;
    auto const kind = row.number(model);
    if (kind != piecewise && kind != polynomial) {
        source.report(
            row.cells.numbers[model].at, "mpc.gencost.model",
            fmt::format("unknown cost model {} (known: 1 piecewise linear, 2 polynomial)", kind));
        return cost;
    }
    auto const per_item = kind == piecewise ? 2.0 : 1.0;
    auto const count = row.number(ncost);
    auto const there = static_cast<double>(row.cells.numbers.size() - first_cost);
    if (std::floor(count) != count || count < per_item || count * per_item > there) {
        source.report(row.cells.numbers[ncost].at, "mpc.gencost.n",
                      fmt::format("n does not fit the row (n = {} needs {} numbers after it, {} "
                                  "are there)",
                                  count, count * per_item, there));
        return cost;
    }
    auto const n = static_cast<std::size_t>(count);
    if (kind == piecewise) {
        for (std::size_t k = 0; k < n; ++k) {
            auto const column = first_cost + 2 * k;
            cost.points.push_back({row.number(column), row.number(column + 1)});
        }
        cost.points = without_rounding_kinks(std::move(cost.points));
    } else {
        for (std::size_t k = n; k-- > 0;) {
            cost.polynomial.push_back(row.number(first_cost + k));
        }
    }
    return cost;
}

}  // namespace

std::vector<CostCurve> read_matpower_costs(MatpowerCase& source, std::size_t generators) {
    auto const* field = source.find("gencost");
    std::vector<CostCurve> costs(generators, CostCurve{{}, {0.0}});
    if (field == nullptr) {
        return costs;
    }
    if (field->rows.size() != generators && field->rows.size() != 2 * generators) {
        source.report(field->at, "mpc.gencost",
                      fmt::format("has {} rows ({} generators need {}, or {} with reactive costs)",
                                  field->rows.size(), generators, generators, 2 * generators));
    }
    auto const rows = source.rows(gencost_table, field);
    for (std::size_t k = 0; k < std::min(generators, rows.size()); ++k) {
        costs[k] = read_cost(source, rows[k]);
    }
    return costs;
}

void check_matpower_dc_line_costs(MatpowerCase& source) {
    for (auto const& row : source.rows(dclinecost_table, source.find("dclinecost"))) {
        auto const costs = std::span{row.cells.numbers}.subspan(first_cost);
        if (std::ranges::all_of(costs, [](auto const& cell) { return cell.value == 0.0; })) {
            continue;
        }
        source.report(row.cells.at, "mpc.dclinecost",
                      "cost on a DC line (DC lines carry no cost here) set it to 0 or remove it");
    }
}

}  // namespace gridrush
