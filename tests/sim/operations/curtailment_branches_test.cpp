#include <algorithm>
#include <cmath>
#include <memory>

#include <gtest/gtest.h>

#include "topology/random.hpp"
#include "sim/operations/interval.hpp"
#include "tests/sim/operations/small_grid.hpp"

// Cuts where a branch is at its limit: who shares them, and how much more that takes.

namespace gridrush {
namespace {

constexpr double tolerance_mw = 0.01;  // a ten-thousandth of a cut is the dispatch's to place

/// A meshed grid whose sites want all of their contract, operated for single hours.
class MeshedWorld {
public:
    explicit MeshedWorld(int buses) : made{buses} {
        experiment.start = make_time(2025, 1, 1);
        experiment.end = make_time(2026, 1, 1);
        experiment.power_factor = 1.0;
        experiment.spare_banks = 0;
        experiment.profiles.emplace_back().id = "flat";
        experiment.profiles.back().peak_utilisation = 1.0;
    }

    SiteSpec& site(int bus, double mw, double interruptible_share = 1.0) {
        auto const name = std::to_string(experiment.sites.size());
        auto& substation = made.spec.substations.emplace_back();
        substation.id = "S" + name;
        substation.bus = std::to_string(bus);
        auto& bank = made.spec.banks.emplace_back();
        bank.id = "B" + name;
        bank.substation = substation.id;
        bank.mva = 10'000.0;
        auto& site = experiment.sites.emplace_back();
        site.id = "site" + name;
        site.load_class = LoadClass::ai_campus;
        site.substation = substation.id;
        site.mw = mw;
        site.behaviour = "flat";
        site.interruptible_share = interruptible_share;
        return site;
    }

    /// One hour under a rule.
    IntervalRow const& hour(std::string const& rule) {
        auto choices = default_policies();
        choices.curtailment.name = rule;
        grid = std::make_unique<Grid>(made.spec);
        throw_if_any(validate(experiment, *grid));
        policies_ = make_policies(choices);
        calls_ = std::make_unique<PolicyCalls>(
            choices, [](DecisionRow const&) {}, PolicyWatch::Overrun{});
        world = std::make_unique<World>(experiment, *grid);
        operations = std::make_unique<Operations>(*world, experiment, *grid, *policies_.curtailment,
                                                  *policies_.loading, *calls_, timing_);
        auto const& row = operations->step(experiment.start, 1.0, 0.0);
        check_invariants(*world);
        return row;
    }

    [[nodiscard]] double cut_mw(std::size_t site) const {
        return world->sites.wanted_mw[site] - world->sites.consumed_mw[site];
    }
    [[nodiscard]] double total_mw() const {
        double mw = 0.0;
        for (std::size_t site = 0; site < world->sites.size(); ++site) {
            mw += cut_mw(site);
        }
        return mw;
    }

