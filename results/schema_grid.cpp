#include <array>
#include <numeric>

#include "results/schema.hpp"

// The grid as tables: what a run stood on.

namespace gridrush {
namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;
using Rows = std::vector<std::int32_t>;

template <class Enum>
Texts words(std::vector<Enum> const& values) {
    Texts texts;
    for (Enum const value : values) {
        texts.emplace_back(to_string(value));
    }
    return texts;
}

template <class IdType>
Texts ids_of(std::vector<IdType> const& rows, Texts const& ids) {
    Texts texts;
    for (IdType const row : rows) {
        texts.push_back(row.valid() ? ids[row.index()] : "");
    }
    return texts;
}

Rows flags(std::vector<char> const& values) {
    return {values.begin(), values.end()};
}

/// As an experiment writes them; empty for the ends of time.
Texts dates(std::vector<TimePoint> const& values) {
    Texts texts;
    for (TimePoint const value : values) {
        bool const given = value != always_since && value != for_ever;
        texts.push_back(given ? format_time(value) : "");
    }
    return texts;
}

using I = RunInfo;
using V = ColumnValues;

constexpr std::array area_columns{
    FixedColumn{"area", "", "Area", [](I const& i) -> V { return i.grid.areas().id; }},
    FixedColumn{"load_mw", "MW", "Snapshot load",
                [](I const& i) -> V { return i.grid.areas().load_mw; }},
    FixedColumn{"growth_per_year", "1", "Compound growth of the load",
                [](I const& i) -> V { return i.grid.areas().growth_per_year; }},
};

constexpr std::array bus_columns{
    FixedColumn{"bus", "", "Bus", [](I const& i) -> V { return i.grid.buses().id; }},
    FixedColumn{"name", "", "Name", [](I const& i) -> V { return i.grid.buses().name; }},
    FixedColumn{"area", "", "Area",
                [](I const& i) -> V { return ids_of(i.grid.buses().area, i.grid.areas().id); }},
    FixedColumn{"base_kv", "kV", "Nominal voltage",
                [](I const& i) -> V { return i.grid.buses().base_kv; }},
    FixedColumn{"load_mw", "MW", "Snapshot load",
                [](I const& i) -> V { return i.grid.buses().load_mw; }},
    FixedColumn{"area_share", "1", "Share of the area's load",
                [](I const& i) -> V { return i.grid.buses().area_share; }},
    FixedColumn{"shunt_mw", "MW", "Shunt conductance",
                [](I const& i) -> V { return i.grid.buses().shunt_mw; }},
    FixedColumn{"reference", "1", "1 = angle reference",
                [](I const& i) -> V { return flags(i.grid.buses().reference); }},
    FixedColumn{"latitude", "degrees_north", "Latitude",
                [](I const& i) -> V { return i.grid.buses().latitude; }},
    FixedColumn{"longitude", "degrees_east", "Longitude",
                [](I const& i) -> V { return i.grid.buses().longitude; }},
};

constexpr std::array branch_columns{
    FixedColumn{"branch", "", "Branch", [](I const& i) -> V { return i.grid.branches().id; }},
    FixedColumn{"from", "", "From-bus",
                [](I const& i) -> V { return ids_of(i.grid.branches().from, i.grid.buses().id); }},
    FixedColumn{"to", "", "To-bus",
                [](I const& i) -> V { return ids_of(i.grid.branches().to, i.grid.buses().id); }},
    FixedColumn{"kind", "", "Line or transformer",
                [](I const& i) -> V { return words(i.grid.branches().kind); }},
    FixedColumn{"r_pu", "1", "Resistance, per unit",
                [](I const& i) -> V { return i.grid.branches().r_pu; }},
    FixedColumn{"x_pu", "1", "Reactance, per unit",
                [](I const& i) -> V { return i.grid.branches().x_pu; }},
    FixedColumn{"b_pu", "1", "Charging, per unit",
                [](I const& i) -> V { return i.grid.branches().b_pu; }},
    FixedColumn{"tap", "1", "Tap ratio", [](I const& i) -> V { return i.grid.branches().tap; }},
    FixedColumn{"shift_deg", "degree", "Phase shift",
                [](I const& i) -> V { return i.grid.branches().shift_deg; }},
    FixedColumn{"rating_mw", "MW", "Continuous rating, inf = unlimited",
                [](I const& i) -> V { return i.grid.branches().rating_mw; }},
    FixedColumn{"rating_long_term_mw", "MW", "Long-term emergency rating, inf = unlimited",
                [](I const& i) -> V { return i.grid.branches().rating_long_term_mw; }},
    FixedColumn{"rating_short_term_mw", "MW", "Short-term emergency rating, inf = unlimited",
                [](I const& i) -> V { return i.grid.branches().rating_short_term_mw; }},
    FixedColumn{"length_km", "km", "Length",
                [](I const& i) -> V { return i.grid.branches().length_km; }},
    FixedColumn{"outages_per_year", "1/year", "Forced outages",
                [](I const& i) -> V { return i.grid.branches().outages_per_year; }},
    FixedColumn{"outage_hours", "h", "Mean duration of an outage",
                [](I const& i) -> V { return i.grid.branches().outage_hours; }},
    FixedColumn{"in_service", "1", "1 = switched in",
                [](I const& i) -> V { return flags(i.grid.branches().in_service); }},
    FixedColumn{"from_date", "", "In service from, empty = always",
                [](I const& i) -> V { return dates(i.grid.branches().from_date); }},
    FixedColumn{"until_date", "", "In service until, empty = for ever",
                [](I const& i) -> V { return dates(i.grid.branches().until_date); }},
};

constexpr std::array dc_line_columns{
    FixedColumn{"dc_line", "", "DC line", [](I const& i) -> V { return i.grid.dc_lines().id; }},
    FixedColumn{"from", "", "From-bus",
                [](I const& i) -> V { return ids_of(i.grid.dc_lines().from, i.grid.buses().id); }},
    FixedColumn{"to", "", "To-bus",
                [](I const& i) -> V { return ids_of(i.grid.dc_lines().to, i.grid.buses().id); }},
    FixedColumn{"min_mw", "MW", "Lowest flow",
                [](I const& i) -> V { return i.grid.dc_lines().min_mw; }},
    FixedColumn{"max_mw", "MW", "Highest flow",
                [](I const& i) -> V { return i.grid.dc_lines().max_mw; }},
    FixedColumn{"set_point_mw", "MW", "Set point",
                [](I const& i) -> V { return i.grid.dc_lines().set_point_mw; }},
    FixedColumn{"loss_constant_mw", "MW", "Constant loss",
                [](I const& i) -> V { return i.grid.dc_lines().loss_constant_mw; }},
    FixedColumn{"loss_fraction", "1", "Loss in proportion to the flow",
                [](I const& i) -> V { return i.grid.dc_lines().loss_fraction; }},
    FixedColumn{"in_service", "1", "1 = switched in",
                [](I const& i) -> V { return flags(i.grid.dc_lines().in_service); }},
};

constexpr std::array generator_columns{
    FixedColumn{"generator", "", "Generator",
                [](I const& i) -> V { return i.grid.generators().id; }},
    FixedColumn{"bus", "", "Bus",
                [](I const& i) -> V { return ids_of(i.grid.generators().bus, i.grid.buses().id); }},
    FixedColumn{"unit_type", "", "Kind of unit in the source",
                [](I const& i) -> V { return i.grid.generators().unit_type; }},
    FixedColumn{"fuel", "", "Fuel",
                [](I const& i) -> V { return words(i.grid.generators().fuel); }},
    FixedColumn{"output", "", "Dispatchable or fixed",
                [](I const& i) -> V { return words(i.grid.generators().output); }},
    FixedColumn{"min_mw", "MW", "Lowest output",
                [](I const& i) -> V { return i.grid.generators().min_mw; }},
    FixedColumn{"max_mw", "MW", "Capacity",
                [](I const& i) -> V { return i.grid.generators().max_mw; }},
    FixedColumn{"co2_t_per_mwh", "t/MWh", "Emitted carbon dioxide",
                [](I const& i) -> V { return i.grid.generators().co2_t_per_mwh; }},
    FixedColumn{"forced_outage_rate", "1", "Forced outage rate",
                [](I const& i) -> V { return i.grid.generators().forced_outage_rate; }},
    FixedColumn{"mttf_h", "h", "Mean time to failure",
                [](I const& i) -> V { return i.grid.generators().mttf_h; }},
    FixedColumn{"mttr_h", "h", "Mean time to repair",
                [](I const& i) -> V { return i.grid.generators().mttr_h; }},
    FixedColumn{"in_service", "1", "1 = switched in",
                [](I const& i) -> V { return flags(i.grid.generators().in_service); }},
    FixedColumn{"from_date", "", "In service from, empty = always",
                [](I const& i) -> V { return dates(i.grid.generators().from_date); }},
    FixedColumn{"until_date", "", "In service until, empty = for ever",
                [](I const& i) -> V { return dates(i.grid.generators().until_date); }},
};

constexpr std::array substation_columns{
    FixedColumn{"substation", "", "Substation",
                [](I const& i) -> V { return i.grid.substations().id; }},
    FixedColumn{
        "bus", "", "Bus",
        [](I const& i) -> V { return ids_of(i.grid.substations().bus, i.grid.buses().id); }},
    FixedColumn{"latitude", "degrees_north", "Latitude",
                [](I const& i) -> V { return i.grid.substations().latitude; }},
    FixedColumn{"longitude", "degrees_east", "Longitude",
                [](I const& i) -> V { return i.grid.substations().longitude; }},
    FixedColumn{"wan_gbps", "Gbit/s", "Bandwidth of its WAN link",
                [](I const& i) -> V { return i.grid.substations().wan_gbps; }},
    FixedColumn{"wan_latency_ms", "ms", "Latency of its WAN link",
                [](I const& i) -> V { return i.grid.substations().wan_latency_ms; }},
};

constexpr std::array bank_columns{
    FixedColumn{"bank", "", "Transformer bank", [](I const& i) -> V { return i.grid.banks().id; }},
    FixedColumn{
        "substation", "", "Substation",
        [](I const& i) -> V { return ids_of(i.grid.banks().substation, i.grid.substations().id); }},
    FixedColumn{"mva", "MVA", "Rated power", [](I const& i) -> V { return i.grid.banks().mva; }},
    FixedColumn{"cooling", "", "Cooling class",
                [](I const& i) -> V { return words(i.grid.banks().cooling); }},
    FixedColumn{"consumed_life_share", "1", "Share of the normal life used up at the start",
                [](I const& i) -> V { return i.grid.banks().consumed_life_share; }},
    FixedColumn{"from_date", "", "In service from, empty = always",
                [](I const& i) -> V { return dates(i.grid.banks().from_date); }},
    FixedColumn{"until_date", "", "In service until, empty = for ever",
                [](I const& i) -> V { return dates(i.grid.banks().until_date); }},
};

constexpr std::array storage_columns{
    FixedColumn{"storage", "", "Store of energy",
                [](I const& i) -> V { return i.grid.storages().id; }},
    FixedColumn{"bus", "", "Bus",
                [](I const& i) -> V { return ids_of(i.grid.storages().bus, i.grid.buses().id); }},
    FixedColumn{"unit_type", "", "Type, as in the source",
                [](I const& i) -> V { return i.grid.storages().unit_type; }},
    FixedColumn{"charge_mw", "MW", "Most that it takes from the grid",
                [](I const& i) -> V { return i.grid.storages().charge_mw; }},
    FixedColumn{"discharge_mw", "MW", "Most that it gives to the grid",
                [](I const& i) -> V { return i.grid.storages().discharge_mw; }},
    FixedColumn{"energy_capacity_mwh", "MWh", "Capacity",
                [](I const& i) -> V { return i.grid.storages().energy_mwh; }},
    FixedColumn{"charge_efficiency", "1", "Stored per energy taken",
                [](I const& i) -> V { return i.grid.storages().charge_efficiency; }},
    FixedColumn{"discharge_efficiency", "1", "Given per energy taken from the store",
                [](I const& i) -> V { return i.grid.storages().discharge_efficiency; }},
    FixedColumn{"standing_loss_per_h", "1/h", "Share of the stored energy that an hour loses",
                [](I const& i) -> V { return i.grid.storages().standing_loss_per_h; }},
    FixedColumn{"initial_share", "1", "Share of the capacity that is stored at the start",
                [](I const& i) -> V { return i.grid.storages().initial_share; }},
    FixedColumn{"usd_per_mwh", "USD/MWh", "Variable cost of discharge",
                [](I const& i) -> V { return i.grid.storages().usd_per_mwh; }},
    FixedColumn{"from_date", "", "In service from, empty = always",
                [](I const& i) -> V { return dates(i.grid.storages().from_date); }},
    FixedColumn{"until_date", "", "In service until, empty = for ever",
                [](I const& i) -> V { return dates(i.grid.storages().until_date); }},
};

constexpr std::array maintenance_columns{
    FixedColumn{"maintenance", "", "Row",
                [](I const& i) -> V {
                    Rows rows(i.grid.maintenance().size());
                    std::iota(rows.begin(), rows.end(), 0);
                    return rows;
                }},
    FixedColumn{"equipment", "", "Table of the unit",
                [](I const& i) -> V { return words(i.grid.maintenance().equipment); }},
    FixedColumn{"unit", "", "Generator, branch or bank",
                [](I const& i) -> V {
                    Texts ids;
                    for (auto const& row : i.grid.spec().maintenance) {
                        ids.push_back(row.unit);
                    }
                    return ids;
                }},
    FixedColumn{"from_date", "", "Out of service from",
                [](I const& i) -> V { return dates(i.grid.maintenance().from_date); }},
    FixedColumn{"until_date", "", "Out of service until",
                [](I const& i) -> V { return dates(i.grid.maintenance().until_date); }},
};

/// Calls use(generator, position, point) for every breakpoint of every cost curve.
void for_each_point(I const& info, auto use) {
    auto const& costs = info.grid.generators().cost;
    for (std::size_t g = 0; g < costs.size(); ++g) {
        for (CostCurve::Point const& point : costs[g].points) {
            use(g, point);
        }
    }
}

/// Calls use(generator, power, coefficient) for every coefficient of every cost polynomial.
void for_each_coefficient(I const& info, auto use) {
    auto const& costs = info.grid.generators().cost;
    for (std::size_t g = 0; g < costs.size(); ++g) {
        for (std::size_t power = 0; power < costs[g].polynomial.size(); ++power) {
            use(g, power, costs[g].polynomial[power]);
        }
    }
}

constexpr std::array cost_point_columns{
    FixedColumn{"cost_point", "", "Row",
                [](I const& i) -> V {
                    Rows rows;
                    for_each_point(i, [&](auto, auto const&) {
                        rows.push_back(static_cast<std::int32_t>(rows.size()));
                    });
                    return rows;
                }},
    FixedColumn{"generator", "", "Generator",
                [](I const& i) -> V {
                    Texts ids;
                    for_each_point(i, [&](std::size_t g, auto const&) {
                        ids.push_back(i.grid.generators().id[g]);
                    });
                    return ids;
                }},
    FixedColumn{"mw", "MW", "Output",
                [](I const& i) -> V {
                    Numbers mw;
                    for_each_point(i, [&](auto, CostCurve::Point const& p) { mw.push_back(p.mw); });
                    return mw;
                }},
    FixedColumn{"usd_per_h", "USD/h", "Cost at that output",
                [](I const& i) -> V {
                    Numbers usd;
                    for_each_point(
                        i, [&](auto, CostCurve::Point const& p) { usd.push_back(p.usd_per_h); });
                    return usd;
                }},
};

constexpr std::array cost_coefficient_columns{
    FixedColumn{"cost_coefficient", "", "Row",
                [](I const& i) -> V {
                    Rows rows;
                    for_each_coefficient(i, [&](auto, auto, auto) {
                        rows.push_back(static_cast<std::int32_t>(rows.size()));
                    });
                    return rows;
                }},
    FixedColumn{"generator", "", "Generator",
                [](I const& i) -> V {
                    Texts ids;
                    for_each_coefficient(i, [&](std::size_t g, auto, auto) {
                        ids.push_back(i.grid.generators().id[g]);
                    });
                    return ids;
                }},
    FixedColumn{"power", "1", "Power of the output in MW",
                [](I const& i) -> V {
                    Rows powers;
                    for_each_coefficient(i, [&](auto, std::size_t power, auto) {
                        powers.push_back(static_cast<std::int32_t>(power));
                    });
                    return powers;
                }},
    FixedColumn{"coefficient", "USD/h", "Coefficient, USD per h and MW to that power",
                [](I const& i) -> V {
                    Numbers values;
                    for_each_coefficient(
                        i, [&](auto, auto, double value) { values.push_back(value); });
                    return values;
                }},
};

constexpr std::array series_columns{
    FixedColumn{"series", "", "Time series of loads and of availability (its values are not kept)",
                [](I const& i) -> V {
                    Texts ids;
                    for (SeriesSpec const& series : i.grid.spec().series) {
                        ids.push_back(series.id);
                    }
                    return ids;
                }},
    FixedColumn{"start", time_unit, "Its first instant",
                [](I const& i) -> V {
                    Numbers starts;
                    for (SeriesSpec const& series : i.grid.spec().series) {
                        starts.push_back(seconds_since(i.experiment.start, series.start));
                    }
                    return starts;
                }},
    FixedColumn{"step_s", "s", "Its step",
                [](I const& i) -> V {
                    Numbers steps;
                    for (SeriesSpec const& series : i.grid.spec().series) {
                        steps.push_back(static_cast<double>(series.step.count()));
                    }
                    return steps;
                }},
    FixedColumn{"length", "1", "Number of values",
                [](I const& i) -> V {
                    Numbers lengths;
                    for (SeriesSpec const& series : i.grid.spec().series) {
                        lengths.push_back(static_cast<double>(series.values.size()));
                    }
                    return lengths;
                }},
};

constexpr std::array tables{
    FixedTable{"area", "Areas of native load", area_columns},
    FixedTable{"bus", "Buses", bus_columns},
    FixedTable{"branch", "Lines and transformers", branch_columns},
    FixedTable{"dc_line", "DC lines", dc_line_columns},
    FixedTable{"generator", "Generators", generator_columns},
    FixedTable{"cost_point", "Breakpoints of piecewise linear costs", cost_point_columns},
    FixedTable{"cost_coefficient", "Coefficients of polynomial costs", cost_coefficient_columns},
    FixedTable{"substation", "Substations", substation_columns},
    FixedTable{"bank", "Transformer banks", bank_columns},
    FixedTable{"storage", "Stores of energy", storage_columns},
    FixedTable{"maintenance", "Scheduled maintenance", maintenance_columns},
    FixedTable{"series", "Time series behind the tables", series_columns},
};

}  // namespace

std::span<FixedTable const> grid_tables() {
    return tables;
}

}  // namespace gridrush
