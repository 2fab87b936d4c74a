#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "topology/grid.hpp"
#include "topology/importers/importers.hpp"
#include "tests/topology/importers/importing.hpp"

namespace gridrush {
namespace {

using importing::has_issue;
using importing::issues_of;

// Lines are counted from the one after R"(.
constexpr char const* small_case = R"(function mpc = small
mpc.version = '2';
mpc.baseMVA = 50; % MVA
mpc.bus = [
	10	3	0	0	0	0	1	1	0	230	1	1.1	0.9;
	20	1	1.5e2	0	2.5	0	7	1	0	230	1	1.1	0.9;
	30	2	50	0	0	0	7	1	0	115	1	1.1	0.9;
	40	4	9	0	0	0	1	1	0	115	1	1.1	0.9;
];
mpc.gen = [
	10	80	0	0	0	1	100	1	200	-20;
	30	0	0	0	0	1	100	0	100	0;
	40	0	0	0	0	1	100	1	100	0;
];
mpc.branch = [
	10	20	0.01	0.1	0.2	100	110	120	0	0	1	0	0;
	20	30	0	0.2	0	0	0	0	0.98	0	1	-30	30;
	10	30	0	0.2	0	0	0	0	0	5	0	0	0;
	20	40	0	0.2	0	0	0	0	0	0	1	0	0;
];
mpc.gencost = [
	2	0	0	3	0.01	20	100	0;
	1	0	0	2	0	0	100	2500;
	2	0	0	2	30	0	0	0;
];
mpc.dcline = [
	10	30	1	25	0	0	0	1	1	-40	60	0	0	0	0	1	0.02;
];
)";

GridSpec read(std::string_view text) {
    return read_matpower(text, "cases/small.m");
}

TEST(Matpower, reads_the_base_and_names_the_grid_by_its_file) {
    auto const spec = read(small_case);
    EXPECT_EQ(spec.name, "small");
    EXPECT_EQ(spec.base_mva, 50.0);
}

TEST(Matpower, reads_buses_with_their_areas_in_the_order_of_the_file) {
    auto const spec = read(small_case);
    ASSERT_EQ(spec.buses.size(), 4u);
    EXPECT_EQ(spec.buses[1].id, "20");
    EXPECT_EQ(spec.buses[1].load_mw, 150.0);
    EXPECT_EQ(spec.buses[1].shunt_mw, 2.5);
    EXPECT_EQ(spec.buses[2].base_kv, 115.0);
    EXPECT_TRUE(spec.buses[0].reference);
    EXPECT_FALSE(spec.buses[1].reference);
    ASSERT_EQ(spec.areas.size(), 2u);
    EXPECT_EQ(spec.areas[1].id, "7");
    EXPECT_EQ(spec.buses[2].area, "7");
}

TEST(Matpower, every_row_knows_where_it_was_written) {
    auto const spec = read(small_case);
    EXPECT_EQ(spec.buses[1].at.text(), "cases/small.m:6:2");
    EXPECT_EQ(spec.branches[2].at.text(), "cases/small.m:18:2");
    EXPECT_EQ(spec.generators[0].at.text(), "cases/small.m:11:2");
    EXPECT_EQ(spec.dc_lines[0].at.text(), "cases/small.m:27:2");
}

TEST(Matpower, reads_branches_with_the_meaning_of_their_zeros) {
    auto const spec = read(small_case);
    auto const& line = spec.branches[0];
    EXPECT_EQ(line.id, "branch_1");
    EXPECT_EQ(line.kind, BranchKind::line);
    EXPECT_EQ(line.tap, 1.0);
    EXPECT_EQ(line.rating_mw, 100.0);
    EXPECT_EQ(line.rating_long_term_mw, 110.0);
    EXPECT_EQ(line.rating_short_term_mw, 120.0);
    EXPECT_EQ(line.angle_min_deg, -360.0);
    EXPECT_EQ(line.angle_max_deg, 360.0);
    auto const& transformer = spec.branches[1];
    EXPECT_EQ(transformer.kind, BranchKind::transformer);
    EXPECT_EQ(transformer.tap, 0.98);
    EXPECT_EQ(transformer.rating_mw, unlimited);
    EXPECT_EQ(transformer.angle_min_deg, -30.0);
    EXPECT_EQ(spec.branches[2].shift_deg, 5.0);
    EXPECT_EQ(spec.branches[2].tap, 1.0);
    EXPECT_EQ(spec.branches[2].kind, BranchKind::transformer);
}

TEST(Matpower, keeps_what_is_out_of_service_in_its_row) {
    auto const spec = read(small_case);
    ASSERT_EQ(spec.branches.size(), 4u);
    EXPECT_TRUE(spec.branches[0].in_service);
    EXPECT_FALSE(spec.branches[2].in_service);
    ASSERT_EQ(spec.generators.size(), 3u);
    EXPECT_FALSE(spec.generators[1].in_service);
}

TEST(Matpower, what_stands_at_an_isolated_bus_is_out_of_service) {
    auto const spec = read(small_case);
    EXPECT_FALSE(spec.branches[3].in_service);
    EXPECT_FALSE(spec.generators[2].in_service);
    EXPECT_EQ(spec.buses[3].load_mw, 0.0);
}

TEST(Matpower, reads_generators_and_both_cost_models) {
    auto const spec = read(small_case);
    auto const& unit = spec.generators[0];
    EXPECT_EQ(unit.id, "gen_1");
    EXPECT_EQ(unit.min_mw, -20.0);
    EXPECT_EQ(unit.max_mw, 200.0);
    EXPECT_EQ(unit.set_point_mw, 80.0);
    EXPECT_EQ(unit.cost.polynomial, (std::vector{100.0, 20.0, 0.01}));
    ASSERT_EQ(spec.generators[1].cost.points.size(), 2u);
    EXPECT_EQ(spec.generators[1].cost.points[1].usd_per_h, 2500.0);
    EXPECT_EQ(spec.generators[2].cost.polynomial, (std::vector{0.0, 30.0}));
}

TEST(Matpower, reads_dc_lines) {
    auto const spec = read(small_case);
    ASSERT_EQ(spec.dc_lines.size(), 1u);
    auto const& line = spec.dc_lines[0];
    EXPECT_EQ(line.id, "dcline_1");
    EXPECT_EQ(line.min_mw, -40.0);
    EXPECT_EQ(line.max_mw, 60.0);
    EXPECT_EQ(line.set_point_mw, 25.0);
    EXPECT_EQ(line.loss_constant_mw, 1.0);
    EXPECT_EQ(line.loss_fraction, 0.02);
}

// One bus, one unit and no branch, to which a test adds what it is about.
std::string tiny_case(std::string const& more) {
    return "mpc.version = '2';\nmpc.baseMVA = 100;\n"
           "mpc.bus = [1 3 0 0 0 0 1 1 0 230 1 1.1 0.9];\n"
           "mpc.gen = [1 0 0 0 0 1 100 1 50 0];\nmpc.branch = [];\n" +
           more;  // from line 6
}

TEST(Matpower, blanks_commas_comments_continuations_and_newlines_separate_alike) {
    auto const spec = read(
        "% a comment\n%{\nmpc.baseMVA = 1;\n%}\nmpc.baseMVA=100\nmpc.bus = [ 1, 3,0 0 ... more\n"
        " 0 0 1 1 0 230 1 1.1 .9 % the first\r\n\r\n"
        "2,1,+1.0D1,0,0,0,1,1,-0,230,1,Inf,NaN ; ];\n"
        "mpc.gen = [];\nmpc.branch = [1 2 0 .1 0 0 0 0 0 0 1];  # eleven columns will do");
    ASSERT_EQ(spec.buses.size(), 2u);
    EXPECT_EQ(spec.buses[1].load_mw, 10.0);
    EXPECT_EQ(spec.buses[1].at.line, 9);
    ASSERT_EQ(spec.branches.size(), 1u);
    EXPECT_EQ(spec.branches[0].angle_max_deg, 360.0);
}

TEST(Matpower, the_struct_may_have_any_name) {
    auto const spec = read(
        "function c = mine\nc.baseMVA = 10;\nc.bus = [1 3 0 0 0 0 1 1 0 230 1 1.1 0.9];\n"
        "c.gen = [];\nc.branch = [];\n");
    EXPECT_EQ(spec.base_mva, 10.0);
}

TEST(Matpower, ignores_unknown_fields_and_statements_of_other_variables) {
    auto const spec = read(
        tiny_case("mpc.reserves.zones = [ 1 1; 2 2 ];\nmpc.softlims = struct('a', {{1, 'b;]'}});\n"
                  "Vbase = mpc.bus(1, 10)' * 1e3;\nif x == 2, disp('it''s'); end\n"));
    EXPECT_EQ(spec.buses.size(), 1u);
}

TEST(Matpower, reads_names_fuels_and_unit_types) {
    auto const spec = read(tiny_case(
        "mpc.bus_name = { 'St. Mary''s' };\nmpc.genfuel = {\n'ng'\n};\nmpc.gentype = {\"GT\"};\n"));
    EXPECT_EQ(spec.buses[0].name, "St. Mary's");
    EXPECT_EQ(spec.generators[0].fuel, Fuel::gas);
    EXPECT_EQ(spec.generators[0].unit_type, "GT");
}

TEST(Matpower, ignores_the_costs_of_reactive_power) {
    auto const spec = read(tiny_case("mpc.gencost = [2 0 0 2 30 0; 2 0 0 2 99 0];\n"));
    EXPECT_EQ(spec.generators[0].cost.polynomial, (std::vector{0.0, 30.0}));
}

TEST(Matpower, units_without_costs_are_free) {
    EXPECT_EQ(read(tiny_case("")).generators[0].cost.usd_per_h(50.0), 0.0);
}

TEST(Matpower, a_cost_curve_that_only_rounding_bends_is_made_convex) {
    auto const spec = read(tiny_case(
        "mpc.gencost = [1 0 0 4 396 3208.986 397.33333 3219.79067 398.66667 3230.59533 400 "
        "3241.4];\n"));
    EXPECT_TRUE(validate(spec).empty());
    EXPECT_NEAR(spec.generators[0].cost.usd_per_h(397.33333), 3219.79067, 1e-3);
}

TEST(Matpower, a_cost_curve_that_is_not_convex_is_left_for_validation) {
    auto const spec = read(tiny_case("mpc.gencost = [1 0 0 3 0 0 10 300 20 400];\n"));
    EXPECT_EQ(spec.generators[0].cost.points.size(), 3u);
}

TEST(Matpower, says_where_a_number_is_malformed) {
    auto const issues =
        issues_of([] { read(tiny_case("mpc.gencost = [\n  2 0 0 2 3x0 0\n];\n")); });
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].text(), "cases/small.m:7:11: mpc.gencost: malformed number (found '3x0')");
}

