#include <array>

#include "results/code_names.hpp"
#include "results/schema.hpp"

// Who was cut: the ledgers of curtailment.

namespace gridrush {
namespace {

using C = CurtailmentRow;

template <auto member>
double number(C const& row, TimePoint) {
    return static_cast<double>(row.*member);
}

constexpr std::array columns{
    RowColumn<C>{"site", "", "Row in /site", number<&C::site>},
    RowColumn<C>{"tier", "1", "Rung of the ladder", number<&C::tier>,
                 code_names<CurtailmentTier, curtailment_tier_count>},
    RowColumn<C>{"contract", "",
                 "Row of the contract in the experiment's curtailment_contracts, -1 = the right of "
                 "its grant, or none",
                 number<&C::contract>},
    RowColumn<C>{"cause", "1", "Why it was cut", number<&C::cause>,
                 code_names<CutCause, cut_cause_count>},
    RowColumn<C>{"year", "", "Calendar year", number<&C::year>},
    RowColumn<C>{"hours", "h", "Time with a cut", number<&C::hours>},
    RowColumn<C>{"events", "",
                 "Runs of intervals with a cut, each counted in every year that it touches",
                 number<&C::events>},
    RowColumn<C>{"cut_mwh", "MWh", "Energy cut", number<&C::mwh>},
    RowColumn<C>{"longest_h", "h", "Longest run", number<&C::longest_h>},
    RowColumn<C>{"deepest_mw", "MW", "Highest cut", number<&C::deepest_mw>},
    RowColumn<C>{"paid_usd", "USD", "Paid to the site for what was cut", number<&C::paid_usd>},
    RowColumn<C>{"stand_by_usd", "USD", "Paid to it for standing ready", number<&C::stand_by_usd>},
    RowColumn<C>{"capped_at", time_unit,
                 "First refused since the contract or the policy let it be cut no further in the "
                 "year, missing = never",
                 [](C const& row, TimePoint start) { return seconds_since(start, row.capped_at); },
                 nullptr, true},
};

}  // namespace

std::span<RowColumn<CurtailmentRow> const> curtailment_columns() {
    return columns;
}

}  // namespace gridrush
