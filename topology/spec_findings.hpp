#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "topology/grid_spec.hpp"

namespace gridrush {

/// Row of each id of one table; of the first row where an id is written twice.
using RowOfId = std::unordered_map<std::string, std::size_t>;

/// The mistakes of one row, collected under `<table>.<id>.`. Private to the checks of GridSpec.
class RowFindings {
public:
    RowFindings(Issues& issues, Location const& at, std::string_view table, std::string const& id);

    void add(std::string_view member, std::string message);

    /// Finite number.
    void need_number(std::string_view member, double value);
    /// Finite number within [low, high]; `why` tells what it would mean outside.
    void need_within(std::string_view member, double value, double low, double high,
                     std::string_view why);
    /// As need_within(), or NaN for "not known".
    void allow_within(std::string_view member, double value, double low, double high,
                      std::string_view why);
    /// Number > 0; `why` tells what it would mean otherwise.
    void need_positive(std::string_view member, double value, std::string_view why);
    /// Number >= 0 or infinite.
    void need_rating(std::string_view member, double value);
    void need_order(std::string_view low_member, double low, std::string_view high_member,
                    double high);
    void need_dates(TimePoint from, TimePoint until);
    /// `word` is the id of a row of the table `what`.
    void need_known(std::string_view member, std::string const& what, std::string const& word,
                    RowOfId const& known);
    void need_cost(CostCurve const& cost, double min_mw, double max_mw);

private:
    Issues& issues_;
    Location const& at_;
    std::string prefix_;
};

/// Where the AC islands have no reference bus; nothing while some branch names an unknown bus or a
/// bus is written twice, as nobody can tell the islands then.
[[nodiscard]] Issues find_islands_without_reference(GridSpec const& spec, RowOfId const& buses);

}  // namespace gridrush
