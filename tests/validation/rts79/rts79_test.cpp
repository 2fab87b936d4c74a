#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "topology/importers/csv.hpp"
#include "topology/importers/text_file.hpp"
#include "sim/adequacy/outage_table.hpp"
#include "sim/adequacy/sequential.hpp"
#include "experiments/adequacy_system.hpp"
#include "tests/reference_data.hpp"

namespace gridrush {
namespace {

constexpr double flexible_mw = 320.58;

std::map<std::string, double> expected_indices(std::filesystem::path const& folder) {
    Issues issues;
    auto const text = read_text_file(folder / "expected_indices.csv").value_or("");
    CsvTable const table{text, "expected_indices.csv", issues};
    std::map<std::string, double> expected;
    for (std::size_t row = 0; row < table.size(); ++row) {
        expected[std::string{table[row].text("index")}] = table[row].number("value");
    }
    EXPECT_TRUE(issues.empty());
    return expected;
}

#define EXPECT_RELATIVE(found, expected) EXPECT_NEAR(found, expected, 1e-6 * std::abs(expected))

TEST(Rts79, convolution_gives_the_exact_indices) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts79");
    AdequacySystem const system = read_adequacy_system(folder);
    auto expected = expected_indices(folder);
    EXPECT_EQ(static_cast<double>(system.fleet.size()), expected.at("n_units"));
    EXPECT_EQ(system.fleet.installed_mw(), expected.at("installed_mw"));
    EXPECT_EQ(static_cast<double>(system.firm.hours()), expected.at("hours"));
    EXPECT_RELATIVE(system.firm.energy_mwh(), expected.at("energy_mwh"));

    EXPECT_EQ(table_step_mw(system.fleet), 1.0);
    OutageTable const table{system.fleet, table_step_mw(system.fleet)};
    AdequacyIndices const indices = convolution_indices(table, system.firm);
    EXPECT_RELATIVE(indices.lolh_h, expected.at("LOLH_h"));
    EXPECT_RELATIVE(indices.lole_d, expected.at("LOLE_daily_peak_days"));
    EXPECT_RELATIVE(indices.eue_mwh, expected.at("LOEE_mwh"));
    EXPECT_RELATIVE(indices.lolf_per_year, expected.at("LOLF_occ"));
    EXPECT_RELATIVE(table.lolp(system.firm.peak_mw()), expected.at("LOLP_at_peak"));
    EXPECT_RELATIVE(table.edns_mw(system.firm.peak_mw()), expected.at("EDNS_at_peak_mw"));
}

TEST(Rts79, a_load_curtailed_to_the_old_peak_costs_firm_customers_58_hours) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts79");
    AdequacySystem const system = read_adequacy_system(folder);
    FlexibleLoad const load = add_flexible_load(system.firm, flexible_mw);
    EXPECT_NEAR(load.curtailment_rate, 0.005, 1e-6);
    EXPECT_LE(load.with_firm.peak_mw(), system.firm.peak_mw() + 1e-9);
    OutageTable const table{system.fleet, 1.0};
    AdequacyIndices const with = convolution_indices(table, load.with_firm);
    EXPECT_NEAR(with.lolh_h, 67.7, 0.05);
    EXPECT_LT(with.firm_eue_mwh, with.eue_mwh);
    EXPECT_GT(with.firm_eue_mwh, 7.0 * convolution_indices(table, system.firm).eue_mwh);
}

TEST(Rts79, sampled_years_agree_with_the_exact_indices) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts79");
    AdequacySystem const system = read_adequacy_system(folder);
    std::vector<HourlyDemand> const demands{system.firm,
                                            add_flexible_load(system.firm, flexible_mw).with_firm};
    auto const years = simulate_years(system.fleet, demands, {.years = 500, .seed = 1, .jobs = 2});
    OutageTable const table{system.fleet, 1.0};
    for (std::size_t d = 0; d < demands.size(); ++d) {
        AdequacyEstimate const sampled = estimate(years[d]);
        AdequacyIndices const exact = convolution_indices(table, demands[d]);
        for (AdequacyIndexInfo const& index : adequacy_index_table) {
            if (index.value == &AdequacyIndices::short_days_d) {
                continue;
            }
            double const error = sampled.standard_error.*index.value;
            EXPECT_LT(error, 0.15 * exact.*index.value) << index.name;
            EXPECT_NEAR(sampled.mean.*index.value, exact.*index.value, 3.0 * error) << index.name;
        }
    }
}

}  // namespace
}  // namespace gridrush