TEST(Matpower, reports_every_mistake_at_once_in_the_order_of_the_file) {
    auto const issues = issues_of([] {
        read(
            "mpc.version = '1';\nmpc.baseMVA = 100*2;\n"
            "mpc.bus = [\n1 3 0 0 0 0 1 1 0 230 1 1.1\n1.5 3 0 0 0 0 1 1 0 230 1 1.1 0.9];\n"
            "mpc.gen = [1 0 0 0 0 1 100 1 50 0];\nmpc.gencost = [2 0 0 4 1 2 3; 3 0 0 0 0 0 0];\n"
            "mpc.brnch = [1 2 3];\nmpc.bus(:, 3) = 2 * mpc.bus(:, 3);\n");
    });
    EXPECT_TRUE(has_issue(issues, 0, 0, "mpc.branch", "did you mean 'mpc.brnch'?"));
    EXPECT_TRUE(has_issue(issues, 1, 1, "mpc.version", "unknown case format version"));
    EXPECT_TRUE(has_issue(issues, 2, 15, "mpc.baseMVA", "malformed number (found '100*2')"));
    EXPECT_TRUE(has_issue(issues, 4, 1, "mpc.bus(1)", "row has 12 columns (at least 13"));
    EXPECT_TRUE(has_issue(issues, 5, 1, "mpc.bus(2)", "the first row has 12"));
    EXPECT_TRUE(has_issue(issues, 5, 1, "mpc.bus.bus_i", "not a whole number"));
    EXPECT_TRUE(has_issue(issues, 7, 22, "mpc.gencost.n", "n = 4 needs 4 numbers"));
    EXPECT_TRUE(has_issue(issues, 9, 1, "mpc.bus", "statement is not evaluated"));
    EXPECT_EQ(issues.size(), 8u);
    EXPECT_TRUE(
        std::ranges::is_sorted(issues, {}, [](auto const& issue) { return issue.at.line; }));
}

