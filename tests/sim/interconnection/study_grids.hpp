#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "topology/random.hpp"
#include "sim/interconnection/planning_study.hpp"

namespace gridrush {

/// A grid, an experiment and a study of them, with short questions.
struct StudyCase {
    GridSpec spec;
    Experiment experiment;
    std::unique_ptr<Grid> grid;
    std::unique_ptr<PlanningStudy> study;
    TimePoint now = make_time(2025, 1, 1);
    int years = 6;
    std::vector<StudyLoad> ahead;
    std::vector<double> bids;
    StudyQuestion last;

    StudyCase(GridSpec of, Security security) : spec{std::move(of)} {
        experiment.power_factor = 1.0;
        experiment.study.security = security;
        rebuild();
    }
    void rebuild() {
        study.reset();
        grid = std::make_unique<Grid>(spec);
        study = std::make_unique<PlanningStudy>(*grid, experiment);
    }
    [[nodiscard]] StudyLoad at(std::string const& substation, std::vector<double> mw) const {
        auto const row = grid->find_substation(substation);
        return {grid->substations().bus[row.index()], row, std::move(mw)};
    }
    StudyAnswer solve(std::vector<StudyLoad> const& group, Fit rule, bool find_upgrades,
                      std::vector<UpgradeRow> const& upgrades = {}) {
        StudyQuestion question;
        question.now = now;
        question.years = years;
        question.ahead = ahead;
        question.group = group;
        question.bid_usd_per_mw = bids;
        question.fit = rule;
        question.find_upgrades = find_upgrades;
        question.upgrades = upgrades;
        last = question;
        return study->solve(question);
    }
    /// Of an answer to the last question, whose parts must still be there.
    double violation(StudyAnswer const& answer) {
        return study->largest_violation_mw(last, answer);
    }
    double violation(int year, std::vector<StudyLoad> const& loads,
                     std::vector<UpgradeRow> const& upgrades) {
        return study->largest_violation_mw(now, year, loads, upgrades);
    }
    [[nodiscard]] std::vector<StudyLoad> random_group(std::uint32_t seed, int count) const;
};

inline BranchSpec study_line(std::string id, std::string from, std::string to, double x_pu,
                             double rating_mw) {
    BranchSpec line;
    line.id = std::move(id);
    line.from = std::move(from);
    line.to = std::move(to);
    line.x_pu = x_pu;
    line.rating_mw = rating_mw;
    line.rating_long_term_mw = 1.2 * rating_mw;
    line.rating_short_term_mw = 1.3 * rating_mw;
    return line;
}

inline GeneratorSpec study_plant(std::string id, std::string bus, double mw, double usd_per_mwh) {
    GeneratorSpec plant;
    plant.id = std::move(id);
    plant.bus = std::move(bus);
    plant.max_mw = mw;
    plant.cost.points = {{0.0, 0.0}, {mw, mw * usd_per_mwh}};
    return plant;
}

inline void add_substation(GridSpec& spec, std::string const& id, std::string const& bus,
                           std::vector<double> const& mva) {
    auto& substation = spec.substations.emplace_back();
    substation.id = id;
    substation.bus = bus;
    for (std::size_t k = 0; k < mva.size(); ++k) {
        auto& bank = spec.banks.emplace_back();
        bank.id = fmt::format("{}-{}", id, k);
        bank.substation = id;
        bank.mva = mva[k];
    }
}

inline BusSpec study_bus(std::string id, double load_mw) {
    BusSpec bus;
    bus.id = std::move(id);
    bus.area = "all";
    bus.load_mw = load_mw;
    return bus;
}

/// Three buses in a ring of equal lines of 100 MW (120 after an outage): 500 MW of plant at A and
/// at B, 100 MW of load at C; S1 at C with 2 x 100 MVA, S2 at B with 2 x 60 MVA.
inline GridSpec study_ring() {
    GridSpec spec;
    spec.name = "ring";
    spec.areas.emplace_back();
    spec.areas.back().id = "all";
    spec.buses = {study_bus("A", 0.0), study_bus("B", 0.0), study_bus("C", 100.0)};
    spec.buses[0].reference = true;
    spec.branches = {study_line("AB", "A", "B", 0.1, 100.0), study_line("BC", "B", "C", 0.1, 100.0),
                     study_line("AC", "A", "C", 0.1, 100.0)};
    spec.generators = {study_plant("cheap", "A", 500.0, 20.0),
                       study_plant("dear", "B", 500.0, 50.0)};
    add_substation(spec, "S1", "C", {100.0, 100.0});
    add_substation(spec, "S2", "B", {60.0, 60.0});
    return spec;
}

/// A random meshed grid of 6..13 buses with plants, growth and three substations.
inline StudyCase random_study(std::uint32_t seed) {
    Rng rng{seed, Purpose::test, 77};
    GridSpec spec;
    spec.name = "random";
    spec.areas.emplace_back();
    spec.areas.back().id = "all";
    spec.areas.back().growth_per_year = 0.01;
    auto const buses = 6 + static_cast<std::size_t>(rng.uniform() * 8.0);
    auto const any = [&] {
        return fmt::format("{}", static_cast<int>(rng.uniform() * static_cast<double>(buses)));
    };
    for (std::size_t b = 0; b < buses; ++b) {
        spec.buses.push_back(study_bus(fmt::format("{}", b), rng.uniform(10.0, 80.0)));
        if (b > 0) {
            auto const other = static_cast<int>(rng.uniform() * static_cast<double>(b));
            spec.branches.push_back(study_line(fmt::format("tree{}", b), fmt::format("{}", other),
                                               fmt::format("{}", b), rng.uniform(0.02, 0.2),
                                               rng.uniform(150.0, 400.0)));
        }
    }
    spec.buses[0].reference = true;
    for (std::size_t extra = 0; extra < buses; ++extra) {
        auto const from = any(), to = any();
        if (from != to) {
            spec.branches.push_back(study_line(fmt::format("loop{}", extra), from, to,
                                               rng.uniform(0.02, 0.2), rng.uniform(80.0, 300.0)));
        }
    }
    for (std::size_t unit = 0; unit < buses; ++unit) {
        spec.generators.push_back(study_plant(fmt::format("unit{}", unit), any(),
                                              rng.uniform(60.0, 300.0), rng.uniform(15.0, 90.0)));
    }
    for (int row = 0; row < 3; ++row) {
        add_substation(spec, fmt::format("S{}", row), any(),
                       {rng.uniform(50.0, 150.0), rng.uniform(50.0, 150.0), 120.0});
    }
    // The single request of a comparison with one bus must not be held back by banks.
    spec.banks.front().mva = spec.banks[1].mva = 1e5;
    return StudyCase{std::move(spec), Security::n_1};
}

inline std::vector<StudyLoad> StudyCase::random_group(std::uint32_t seed, int count) const {
    Rng rng{seed, Purpose::test, 78};
    std::vector<StudyLoad> group;
    for (int k = 0; k < count; ++k) {
        double const mw = rng.uniform(20.0, 300.0);
        group.push_back(at(fmt::format("S{}", static_cast<int>(rng.uniform() * 3.0)),
                           {0.3 * mw, 0.6 * mw, mw}));
    }
    return group;
}

/// The upgrades as ordered at `now`.
inline std::vector<UpgradeRow> ordered(std::vector<Upgrade> const& upgrades, TimePoint now) {
    std::vector<UpgradeRow> rows;
    for (Upgrade const& upgrade : upgrades) {
        rows.emplace_back().what = upgrade;
        rows.back().ordered_at = now;
        rows.back().due_at = now + upgrade.lead_time;
    }
    return rows;
}

inline double mw_of(StudyLoad const& load, std::size_t year) {
    return load.mw[std::min(year, load.mw.size() - 1)];
}

/// The group with what it got: rows of `years` MW each.
inline std::vector<StudyLoad> granted(std::vector<StudyLoad> group, std::vector<double> const& mw,
                                      std::size_t years) {
    for (std::size_t i = 0; i < group.size(); ++i) {
        auto const first = mw.begin() + static_cast<std::ptrdiff_t>(i * years);
        group[i].mw.assign(first, first + static_cast<std::ptrdiff_t>(years));
    }
    return group;
}

}  // namespace gridrush
