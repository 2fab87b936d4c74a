#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "topology/importers/importers.hpp"
#include "topology/importers/matpower_words.hpp"

namespace gridrush {
namespace {

/// Bus or area numbers: the ids themselves where all of them are whole numbers, else the rows.
class Numbers {
public:
    template <class Row>
    explicit Numbers(std::vector<Row> const& rows) {
        renumbered_ = !std::ranges::all_of(rows, is_number, &Row::id);
        for (auto const& row : rows) {
            auto const next = number_.size() + 1;
            number_.emplace(row.id, renumbered_ ? fmt::format("{}", next) : row.id);
        }
    }

    [[nodiscard]] bool renumbered() const { return renumbered_; }
    [[nodiscard]] std::string const& of(std::string const& id) const { return number_.at(id); }

private:
    static bool is_number(std::string const& id) {
        bool const digits = !id.empty() && id.size() <= 9 &&
                            std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
        return digits && id.front() != '0';
    }

    bool renumbered_ = false;
    std::map<std::string, std::string> number_;
};

/// On one line, whatever the text holds.
std::string one_line(std::string text) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return text;
}

std::string quoted(std::string const& text) {
    std::string result = "'";
    for (char const c : one_line(text)) {
        result.append(c == '\'' ? 2 : 1, c);
    }
    return result + '\'';
}

/// A name that MATLAB takes for a function.
std::string function_name(std::string const& text) {
    std::string name;
    for (char const c : text) {
        bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        name += letter || (c >= '0' && c <= '9') ? c : '_';
    }
    bool const starts_well =
        !name.empty() && name.front() != '_' && (name.front() < '0' || name.front() > '9');
    return starts_well ? name : "case_" + name;
}

/// One matrix of the case file, row by row. Every row ends with the id it had here.
class Matrix {
public:
    Matrix(std::string field, std::string columns)
        : field_{std::move(field)}, columns_{std::move(columns)} {}

    template <class... Cells>
    void add(std::string const& id, Cells const&... cells) {
        text_ += '\t';
        ((text_ += fmt::format("{}\t", cells)), ...);
        end_row(id);
    }
    void add_padded(std::string const& id, std::vector<double> cells, std::size_t width) {
        cells.resize(width, 0.0);
        text_ += fmt::format("\t{}\t", fmt::join(cells, "\t"));
        end_row(id);
    }

    [[nodiscard]] std::string text() const {
        return fmt::format("\n%\t{}\nmpc.{} = [\n{}];\n", columns_, field_, text_);
    }

private:
    void end_row(std::string const& id) {
        text_.back() = ';';
        text_ += id.empty() ? "\n" : fmt::format("\t% {}\n", one_line(id));
    }

    std::string field_;
    std::string columns_;
    std::string text_;
};

std::string cell_array(std::string const& field, std::vector<std::string> const& texts) {
    std::string rows;
    for (auto const& text : texts) {
        rows += fmt::format("\t{};\n", quoted(text));
    }
    return fmt::format("\nmpc.{} = {{\n{}}};\n", field, rows);
}

/// MATPOWER's 0 is no limit; a limit of 0 is written as one watt.
double rating_cell(double rating_mw) {
    constexpr double nothing_mw = 1e-6;
    return std::isinf(rating_mw) ? 0.0 : rating_mw == 0.0 ? nothing_mw : rating_mw;
}

/// model startup shutdown n and then x0 y0 x1 y1 ..., or coefficients with the highest power first.
std::vector<double> cost_cells(CostCurve const& cost) {
    if (!cost.points.empty()) {
        std::vector<double> cells{1.0, 0.0, 0.0, static_cast<double>(cost.points.size())};
        for (auto const& point : cost.points) {
            cells.insert(cells.end(), {point.mw, point.usd_per_h});
        }
        return cells;
    }
    auto const coefficients = cost.polynomial.empty() ? std::vector{0.0} : cost.polynomial;
    std::vector<double> cells{2.0, 0.0, 0.0, static_cast<double>(coefficients.size())};
    cells.insert(cells.end(), coefficients.rbegin(), coefficients.rend());
    return cells;
}

/// Buses where a generator in service stands (type 2), and those that nothing joins and where
/// nothing stands (type 4).
struct BusTypes {
    std::set<std::string> with_generator, joined;

    explicit BusTypes(GridSpec const& spec) {
        for (auto const& unit : spec.generators) {
            if (unit.in_service) {
                with_generator.insert(unit.bus);
            }
        }
        for (auto const& branch : spec.branches) {
            if (branch.in_service) {
                joined.insert({branch.from, branch.to});
            }
        }
        for (auto const& line : spec.dc_lines) {
            joined.insert({line.from, line.to});
        }
    }