TEST(Matpower, an_unknown_cost_model_and_too_few_cost_rows_are_mistakes) {
    auto const issues = issues_of([] { read(tiny_case("mpc.gencost = [4 0 0 1 1];\n")); });
    EXPECT_TRUE(has_issue(issues, 6, 16, "mpc.gencost.model", "unknown cost model 4"));
    auto const rows = issues_of([] { read(tiny_case("mpc.gencost = [];\n")); });
    EXPECT_TRUE(has_issue(rows, 6, 1, "mpc.gencost", "has 0 rows (1 generators need 1"));
}

TEST(Matpower, says_where_a_bracket_or_a_string_was_opened_that_is_never_closed) {
    auto const matrix = issues_of([] {
        read(
            "mpc.bus = [\n1 3 0 0 0 0 1 1 0 230 1 1.1 0.9;\nmpc.baseMVA = 100;\nmpc.gen = [];\n"
            "mpc.branch = [];\n");
    });
    ASSERT_EQ(matrix.size(), 1u);
    EXPECT_TRUE(has_issue(matrix, 1, 11, "mpc.bus", "'[' is never closed: ']' is missing"));
    auto const string = issues_of([] { read(tiny_case("mpc.bus_name = {'a\n};\n")); });
    EXPECT_TRUE(has_issue(string, 6, 17, "mpc.bus_name", "string is never closed"));
    auto const ignored = issues_of([] { read(tiny_case("mpc.other = f(1;\n")); });
    EXPECT_TRUE(has_issue(ignored, 6, 11, "", "a bracket of this statement is never closed"));
}