    testing::SmallGrid made;
    Experiment experiment;
    std::unique_ptr<Grid> grid;
    std::unique_ptr<World> world;
    std::unique_ptr<Operations> operations;

private:
    Policies policies_;
    std::unique_ptr<PolicyCalls> calls_;
    Timing timing_;
};

/// Generation at 0, 100 MW each at 1 and 2, three equal lines. Line 0-1 would carry 100 MW and may
/// carry 80. A MW less at 1 relieves it by 2/3 MW, one at 2 by 1/3.
struct Triangle : MeshedWorld {
    Triangle() : MeshedWorld{3} {
        made.line(0, 1, 0.1, 80.0).line(0, 2, 0.1).line(1, 2, 0.1).generator(0, 500.0, 20.0);
    }
};

TEST(CurtailmentBranches, technical_best_cuts_where_a_mw_relieves_the_line_most) {
    Triangle made;
    made.site(1, 100.0);
    made.site(2, 100.0);
    auto const& row = made.hour("technical_best");
    EXPECT_NEAR(made.cut_mw(0), 30.0, tolerance_mw);
    EXPECT_NEAR(made.cut_mw(1), 0.0, tolerance_mw);
    EXPECT_NEAR(row.branch_flow_mw[0], 80.0, tolerance_mw);
}

TEST(CurtailmentBranches, pro_rata_takes_equal_shares_and_more_in_all) {
    Triangle made;
    made.site(1, 100.0);
    made.site(2, 100.0);
    auto const& row = made.hour("pro_rata");
    EXPECT_NEAR(made.cut_mw(0), 20.0, tolerance_mw);
    EXPECT_NEAR(made.cut_mw(1), 20.0, tolerance_mw);
    EXPECT_NEAR(row.branch_flow_mw[0], 80.0, tolerance_mw);
    EXPECT_EQ(row.system.binding_branches, 1.0);
    EXPECT_NEAR(row.system.cut_branch_mw, 40.0, tolerance_mw);
    // Prices are those of a cut all the same, and the objective holds all of it.
    EXPECT_NEAR(row.bus_lmp_usd_per_mwh[1], 1500.0, 1e-6);
    EXPECT_NEAR(row.bus_lmp_usd_per_mwh[2], 20.0 + 1480.0 / 2.0, 1e-6);
    EXPECT_NEAR(row.system.objective_usd_per_h, 160.0 * 20.0 + 40.0 * 1500.0, 20.0);
}

TEST(CurtailmentBranches, who_has_too_little_to_give_leaves_more_to_the_other) {
    Triangle made;
    made.site(1, 100.0);
    made.site(2, 100.0, 0.1);
    made.hour("pro_rata");
    EXPECT_NEAR(made.cut_mw(1), 10.0, tolerance_mw);
    EXPECT_NEAR(made.cut_mw(0), 25.0, tolerance_mw);  // 2/3 x 25 + 1/3 x 10 = 20
}

TEST(CurtailmentBranches, firm_load_is_lost_where_the_least_is_enough) {
    Triangle made;
    made.site(1, 100.0, 0.1);
    made.site(2, 100.0, 0.0);
    auto const& row = made.hour("pro_rata");
    // 10 MW that may be interrupted relieve 6.67; of firm MW at 1, 20 relieve the other 13.33.
    auto const& ledger = made.operations->curtailment().ledger();
    EXPECT_NEAR(ledger.use(0, CurtailmentTier::non_firm).last_mw, 10.0, tolerance_mw);
    EXPECT_NEAR(ledger.use(0, CurtailmentTier::firm).last_mw, 20.0, tolerance_mw);
    EXPECT_NEAR(made.cut_mw(1), 0.0, tolerance_mw);
    EXPECT_NEAR(row.system.cut_emergency_mw, 20.0, tolerance_mw);
}

TEST(CurtailmentBranches, who_relieves_nothing_is_not_cut) {
    MeshedWorld made{4};
    made.made.line(0, 1, 0.1, 80.0).line(0, 2, 0.1).line(1, 2, 0.1).line(0, 3, 0.1);
    made.made.generator(0, 500.0, 20.0);
    made.site(1, 100.0);
    made.site(2, 100.0);
    made.site(3, 100.0);
    made.hour("pro_rata");
    EXPECT_NEAR(made.cut_mw(0), 20.0, tolerance_mw);
    EXPECT_NEAR(made.cut_mw(2), 0.0, 1e-9);
}

/// Two lines at their limits: shares equal in both pockets would cut 40 MW at 2 for nothing.
TEST(CurtailmentBranches, where_a_split_would_relieve_a_line_too_far_the_dispatch_stands) {
    MeshedWorld made{3};
    made.made.line(0, 1, 0.1, 50.0).line(0, 2, 0.1, 90.0).generator(0, 500.0, 20.0);
    made.site(1, 100.0);
    made.site(2, 100.0);
    made.site(1, 100.0);
    auto const& row = made.hour("pro_rata");
    EXPECT_NEAR(made.cut_mw(0), 75.0, 1e-6);
    EXPECT_NEAR(made.cut_mw(2), 75.0, 1e-6);
    EXPECT_NEAR(made.cut_mw(1), 10.0, 1e-6);
    EXPECT_NEAR(row.branch_flow_mw[1], 90.0, 1e-6);
    EXPECT_EQ(row.system.binding_branches, 2.0);
}

/// A ring with chords whose first line is too weak; cheap generation at 0, some that is dearer at
/// the last bus.
struct RandomMesh : MeshedWorld {
    explicit RandomMesh(std::uint32_t seed) : RandomMesh{Rng{seed, Purpose::test, 0, 0}} {}

