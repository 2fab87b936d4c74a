#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "topology/ids.hpp"
#include "topology/random.hpp"
#include "topology/time.hpp"

namespace gridrush {

/// A random view before it is one: columns of numbers with names, so that rows can be left out and
/// put in another order whatever the family is. Ids and times are numbers here.
struct LawCase {
    std::vector<std::string_view> names;
    std::vector<std::vector<double>> columns;
    double share = 1.0;       ///< what the family makes of it: part of what may be cut, a price
    std::uint32_t world = 0;  ///< key of what outsiders answer, such as studies
    bool alike = false;       ///< rows may be alike: their order may decide

    [[nodiscard]] std::size_t rows() const { return columns.front().size(); }
    [[nodiscard]] LawCase without(std::size_t row) const;
    [[nodiscard]] LawCase in_order(std::vector<std::size_t> const& order) const;

    template <class IdType>
    [[nodiscard]] std::vector<IdType> ids(std::size_t column) const {
        std::vector<IdType> found;
        for (double const value : columns[column]) {
            found.emplace_back(static_cast<std::size_t>(value));
        }
        return found;
    }
    [[nodiscard]] std::vector<TimePoint> times(std::size_t column) const;
};

/// What the numbers of a column are like.
enum class ColumnKind { id, past, mw, price, temperature };

/// A case with these columns; the first is an id, rising from row to row.
[[nodiscard]] LawCase random_case(std::vector<std::string_view> names,
                                  std::vector<ColumnKind> const& kinds, Rng& rng);

/// When every case is decided.
[[nodiscard]] TimePoint law_time();

/// A number of [0, 1) that depends on the case's world and these, on nothing else.
[[nodiscard]] double world_number(LawCase const& law_case, std::uint32_t a, std::uint32_t b = 0);

}  // namespace gridrush