TEST(Matpower, expressions_on_its_matrices_are_refused_since_they_would_change_the_data) {
    auto const transposed = issues_of([] { read(tiny_case("mpc.gencost = [2 0 0 1 0]';\n")); });
    EXPECT_TRUE(has_issue(transposed, 6, 26, "mpc.gencost", "unexpected ''' after the value"));
    auto const nested = issues_of([] { read(tiny_case("mpc.gencost = [[2 0 0 1 0]];\n")); });
    EXPECT_TRUE(has_issue(nested, 6, 16, "mpc.gencost", "unexpected '['"));
}

TEST(Matpower, refuses_version_1_files_and_costs_on_dc_lines) {
    auto const old = issues_of([] { read("function [baseMVA, bus, gen, branch] = case9\n"); });
    EXPECT_TRUE(has_issue(old, 1, 1, "", "version 1"));
    auto const costs = issues_of([] { read(tiny_case("mpc.dclinecost = [2 0 0 2 1 0];\n")); });
    EXPECT_TRUE(has_issue(costs, 6, 19, "mpc.dclinecost", "set it to 0"));
}

TEST(Matpower, wrong_counts_of_strings_and_wrong_kinds_of_values_are_mistakes) {
    auto const names = issues_of([] { read(tiny_case("mpc.bus_name = {'a'; 'b'};\n")); });
    EXPECT_TRUE(has_issue(names, 6, 1, "mpc.bus_name", "has 2 strings (1 rows need one each)"));
    auto const text = issues_of([] { read(tiny_case("mpc.gencost = 'free';\n")); });
    EXPECT_TRUE(has_issue(text, 6, 1, "mpc.gencost", "not a matrix of numbers"));
}

TEST(Matpower, what_rows_mean_is_found_by_the_grid_with_the_line_of_the_row) {
    auto const issues =
        issues_of([] { Grid{read(tiny_case("mpc.branch = [\n 1 9 0 0 0 0 0 0 0 0 1 0 0];\n"))}; });
    EXPECT_TRUE(has_issue(issues, 7, 2, "branch.branch_1.to", "unknown bus '9'"));
    EXPECT_TRUE(has_issue(issues, 7, 2, "branch.branch_1.x_pu", "must not be 0"));
}

TEST(Matpower, a_file_that_is_not_there_is_the_users_mistake) {
    auto const issues =
        issues_of([] { (void)read_matpower(std::filesystem::path{"/no/such/case.m"}); });
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].text(), "/no/such/case.m: cannot be read");
}

// --- robustness: any text gives a spec or an InputError, and ends ---

void must_end(std::string const& text) {
    try {
        (void)read(text);
    } catch (InputError const& error) {
        EXPECT_FALSE(error.issues().empty());
        EXPECT_LE(error.issues().size(), 5000u);
    }
}

TEST(Matpower, a_text_cut_off_anywhere_gives_a_spec_or_its_mistakes) {
    std::string const text = small_case;
    for (std::size_t length = 0; length <= text.size(); ++length) {
        must_end(text.substr(0, length));
    }
}

TEST(Matpower, a_text_with_any_character_replaced_gives_a_spec_or_its_mistakes) {
    std::string const text = small_case;
    for (std::size_t k = 0; k < text.size(); ++k) {
        for (char const c : {'[', ']', '{', '}', '\'', '"', '%', '=', '.', '-', '\n', 'x', '\0'}) {
            auto mutated = text;
            mutated[k] = c;
            must_end(mutated);
        }
    }
}

TEST(Matpower, no_byte_at_all_stops_the_reader) {
    for (int c = 0; c < 256; ++c) {
        must_end(std::string(2000, static_cast<char>(c)));
        must_end("mpc.bus = [" + std::string(2000, static_cast<char>(c)));
        must_end("mpc.other = " + std::string(2000, static_cast<char>(c)));
    }
}

}  // namespace
}  // namespace gridrush
