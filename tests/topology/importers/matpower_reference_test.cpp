#include <string>

#include <gtest/gtest.h>

#include "topology/grid.hpp"
#include "topology/importers/csv.hpp"
#include "topology/importers/importers.hpp"
#include "tests/reference_data.hpp"
#include "tests/topology/importers/importing.hpp"

namespace gridrush {
namespace {

std::string file_of(std::string const& name) {
    if (name == "case_RTS_GMLC") {
        return "rts_gmlc/RTS_GMLC_matpower.m";
    }
    return (name.starts_with("pglib") ? "pglib/" : "activsg/") + name + ".m";
}

template <class Rows>
double in_service(Rows const& rows) {
    return static_cast<double>(
        std::ranges::count_if(rows, [](auto const& r) { return r.in_service; }));
}

void expect_counts(CsvRow const& expected, GridSpec const& spec) {
    EXPECT_EQ(static_cast<double>(spec.buses.size()), expected.number("nb"));
    EXPECT_EQ(static_cast<double>(spec.branches.size()), expected.number("nbr"));
    EXPECT_EQ(in_service(spec.branches), expected.number("nbr_on"));
    EXPECT_EQ(static_cast<double>(spec.generators.size()), expected.number("ng"));
    EXPECT_EQ(in_service(spec.generators), expected.number("ng_on"));
    double load_mw = 0.0;
    for (auto const& bus : spec.buses) {
        load_mw += bus.load_mw;
        EXPECT_EQ(bus.reference, bus.id == expected.text("ref_bus"));
    }
    EXPECT_NEAR(load_mw, expected.number("load_mw"), 1e-6);
}

TEST(MatpowerReference, every_public_case_is_read_whole_and_gives_a_grid) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(summary, "expected/summary.csv");
    Issues issues;
    auto const text = importing::text_of(summary);
    CsvTable const table{text, summary.string(), issues};
    ASSERT_GT(table.size(), 0u);
    for (std::size_t k = 0; k < table.size(); ++k) {
        std::string const name{table[k].text("case")};
        SCOPED_TRACE(name);
        GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, file_of(name));
        auto const spec = read_matpower(file);
        expect_counts(table[k], spec);
        for (auto const& issue : validate(spec)) {
            ADD_FAILURE() << issue.text();
        }
    }
    EXPECT_TRUE(issues.empty());
}

}  // namespace
}  // namespace gridrush
