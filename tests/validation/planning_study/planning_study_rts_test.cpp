#include <gtest/gtest.h>

#include "topology/importers/importers.hpp"
#include "tests/reference_data.hpp"
#include "tests/sim/interconnection/study_grids.hpp"

namespace gridrush {
namespace {

StudyCase rts_study(std::filesystem::path const& folder) {
    GridSpec spec = read_rts_gmlc(folder);
    for (auto& unit : spec.generators) {
        if (unit.availability_series.empty()) {
            unit.max_mw *= 3.0;
            for (auto& point : unit.cost.points) {
                point.mw *= 3.0;
                point.usd_per_h *= 3.0;
            }
        }
    }
    for (std::size_t bus = 0; bus < spec.buses.size(); bus += 3) {
        add_substation(spec, "S" + spec.buses[bus].id, spec.buses[bus].id, {200.0, 200.0, 200.0});
    }
    return StudyCase{std::move(spec), Security::n_1};
}

std::vector<StudyLoad> batch(StudyCase const& made, int count) {
    Rng rng{5, Purpose::test, 79};
    auto const& substations = made.grid->substations();
    std::vector<StudyLoad> group;
    for (int k = 0; k < count; ++k) {
        auto const row =
            static_cast<std::size_t>(rng.uniform() * static_cast<double>(substations.size()));
        double const mw = rng.lognormal(200.0, 0.6);
        group.push_back(made.at(substations.id[row], {0.25 * mw, 0.5 * mw, mw}));
    }
    return group;
}

TEST(PlanningStudyRts, what_a_batch_is_granted_keeps_every_limit_in_a_secure_dispatch) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts_gmlc");
    auto made = rts_study(folder);
    auto const group = batch(made, 25);
    double unaided_mw = 0.0, firm_mw = 0.0;
    for (Fit const rule : {Fit::most, Fit::in_order}) {
        auto const answer = made.solve(group, rule, true);
        ASSERT_EQ(answer.status, SolveStatus::optimal);
        auto const rows = ordered(answer.upgrades, made.now);
        for (int const year : {0, 5}) {
            EXPECT_LE(made.violation(year, granted(group, answer.unaided_mw, 6), {}), 1e-3) << year;
            EXPECT_LE(made.violation(year, granted(group, answer.firm_mw, 6), rows), 1e-3) << year;
        }
        for (std::size_t i = 0; i < group.size(); ++i) {
            unaided_mw += answer.unaided_mw[i * 6 + 5];
            firm_mw += answer.firm_mw[i * 6 + 5];
        }
        // The check is no formality: the same without the upgrades is found to be too much.
        EXPECT_GT(made.violation(5, granted(group, answer.firm_mw, 6), {}), 1.0);
    }
    EXPECT_GT(unaided_mw, 1000.0);
    EXPECT_GT(firm_mw, unaided_mw + 100.0);
}

}  // namespace
}  // namespace gridrush
