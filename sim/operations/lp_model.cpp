#include "sim/operations/lp_model.hpp"

#include <cmath>

namespace gridrush {
namespace {

bool all_finite(std::vector<double> const& values) {
    bool all = true;
    for (double const value : values) {  // no early end: this way it is vectorised
        all &= std::isfinite(value);
    }
    return all;
}

}  // namespace

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

bool BoxLp::is_finite() const {
    return all_finite(cost) && all_finite(upper) && all_finite(row_low) && all_finite(row_high);
}

}  // namespace gridrush
