#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <span>

#include <fmt/format.h>

#include "topology/importers/pypsa_parts.hpp"
#include "topology/importers/pypsa_types.hpp"

namespace gridrush {
namespace {

using enum PypsaUnread::Verdict;

std::vector<PypsaUnread> const branch_unread{
    {"s_nom_extendable", 0.0, refuse,
     "capacity is left to PyPSA's optimisation (a grid is given as built) set it to False and "
     "s_nom "
     "to s_nom_opt"},
    {"marginal_cost", 0.0, refuse, "cost on a branch is not read (flows are free) set it to 0"},
    {"marginal_cost_quadratic", 0.0, refuse,
     "cost on a branch is not read (flows are free) set it to 0"}};

std::vector<PypsaUnread> const link_unread{
    {"p_nom_extendable", 0.0, refuse,
     "capacity is left to PyPSA's optimisation (a grid is given as built) set it to False and "
     "p_nom "
     "to p_nom_opt"},
    {"marginal_cost", 0.0, refuse, "cost on a link is not read (DC lines are free) set it to 0"},
    {"marginal_cost_quadratic", 0.0, refuse,
     "cost on a link is not read (DC lines are free) set it to 0"},
    {"committable", 0.0, note, "unit commitment of links is left out"},
    {"ramp_limit_up", 1.0, note, "ramps are left out"},
    {"ramp_limit_down", 1.0, note, "ramps are left out"}};

/// The type that the row names; nullptr (an issue) where there is none of that name.
template <class Types>
auto const* find_type(CsvRow const& row, Types const& types) {
    auto const found = types.find(row.text("type"));
    if (found != types.end()) {
        return &found->second;
    }
    std::vector<std::string> known;
    for (auto const& [name, type] : types) {
        known.push_back(name);
    }
    row.report("type", unknown_word("standard type", std::string{row.text("type")}, known));
    return static_cast<typename Types::mapped_type const*>(nullptr);
}

BranchSpec begin_branch(CsvTable const& table, CsvRow const& row) {
    BranchSpec branch;
    branch.at = row.at();
    branch.id = pypsa_name(table, row);
    branch.from = row.text("bus0");
    branch.to = row.text("bus1");
    branch.in_service = pypsa_flag(row, "active", true);
    return branch;
}

void set_ratings(CsvRow const& row, double s_nom, BranchSpec& branch) {
    branch.rating_mw = s_nom * pypsa_number(row, "s_max_pu", 1.0);
    branch.rating_long_term_mw = std::max(s_nom, branch.rating_mw);
    branch.rating_short_term_mw = branch.rating_long_term_mw;
}

BranchSpec read_line(CsvTable const& table, CsvRow const& row, PypsaLineTypes const& types,
                     PypsaVoltages const& kv) {
    auto line = begin_branch(table, row);
    auto r_ohm = pypsa_number(row, "r", 0.0);
    auto x_ohm = pypsa_number(row, "x", 0.0);
    auto b_siemens = pypsa_number(row, "b", 0.0);
    auto const km = pypsa_number(row, "length", 0.0);
    if (!row.text("type").empty()) {
        auto const circuits = pypsa_number(row, "num_parallel", 1.0);
        auto const* type = find_type(row, types);
        auto const figures = type == nullptr ? PypsaLineType{1.0, 1.0, 0.0, 0.0} : *type;
        r_ohm = figures.r_ohm_per_km * km / circuits;
        x_ohm = figures.x_ohm_per_km * km / circuits;
        b_siemens =
            2.0 * std::numbers::pi * 1e-9 * figures.f_hz * figures.c_nf_per_km * km * circuits;
        if (!(circuits > 0.0)) {
            row.report("num_parallel", fmt::format("must be greater than 0 ({}; the type's ohms "
                                                   "are divided by it)",
                                                   circuits));
        }
    }
    auto const found = kv.find(line.from);
    auto const volt = found == kv.end() ? 1.0 : found->second;
    line.r_pu = r_ohm / (volt * volt);
    line.x_pu = x_ohm / (volt * volt);
    line.b_pu = b_siemens * (volt * volt);
    if (km > 0.0) {
        line.length_km = km;
    }
    set_ratings(row, pypsa_number(row, "s_nom", 0.0), line);
    return line;
}

BranchSpec read_transformer(CsvTable const& table, CsvRow const& row,
                            PypsaTransformerTypes const& types) {
    auto unit = begin_branch(table, row);
    unit.kind = BranchKind::transformer;
    auto s_nom = pypsa_number(row, "s_nom", 0.0);
    auto r = pypsa_number(row, "r", 0.0);
    auto x = pypsa_number(row, "x", 0.0);
    unit.tap = pypsa_number(row, "tap_ratio", 1.0);
    unit.shift_deg = pypsa_number(row, "phase_shift", 0.0);
    if (!row.text("type").empty()) {
        auto const* type = find_type(row, types);
        auto const figures = type == nullptr ? PypsaTransformerType{1.0, 10.0} : *type;
        auto const units = pypsa_number(row, "num_parallel", 1.0);
        auto const position = pypsa_number(row, "tap_position", 0.0);
        auto const resistive = figures.vscr_percent / 100.0;
        auto const whole = figures.vsc_percent / 100.0;
        s_nom = figures.s_mva;
        r = resistive / units;
        x = std::sqrt(whole * whole - resistive * resistive) / units;
        unit.tap = 1.0 + (position - figures.tap_neutral) * (figures.tap_step_percent / 100.0);
        unit.shift_deg = figures.phase_shift_deg;
        if (!(units > 0.0)) {
            row.report("num_parallel", fmt::format("must be greater than 0 ({})", units));
        }
    }
    if (!(s_nom > 0.0)) {
        row.report("s_nom", fmt::format("must be greater than 0 ({} MVA; a transformer's r and x "
                                        "are per unit of it)",
                                        s_nom));
        s_nom = 1.0;
    }
    unit.r_pu = r / s_nom;
    unit.x_pu = x / s_nom;
    unit.b_pu = pypsa_number(row, "b", 0.0) * s_nom;
    set_ratings(row, s_nom, unit);
    return unit;
}

/// PyPSA names lines and transformers apart, here they are rows of one table: where a name is used
/// twice, every transformer's begins with `transformer_`.
void tell_apart(std::vector<BranchSpec>& branches, std::size_t lines) {
    std::set<std::string> names;
    for (std::size_t k = 0; k < lines; ++k) {
        names.insert(branches[k].id);
    }
    auto const transformers = std::span{branches}.subspan(lines);
    bool const clash = std::ranges::any_of(
        transformers, [&names](BranchSpec const& unit) { return names.contains(unit.id); });
    for (auto& unit : transformers) {
        unit.id = (clash ? "transformer_" : "") + unit.id;
    }
}

/// A link's further buses and what flows both ways with a loss have no place in a DC line.
void check_link(CsvTable const& table, CsvRow const& row) {
    for (auto const& column : table.columns()) {
        bool const further = column.starts_with("bus") && column.size() > 3 && column != "bus0" &&
                             column != "bus1" &&
                             column.find_first_not_of("0123456789", 3) == std::string::npos;
        if (further && !row.text(column).empty()) {
            row.report(column, "a link to more than two buses is not read");
        }
    }
    auto const efficiency = pypsa_number(row, "efficiency", 1.0);
    auto const least = pypsa_number(row, "p_min_pu", 0.0);
    if (efficiency != 1.0 && least < 0.0) {
        row.report("p_min_pu",
                   fmt::format("reverse flow with an efficiency of {} (PyPSA gains by it what a DC "
                               "line loses) write one link each way",
                               efficiency));
    }
}

}  // namespace

std::vector<BranchSpec> read_pypsa_branches(PypsaFolder& folder, PypsaVoltages const& kv) {
    std::vector<BranchSpec> branches;
    if (auto const* table = folder.open("lines")) {
        auto const types = read_pypsa_line_types(folder);
        table->require({"bus0", "bus1"});
        folder.tell_unread(*table, branch_unread);
        for (std::size_t k = 0; k < table->size(); ++k) {
            branches.push_back(read_line(*table, (*table)[k], types, kv));
        }
    }
    auto const lines = branches.size();
    if (auto const* table = folder.open("transformers")) {
        auto const types = read_pypsa_transformer_types(folder);
        table->require({"bus0", "bus1"});
        folder.tell_unread(*table, branch_unread);
        for (std::size_t k = 0; k < table->size(); ++k) {
            branches.push_back(read_transformer(*table, (*table)[k], types));
        }
    }
    tell_apart(branches, lines);
    folder.refuse_series("lines", {"s_max_pu", "marginal_cost"});
    folder.refuse_series("transformers", {"s_max_pu", "marginal_cost"});
    return branches;
}

std::vector<DcLineSpec> read_pypsa_links(PypsaFolder& folder) {
    std::vector<DcLineSpec> lines;
    auto const* table = folder.open("links");
    if (table == nullptr) {
        return lines;
    }
    table->require({"bus0", "bus1"});
    folder.tell_unread(*table, link_unread);
    folder.refuse_series("links", {"p_max_pu", "p_min_pu", "efficiency", "marginal_cost"});
    for (std::size_t k = 0; k < table->size(); ++k) {
        auto const row = (*table)[k];
        check_link(*table, row);
        auto const p_nom = pypsa_number(row, "p_nom", 0.0);
        auto& line = lines.emplace_back();
        line.at = row.at();
        line.id = pypsa_name(*table, row);
        line.from = row.text("bus0");
        line.to = row.text("bus1");
        line.min_mw = p_nom * pypsa_number(row, "p_min_pu", 0.0);
        line.max_mw = p_nom * pypsa_number(row, "p_max_pu", 1.0);
        line.set_point_mw = pypsa_number(row, "p_set", 0.0);
        line.loss_fraction = 1.0 - pypsa_number(row, "efficiency", 1.0);
        line.in_service = pypsa_flag(row, "active", true);
    }
    return lines;
}

}  // namespace gridrush
