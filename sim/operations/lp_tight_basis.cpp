#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/operations/lp_inverse.hpp"
#include "sim/operations/lp_tight.hpp"
#include "sim/operations/lp_vector.hpp"

// The inverse of the tight rows by the basic columns: computed, and updated as either change.

namespace gridrush {

namespace {

constexpr double least_pivot = 1e-7;  ///< of a column of d that takes another's place

}  // namespace

void TightSimplex::grow() {
    auto const old_stride = stride_;
    auto const old = std::exchange(inverse_, {});
    stride_ = std::max<std::size_t>(16, 2 * stride_);
    inverse_.assign(stride_ * stride_, 0.0);
    for (std::size_t p = 0; p < old_stride; ++p) {
        std::copy_n(old.begin() + static_cast<std::ptrdiff_t>(p * old_stride), old_stride,
                    inverse_.begin() + static_cast<std::ptrdiff_t>(p * stride_));
    }
}

/// Takes over another column of d. Where d is basic this is one update of the inverse; where the
/// new column would make the basis (nearly) singular, d leaves it first.
void TightSimplex::change_load(TightLp const& lp, std::span<double const> load) {
    load_.resize(load.size(), 0.0);
    bool const same =
        std::ranges::all_of(tight_, [&](std::size_t row) { return load_[row] == load[row]; });
    std::ranges::copy(load, load_.begin());
    auto const at = std::ranges::find(basic_, lp.columns());
    if (same || at == basic_.end()) {
        return;
    }
    auto const position = static_cast<std::size_t>(at - basic_.begin());
    work_.resize(tight_.size());
    double largest = 0.0;
    for (std::size_t t = 0; t < tight_.size(); ++t) {
        work_[t] = -load_[tight_[t]];
    }
    for (std::size_t p = 0; p < basic_.size(); ++p) {
        largest = std::max(largest, std::abs(dot(inverse_row(p), work_)));
    }
    if (std::abs(dot(inverse_row(position), work_)) > least_pivot * largest) {
        replace_column(lp, position, lp.columns());
    } else {
        drop_load();
    }
}

void TightSimplex::drop_load() {
    auto const position =
        static_cast<std::size_t>(std::ranges::find(basic_, place_.size() - 1) - basic_.begin());
    auto const row = inverse_row(position);
    auto const largest =
        std::ranges::max_element(row, {}, [](double entry) { return std::abs(entry); });
    auto const row_position = static_cast<std::size_t>(largest - row.begin());
    side_[tight_[row_position]] = Side::slack;
    place_.back() = Place::high;
    remove_pair(row_position, position);
}

bool TightSimplex::invert(TightLp const& lp) {
    auto const n = tight_.size();
    std::vector<double> matrix(n * n), inverse(n * n);
    for (std::size_t t = 0; t < n; ++t) {
        for (std::size_t p = 0; p < n; ++p) {
            matrix[t * n + p] = coefficient(lp, tight_[t], basic_[p]);
        }
    }
    if (!gauss_jordan(n, matrix, inverse)) {
        return false;
    }
    for (std::size_t p = 0; p < n; ++p) {
        std::copy_n(inverse.begin() + static_cast<std::ptrdiff_t>(p * n), n,
                    inverse_row(p).begin());
    }
    updates_ = 0;
    return true;
}

/// Column `column` instead of the basic one at `position`.
void TightSimplex::replace_column(TightLp const& lp, std::size_t position, std::size_t column) {
    auto const n = tight_.size();
    work_.resize(n);
    for (std::size_t t = 0; t < n; ++t) {
        work_[t] = coefficient(lp, tight_[t], column);
    }
    auto const pivot = inverse_row(position);
    double const scale = 1.0 / dot(pivot, work_);
    for (std::size_t p = 0; p < n; ++p) {
        if (p != position) {
            add_scaled(inverse_row(p), -scale * dot(inverse_row(p), work_), pivot);
        }
    }
    for (auto& entry : pivot) {
        entry *= scale;
    }
    basic_[position] = column;
    ++updates_;
}

/// Row `row` instead of the tight one at `position`; pivot_tight_ is that of `row`.
void TightSimplex::replace_row(std::size_t position, std::size_t row) {
    double const scale = 1.0 / pivot_tight_[position];
    for (std::size_t p = 0; p < basic_.size(); ++p) {
        auto const entries = inverse_row(p);
        double const factor = entries[position] * scale;
        add_scaled(entries, -factor, pivot_tight_);
        entries[position] = factor;
    }
    tight_[position] = row;
    ++updates_;
}

/// One more tight row and basic column; pivot_tight_ is that of `row`.
void TightSimplex::add_pair(TightLp const& lp, std::size_t row, std::size_t column) {
    auto const n = tight_.size();
    if (n == stride_) {
        grow();
    }
    work_.resize(n);
    other_.resize(n);
    for (std::size_t t = 0; t < n; ++t) {
        work_[t] = coefficient(lp, tight_[t], column);
    }
    for (std::size_t p = 0; p < n; ++p) {
        other_[p] = dot(inverse_row(p), work_);
    }
    double const scale = -1.0 / pivot_row_[column];
    for (std::size_t p = 0; p < n; ++p) {
        add_scaled(inverse_row(p), scale * other_[p], pivot_tight_);
    }
    tight_.push_back(row);
    basic_.push_back(column);
    for (std::size_t p = 0; p < n; ++p) {
        inverse_row(p)[n] = -scale * other_[p];
    }
    for (std::size_t t = 0; t < n; ++t) {
        inverse_row(n)[t] = -scale * pivot_tight_[t];
    }
    inverse_row(n)[n] = scale;
    ++updates_;
}

void TightSimplex::remove_pair(std::size_t row_position, std::size_t column_position) {
    auto const n = tight_.size();
    auto const gone = inverse_row(column_position);
    double const scale = 1.0 / gone[row_position];
    for (std::size_t p = 0; p < n; ++p) {
        if (p != column_position) {
            auto const entries = inverse_row(p);
            add_scaled(entries, -scale * entries[row_position], gone);
            entries[row_position] = entries[n - 1];
        }
    }
    if (column_position != n - 1) {
        std::ranges::copy(inverse_row(n - 1), gone.begin());
    }
    tight_[row_position] = tight_.back();
    basic_[column_position] = basic_.back();
    tight_.pop_back();
    basic_.pop_back();
    ++updates_;
}

void TightSimplex::exchange(TightLp const& lp, Leaving const& leaving, Variable entering,
                            Side side) {
    auto const entering_value = [&](std::size_t column) {
        double const from = place_[column] == Place::high ? upper(lp, column) : 0.0;
        return from + changes_.back().by;
    };
    if (leaving.is_row) {
        side_[leaving.index] = side;
        if (entering.is_row) {
            side_[tight_[entering.index]] = Side::slack;
            replace_row(entering.index, leaving.index);
        } else {
            basic_value_.push_back(entering_value(entering.index));
            place_[entering.index] = Place::basic;
            add_pair(lp, leaving.index, entering.index);
            row_price_.push_back(0.0);
        }
        return;
    }
    place_[basic_[leaving.index]] = side == Side::low ? Place::low : Place::high;
    if (entering.is_row) {
        side_[tight_[entering.index]] = Side::slack;
        basic_value_[leaving.index] = basic_value_.back();
        basic_value_.pop_back();
        row_price_[entering.index] = row_price_.back();
        row_price_.pop_back();
        remove_pair(entering.index, leaving.index);
    } else {
        basic_value_[leaving.index] = entering_value(entering.index);
        place_[entering.index] = Place::basic;
        replace_column(lp, leaving.index, entering.index);
    }
}

}  // namespace gridrush