    [[nodiscard]] int of(BusSpec const& bus) const {
        bool const generates = with_generator.contains(bus.id);
        bool const idle =
            !generates && !joined.contains(bus.id) && bus.load_mw == 0.0 && bus.shunt_mw == 0.0;
        return bus.reference ? 3 : generates ? 2 : idle ? 4 : 1;
    }
};

std::string bus_text(GridSpec const& spec, Numbers const& buses, Numbers const& areas) {
    BusTypes const types{spec};
    Matrix matrix{"bus", "bus_i\ttype\tPd\tQd\tGs\tBs\tarea\tVm\tVa\tbaseKV\tzone\tVmax\tVmin"};
    for (auto const& bus : spec.buses) {
        matrix.add(buses.renumbered() ? bus.id : "", buses.of(bus.id), types.of(bus), bus.load_mw,
                   0, bus.shunt_mw, 0, areas.of(bus.area), 1, 0, bus.base_kv, 1, 1.1, 0.9);
    }
    return matrix.text();
}

std::string gen_text(GridSpec const& spec, Numbers const& buses) {
    Matrix matrix{"gen", "bus\tPg\tQg\tQmax\tQmin\tVg\tmBase\tstatus\tPmax\tPmin"};
    for (auto const& unit : spec.generators) {
        bool const fixed = unit.output == Output::fixed;
        matrix.add(unit.id, buses.of(unit.bus), unit.set_point_mw, 0, 0, 0, 1, spec.base_mva,
                   unit.in_service ? 1 : 0, fixed ? unit.set_point_mw : unit.max_mw,
                   fixed ? unit.set_point_mw : unit.min_mw);
    }
    return matrix.text();
}

std::string branch_text(GridSpec const& spec, Numbers const& buses) {
    Matrix matrix{"branch",
                  "fbus\ttbus\tr\tx\tb\trateA\trateB\trateC\tratio\tangle\tstatus\tangmin\tangmax"};
    for (auto const& branch : spec.branches) {
        bool const line = branch.kind == BranchKind::line && branch.tap == 1.0;
        matrix.add(
            branch.id, buses.of(branch.from), buses.of(branch.to), branch.r_pu, branch.x_pu,
            branch.b_pu, rating_cell(branch.rating_mw), rating_cell(branch.rating_long_term_mw),
            rating_cell(branch.rating_short_term_mw), line ? 0.0 : branch.tap, branch.shift_deg,
            branch.in_service ? 1 : 0, branch.angle_min_deg, branch.angle_max_deg);
    }
    return matrix.text();
}

std::string gencost_text(GridSpec const& spec) {
    std::vector<std::vector<double>> rows;
    std::size_t width = 0;
    for (auto const& unit : spec.generators) {
        rows.push_back(cost_cells(unit.cost));
        width = std::max(width, rows.back().size());
    }
    Matrix matrix{"gencost", "model\tstartup\tshutdown\tn\t..."};
    for (auto& row : rows) {
        matrix.add_padded("", std::move(row), width);
    }
    return matrix.text();
}

std::string dcline_text(GridSpec const& spec, Numbers const& buses) {
    Matrix matrix{"dcline",
                  "fbus\ttbus\tstatus\tPf\tPt\tQf\tQt\tVf\tVt\tPmin\tPmax\tQminF\tQmaxF\tQminT\t"
                  "QmaxT\tloss0\tloss1"};
    for (auto const& line : spec.dc_lines) {
        auto const arrives = line.set_point_mw - line.loss_constant_mw -
                             line.loss_fraction * std::abs(line.set_point_mw);
        matrix.add(line.id, buses.of(line.from), buses.of(line.to), line.in_service ? 1 : 0,
                   line.set_point_mw, arrives, 0, 0, 1, 1, line.min_mw, line.max_mw, 0, 0, 0, 0,
                   line.loss_constant_mw, line.loss_fraction);
    }
    return matrix.text();
}

std::string names_text(GridSpec const& spec, Numbers const& buses) {
    std::vector<std::string> names, types, fuels;
    for (auto const& bus : spec.buses) {
        names.push_back(buses.renumbered() ? bus.id : bus.name);
    }
    for (auto const& unit : spec.generators) {
        types.push_back(unit.unit_type);
        fuels.emplace_back(matpower_word(unit.fuel));
    }
    auto const says = [](std::string const& text) { return !text.empty(); };
    std::string text;
    if (std::ranges::any_of(names, says)) {
        text += cell_array("bus_name", names);
    }
    if (std::ranges::any_of(types, says)) {
        text += cell_array("gentype", types);
    }
    bool const fuels_known = std::ranges::any_of(
        spec.generators, [](GeneratorSpec const& unit) { return unit.fuel != Fuel::other; });
    return text + (fuels_known ? cell_array("genfuel", fuels) : "");
}

}  // namespace

MatpowerText matpower_text(GridSpec const& spec, std::string const& name) {
    Numbers const buses{spec.buses};
    Numbers const areas{spec.areas};
    MatpowerText written{{}, matpower_left_out(spec)};
    if (buses.renumbered()) {
        written.left_out.emplace_back("ids of buses: numbered by row, the ids are in bus_name");
    }
    if (areas.renumbered()) {
        written.left_out.emplace_back("ids of areas: numbered by row");
    }
    auto& text = written.text;
    text = fmt::format("function mpc = {}\n%   {}\n", function_name(name),
                       one_line(spec.name.empty() ? name : spec.name));
    if (!written.left_out.empty()) {
        text += "%\n%   What this format does not hold:\n";
    }
    for (auto const& what : written.left_out) {
        text += fmt::format("%   - {}\n", one_line(what));
    }
    text += fmt::format("\nmpc.version = '2';\nmpc.baseMVA = {};\n", spec.base_mva);
    text += bus_text(spec, buses, areas) + gen_text(spec, buses) + branch_text(spec, buses);
    text += spec.generators.empty() ? "" : gencost_text(spec);
    text += spec.dc_lines.empty() ? "" : dcline_text(spec, buses);
    text += names_text(spec, buses);
    return written;
}

std::vector<std::string> write_matpower(GridSpec const& spec, std::filesystem::path const& file) {
    auto written = matpower_text(spec, file.stem().string());
    std::ofstream stream{file, std::ios::binary};
    stream << written.text << std::flush;
    if (!stream) {
        throw std::runtime_error{fmt::format("{}: cannot be written", file.string())};
    }
    return std::move(written.left_out);
}

}  // namespace gridrush
