#include "sim/operations/lp_model.hpp"

namespace gridrush {

std::span<double> BoxLp::add_row() {
    row_low.push_back(0.0);
    row_high.push_back(0.0);
    coefficients.resize(rows() * columns(), 0.0);
    return std::span{coefficients}.last(columns());
}

void BoxLp::reset(std::size_t columns) {
    cost.assign(columns, 0.0);
    upper.assign(columns, 0.0);
    row_low.clear();
    row_high.clear();
    coefficients.clear();
}

}  // namespace gridrush
