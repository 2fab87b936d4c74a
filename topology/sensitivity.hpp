#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "topology/dc_power_flow.hpp"

namespace gridrush {

/// Dense matrix, row after row.
struct DenseMatrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;

    [[nodiscard]] double at(std::size_t row, std::size_t column) const {
        return values[row * columns + column];
    }
    [[nodiscard]] std::span<double const> row(std::size_t row) const {
        return std::span{values}.subspan(row * columns, columns);
    }
};

/// Every PTDF row. shape: branches x buses, MW/MW; see DcNetwork::ptdf_row().
[[nodiscard]] DenseMatrix ptdf_matrix(DcNetwork const& network);

/// Every LODF column as a row, so that one outage's effects lie together. shape: outages x
/// branches; see DcNetwork::lodf_column(). 8 branches^2 bytes.
[[nodiscard]] DenseMatrix lodf_matrix(DcNetwork const& network);

/// Flows after several branches trip at once, from the flows before: a low-rank update instead of a
/// new factorisation. Exactly 0 in the tripped branches, which
/// must differ from each other. NaN everywhere where together they split
/// an island. Source: Guler, Gross and Liu (2007), "Generalized line outage distribution factors".
[[nodiscard]] std::vector<double> flows_after_outages(DcNetwork const& network,
                                                      std::span<BranchId const> outages,
                                                      std::span<double const> flow_mw);

}  // namespace gridrush