    explicit RandomMesh(Rng rng) : MeshedWorld{6} {
        constexpr int buses = 6;
        for (int bus = 0; bus < buses; ++bus) {
            made.line(bus, (bus + 1) % buses, rng.uniform(0.05, 0.3),
                      bus == 0 ? rng.uniform(30.0, 100.0) : unlimited);
            if (bus > 1 && bus + 2 < buses) {
                made.line(bus, bus + 2, rng.uniform(0.05, 0.3));
            }
            if (bus > 0) {
                site(bus, rng.uniform(20.0, 120.0), rng.uniform(0.3, 1.0));
            }
        }
        made.generator(0, 2000.0, 20.0).generator(buses - 1, rng.uniform(1.0, 60.0), 45.0);
    }
};

/// What a rule left of a random grid in one hour.
struct Outcome {
    double total_mw = 0.0, shed_mw = 0.0, firm_mw = 0.0;
    double lowest_share = 1.0, highest_share = 0.0;  ///< of contracts, of those with room left
    bool binds = false;
};

Outcome check_hour(std::uint32_t seed, std::string const& rule) {
    RandomMesh made{seed};
    auto const& row = made.hour(rule);
    auto const& branches = made.made.spec.branches;
    Outcome seen{.total_mw = made.total_mw(), .shed_mw = row.system.shed_mw};
    EXPECT_EQ(row.system.dispatch_status, static_cast<double>(SolveStatus::optimal));
    for (std::size_t branch = 0; branch < branches.size(); ++branch) {
        EXPECT_LE(std::abs(row.branch_flow_mw[branch]), branches[branch].rating_mw + 1e-4);
    }
    for (std::size_t site = 0; site < made.experiment.sites.size(); ++site) {
        auto const& spec = made.experiment.sites[site];
        auto const cut =
            made.operations->curtailment().ledger().use(site, CurtailmentTier::non_firm).last_mw;
        EXPECT_LE(cut, spec.mw * spec.interruptible_share + 1e-6);
        seen.firm_mw += made.cut_mw(site) - cut;
        if (cut < spec.mw * spec.interruptible_share - tolerance_mw) {
            seen.lowest_share = std::min(seen.lowest_share, cut / spec.mw);
            seen.highest_share = std::max(seen.highest_share, cut / spec.mw);
        }
    }
    seen.binds = row.system.binding_branches > 0.0 && seen.total_mw > 1.0;
    return seen;
}

TEST(CurtailmentBranches, on_random_grids_no_rule_cuts_less_than_technical_best) {
    int bind = 0, dearer = 0;
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(seed);
        auto const best = check_hour(seed, "technical_best");
        for (auto const* rule : {"pro_rata", "equal_mw", "lifo"}) {
            SCOPED_TRACE(rule);
            auto const other = check_hour(seed, rule);
            EXPECT_GE(other.total_mw, best.total_mw - tolerance_mw);
            EXPECT_NEAR(other.shed_mw, best.shed_mw, tolerance_mw);
            EXPECT_NEAR(other.firm_mw, best.firm_mw, tolerance_mw);
        }
        auto const fair = check_hour(seed, "pro_rata");
        if (fair.binds && fair.firm_mw < tolerance_mw) {
            ++bind;
            dearer += fair.total_mw > best.total_mw + 1.0 ? 1 : 0;
            EXPECT_NEAR(fair.lowest_share, fair.highest_share, 1e-3);
        }
    }
    EXPECT_GE(bind, 20);
    EXPECT_GE(dearer, 20);
}

TEST(CurtailmentBranches, a_split_keeps_to_what_holds_after_every_outage) {
    Triangle made;
    for (auto& branch : made.made.spec.branches) {
        branch.rating_long_term_mw = 130.0;
    }
    made.experiment.dispatch.security = Security::n_1;
    made.site(1, 100.0);
    made.site(2, 100.0);
    auto const& row = made.hour("pro_rata");
    // Without line 0-2 all of it comes over 0-1.
    auto const served = 200.0 - made.total_mw();
    EXPECT_LE(served, 130.0 + 1e-4);
    EXPECT_LE(row.branch_flow_mw[0], 80.0 + 1e-4);
    EXPECT_NEAR(made.cut_mw(0), made.cut_mw(1), tolerance_mw);
}

}  // namespace
}  // namespace gridrush
