// Joint studies on RTS-GMLC: 20 half-year batches of about 50 requests over 10 years, 6 years each,
// N-1, 4 snapshots, upgrades; everything granted is ahead of the next batch, everything found is
// ordered. CPU times, one thread: `s_per_batch` is the figure. `cold`: a new PlanningStudy for each
// batch, without networks and hours of the batches before. `serial`: one request at a time.
// `s_per_request_of_warm`: seconds per request over those of the warm batches of the same run,
// `most_with_plants`.

#include <cmath>
#include <ctime>
#include <vector>

#include <benchmark/benchmark.h>

#include "topology/importers/importers.hpp"
#include "topology/random.hpp"
#include "sim/interconnection/planning_study.hpp"
#include "tests/reference_data.hpp"

namespace gridrush {
namespace {

constexpr int years = 6;

double cpu_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

/// RTS-GMLC with a substation of three banks at every third bus; `plants` times its units' output,
/// so that supply is not all that matters.
GridSpec with_substations(double plants) {
    GridSpec spec = read_rts_gmlc(*reference_data("rts_gmlc"));
    for (auto& unit : spec.generators) {
        if (unit.availability_series.empty()) {
            unit.max_mw *= plants;
            for (auto& point : unit.cost.points) {
                point.mw *= plants;
                point.usd_per_h *= plants;
            }
        }
    }
    for (std::size_t bus = 0; bus < spec.buses.size(); bus += 3) {
        std::string const id = "S" + spec.buses[bus].id;
        auto& substation = spec.substations.emplace_back();
        substation.id = id;
        substation.bus = spec.buses[bus].id;
        for (char const* const unit : {"-1", "-2", "-3"}) {
            auto& bank = spec.banks.emplace_back();
            bank.id = id + unit;
            bank.substation = id;
            bank.mva = 200.0;
        }
    }
    return spec;
}

StudyLoad random_request(Grid const& grid, Rng& rng) {
    auto const count = static_cast<double>(grid.substations().size());
    SubstationId const substation{static_cast<std::size_t>(rng.uniform() * count)};
    double const mw = rng.lognormal(150.0, 0.8);
    return {grid.substations().bus[substation.index()],
            substation,
            {0.25 * mw, 0.5 * mw, 0.75 * mw, mw}};
}

/// Takes a batch's answer into the queue of those that are connected.
void connect(StudyQuestion const& question, StudyAnswer const& answer,
             std::vector<StudyLoad>& ahead) {
    for (std::size_t i = 0; i < question.group.size(); ++i) {
        auto const first = answer.firm_mw.begin() + static_cast<std::ptrdiff_t>(i * years);
        ahead.push_back(question.group[i]);
        ahead.back().mw.assign(first, first + years);
    }
}

/// CPU seconds per request of `most_with_plants`.
double warm_s_per_request = std::nan("");

enum class Start { warm, cold };
enum class Find { upgrades, nothing };

void batches(benchmark::State& state, Fit rule, int requests, double plants, Start begin,
             Find find = Find::upgrades) {
    if (!reference_data("rts_gmlc")) {
        state.SkipWithError("no reference data: set GRIDRUSH_REFERENCE_DATA");
        return;
    }
    Grid const grid{with_substations(plants)};
    Experiment const experiment;
    double seconds = 0.0, granted = 0.0, upgrades = 0.0, worst = 0.0;
    int const count = requests > 1 ? 20 : 40;
    for (auto _ : state) {
        Rng rng{1, Purpose::test, 7};
        auto study = std::make_unique<PlanningStudy>(grid, experiment);
        std::vector<StudyLoad> ahead;
        std::vector<UpgradeRow> ordered;
        for (int batch = 0; batch < count; ++batch) {
            std::vector<StudyLoad> group;
            for (int i = 0; i < requests; ++i) {
                group.push_back(random_request(grid, rng));
            }
            if (begin == Start::cold) {
                study = std::make_unique<PlanningStudy>(grid, experiment);
            }
            StudyQuestion question;
            question.now = make_time(2025 + batch / 2, batch % 2 == 0 ? 1 : 7, 1);
            question.years = years;
            question.ahead = ahead;
            question.group = group;
            question.fit = rule;
            question.upgrades = ordered;
            question.find_upgrades = find == Find::upgrades;
            double const start = cpu_seconds();
            auto const answer = study->solve(question);
            double const took = cpu_seconds() - start;
            seconds += took;
            worst = std::max(worst, took);
            if (answer.status != SolveStatus::optimal) {
                state.SkipWithError("a study failed");
                return;
            }
            for (Upgrade const& upgrade : answer.upgrades) {
                UpgradeRow& row = ordered.emplace_back();
                row.what = upgrade;
                row.due_at = question.now + upgrade.lead_time;
                upgrades += 1.0;
            }
            auto const before = ahead.size();
            connect(question, answer, ahead);
            for (auto k = before; k < ahead.size(); ++k) {
                granted += ahead[k].mw.back();
            }
        }
    }
    double const s_per_request = seconds / (count * requests);
    if (rule == Fit::most && plants > 1.0 && begin == Start::warm) {
        warm_s_per_request = s_per_request;
    }
    state.counters["s_per_batch"] = seconds / count;
    state.counters["s_per_request_of_warm"] = s_per_request / warm_s_per_request;
    state.counters["s_worst"] = worst;
    state.counters["granted_mw"] = granted;
    state.counters["upgrades"] = upgrades;
}

#define GRIDRUSH_BATCHES(name, ...) \
    BENCHMARK_CAPTURE(batches, name, __VA_ARGS__)->Iterations(1)->Unit(benchmark::kSecond)

GRIDRUSH_BATCHES(most, Fit::most, 50, 1.0, Start::warm);
GRIDRUSH_BATCHES(most_with_plants, Fit::most, 50, 3.0, Start::warm);
GRIDRUSH_BATCHES(most_with_plants_cold, Fit::most, 50, 3.0, Start::cold);
GRIDRUSH_BATCHES(in_order, Fit::in_order, 50, 3.0, Start::warm);
GRIDRUSH_BATCHES(in_proportion, Fit::in_proportion, 50, 3.0, Start::warm);
GRIDRUSH_BATCHES(serial, Fit::in_order, 1, 3.0, Start::warm);
GRIDRUSH_BATCHES(serial_unaided, Fit::in_order, 1, 3.0, Start::warm, Find::nothing);

}  // namespace
}  // namespace gridrush
