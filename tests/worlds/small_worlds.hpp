#pragma once

#include <string>
#include <vector>

#include "topology/random.hpp"
#include "policies/catalog.hpp"
#include "sim/simulation.hpp"

namespace gridrush::testing {

/// Everything that a run told, kept in memory.
struct MemoryObserver : Observer {
    struct Interval {
        TimePoint start;
        double length_h;
        SystemRow system;
        std::vector<double> bus_load, bus_lmp, bus_shed, flow, generator, generator_available;
        std::vector<double> substation_load, substation_firm, substation_limit;
        std::vector<double> bank_load_pu, bank_hot_spot, bank_consumed_life;
        std::vector<double> wanted, consumed, limit;
        std::vector<std::vector<double>> cut;  ///< by CutCause
        std::vector<double> backup;
        std::vector<double> charge, discharge, energy;  ///< per store
    };
    void begin(RunInfo const& info) override;
    void interval(IntervalRow const& row) override;
    void event(EventRow const& row) override { events.push_back(row); }
    void decision(DecisionRow const& row) override { decisions.push_back(row); }
    void month_end(TimePoint time) override { months.push_back(time); }
    void end(RunResult const& run) override { result = run; }

    std::vector<std::string> site_ids;
    std::vector<Interval> intervals;
    std::vector<EventRow> events;
    std::vector<DecisionRow> decisions;
    std::vector<TimePoint> months;
    RunResult result;
};

/// A grid of three buses in a ring: cheap gas at A, dear gas at B, load at C behind lines of
/// 100 MW; substation S1 at C with two banks of 100 MVA, S2 at B with two of 60 MVA.
[[nodiscard]] GridSpec ring();

/// One year from 2025 on `ring()`, no large loads.
[[nodiscard]] Experiment quiet_year();

/// A random connected grid of 4..12 buses with gas, wind and solar, 2..4 substations, areas with
/// series, planned changes; and an experiment of a few months with mines, campuses and requests.
struct RandomCase {
    GridSpec grid;
    Experiment experiment;
};
[[nodiscard]] RandomCase random_case(std::uint32_t seed);

/// Gives every unit and branch of a grid outages: a unit is out a tenth of the time, a branch fails
/// 20 times a year for a day.
void let_fail(GridSpec& grid);
/// Adds two batteries and a store with an inflow of its own to a random case, at random buses.
void add_random_stores(RandomCase& made, std::uint32_t seed);

/// The named policies with default parameters.
[[nodiscard]] Policies policies_of(std::string const& interconnection,
                                   std::string const& curtailment,
                                   std::string const& loading = "nameplate");

[[nodiscard]] double metric(RunResult const& result, std::string const& name);

}  // namespace gridrush::testing
