#include <cstdlib>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "sim/adequacy/outage_table.hpp"
#include "sim/simulation.hpp"
#include "experiments/adequacy_system.hpp"
#include "tests/reference_data.hpp"
#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

TimePoint const start = make_time(2025, 1, 1);

/// The generating system and the load of RTS-79 on one bus, units numbered in the file's order.
GridSpec one_bus(AdequacySystem const& system) {
    GridSpec spec;
    spec.name = "RTS-79";
    spec.areas.emplace_back().id = "all";
    spec.areas[0].load_series = "load";
    auto& bus = spec.buses.emplace_back();
    bus.id = "bus";
    bus.area = "all";
    bus.load_mw = 1.0;
    bus.reference = true;
    auto& series = spec.series.emplace_back();
    series.id = "load";
    series.start = start;
    series.values = system.firm.mw();
    for (std::size_t row = 0; row < system.fleet.size(); ++row) {
        auto& unit = spec.generators.emplace_back();
        unit.id = "unit " + std::to_string(row);
        unit.bus = "bus";
        unit.max_mw = system.fleet.mw()[row];
        unit.mttf_h = system.fleet.mttf_h()[row];
        unit.mttr_h = system.fleet.mttr_h()[row];
        unit.cost.polynomial = {0.0, 20.0};
    }
    return spec;
}

/// Indices of each year's 364 days that RTS-79 is about, from the recorded intervals: the year
/// without its last day and without February 29.
class YearMeter : public testing::MemoryObserver {
public:
    YearMeter(Grid const& grid, HourlyDemand const& demand) : grid_{grid}, demand_{demand} {}

    void interval(IntervalRow const& row) override {
        auto const at = calendar_hour(row.start);
        if ((at.month == 12 && at.day == 31) || (at.month == 2 && at.day == 29)) {
            return;
        }
        auto const year = static_cast<std::size_t>(year_of(row.start) - year_of(start));
        years.resize(year + 1);
        if (row.system.shed_mw > shortfall_tolerance_mw) {
            auto const hour = grid_.series()[0].index_at(row.start);
            years[year].lolh_h += 1.0;
            years[year].lole_d += demand_.daily_peak()[hour];
            years[year].eue_mwh += row.system.shed_mw;
        }
    }

    std::vector<AdequacyIndices> years;

private:
    Grid const& grid_;
    HourlyDemand const& demand_;
};

/// The load of a calendar year: its last day, which the 8736 hours lack, is that of a week before.
HourlyDemand calendar_year(HourlyDemand const& firm) {
    HourlyLoadSpec spec;
    spec.mw = firm.mw();
    spec.mw.insert(spec.mw.end(), firm.mw().end() - 7 * 24, firm.mw().end() - 6 * 24);
    return HourlyDemand{spec};
}

TEST(Rts79, a_run_with_outages_is_as_reliable_as_the_exact_indices_say) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts79");
    AdequacySystem const system = read_adequacy_system(folder);
    Grid const grid{one_bus(system)};
    int const years = std::getenv("GRIDRUSH_LONG_TESTS") != nullptr ? 2000 : 200;
    Experiment experiment;
    experiment.start = start;
    experiment.end = add_years(start, years);
    experiment.outages.generators = true;
    auto policies = testing::policies_of("serial_fcfs", "pro_rata");
    YearMeter seen{grid, system.firm};
    simulate(experiment, grid, policies, seen);
    ASSERT_EQ(seen.years.size(), static_cast<std::size_t>(years));

    auto const sampled = estimate(seen.years);
    OutageTable const table{system.fleet, 1.0};
    auto const expect_like = [](double found, double error, double expected) {
        EXPECT_GT(error, 0.0);
        EXPECT_LT(error, 0.25 * expected);
        EXPECT_NEAR(found, expected, 3.0 * error);
    };
    auto const exact = convolution_indices(table, system.firm);
    EXPECT_NEAR(exact.lolh_h, 9.394175, 1e-6);
    expect_like(sampled.mean.lolh_h, sampled.standard_error.lolh_h, 9.394175);
    expect_like(sampled.mean.lole_d, sampled.standard_error.lole_d, 1.368863);
    expect_like(sampled.mean.eue_mwh, sampled.standard_error.eue_mwh, 1176.3);

    // The run's own summary is of calendar years.
    auto const whole = convolution_indices(table, calendar_year(system.firm));
    auto const summary = [&](std::string const& name) {
        return testing::metric(seen.result, name);
    };
    for (auto const& index : adequacy_index_table) {
        auto const exactly = index.value == &AdequacyIndices::lolh_h ||
                             index.value == &AdequacyIndices::lole_d ||
                             index.value == &AdequacyIndices::eue_mwh;
        if (exactly) {
            std::string const name{index.name};
            expect_like(summary(name), summary(name + "_standard_error"), whole.*index.value);
        }
    }
    EXPECT_GT(summary("short_days_d"), summary("lole_d"));
    EXPECT_GT(summary("lolf_per_year"), summary("short_days_d") * 0.9);
    EXPECT_LT(summary("lolf_per_year"), summary("lolh_h"));
}

}  // namespace
}  // namespace gridrush
