#include "sim/interconnection/upgrade_options.hpp"

#include <gtest/gtest.h>

#include "tests/sim/interconnection/study_grids.hpp"

namespace gridrush {
namespace {

TEST(UpgradeCosts, are_those_of_the_tables) {
    // MISO MTEP24: 0.39 million USD a mile at 138 kV, a mile is 1.609344 km.
    EXPECT_NEAR(reconductor_usd_per_km(138.0), 0.39e6 / 1.609344, 1e-6);
    EXPECT_NEAR(new_line_usd_per_km(345.0), 0.5 * (3.2e6 + 4.1e6) / 1.609344, 1e-6);
    EXPECT_NEAR(position_usd(220.0), 2.2e6, 1e-6);  // next to 230 kV
    // 230/138 kV at 4,970 USD/MVA in 2019, times 1.8, with 30 % contingency; small ones 40,000.
    EXPECT_NEAR(transformer_usd(230.0, 138.0, 400.0), 400.0 * 4970.0 * 1.8 * 1.3, 1e-3);
    EXPECT_NEAR(transformer_usd(138.0, 69.0, 50.0), 50.0 * 40'000.0 * 1.3, 1e-3);
}

TEST(UpgradeCosts, every_figure_says_where_it_comes_from) {
    for (UpgradeFigure const& figure : upgrade_figures::all()) {
        EXPECT_FALSE(figure.source.empty()) << figure.name;
        EXPECT_FALSE(figure.as_of.empty()) << figure.name;
    }
}

TEST(UpgradeOptions, add_more_the_dearer_they_are) {
    Grid const grid{study_ring()};
    auto const options = branch_options(grid, BranchId{0}, {});
    ASSERT_GE(options.size(), 3u);
    for (std::size_t k = 1; k < options.size(); ++k) {
        EXPECT_GT(options[k].mw, options[k - 1].mw);
        EXPECT_GE(options[k].cost_usd, options[k - 1].cost_usd);
    }
    EXPECT_EQ(cheapest_option(options, 30.0).kind, UpgradeKind::reconductor);
    EXPECT_EQ(cheapest_option(options, 150.0).mw, 200.0);
    EXPECT_NEAR(cheapest_option(options, 150.0).reactance_factor, 1.0 / 3.0, 1e-12);
}

TEST(UpgradeOptions, what_was_ordered_is_not_offered_again) {
    Grid const grid{study_ring()};
    auto const first = branch_options(grid, BranchId{0}, {});
    auto rows = ordered({cheapest_option(first, 30.0), cheapest_option(first, 100.0)}, {});
    auto const next = branch_options(grid, BranchId{0}, rows);
    for (Upgrade const& option : next) {
        EXPECT_NE(option.kind, UpgradeKind::reconductor);
    }
    // Two circuits stand: a third makes the reactance two thirds.
    EXPECT_NEAR(cheapest_option(next, 100.0).reactance_factor, 2.0 / 3.0, 1e-12);
    rows[0].state = UpgradeState::cancelled;
    EXPECT_EQ(cheapest_option(branch_options(grid, BranchId{0}, rows), 30.0).kind,
              UpgradeKind::reconductor);
}

TEST(UpgradedGrid, has_the_rating_and_the_reactance_of_what_stands) {
    Grid const grid{study_ring()};
    auto const options = branch_options(grid, BranchId{0}, {});
    auto const rows = ordered({cheapest_option(options, 100.0)}, make_time(2025, 1, 1));
    for (bool const later : {false, true}) {
        UpgradedEquipment equipment{grid};
        equipment.add_standing(rows, make_time(later ? 2029 : 2028, 1, 1));
        Grid const changed = upgraded_grid(grid, equipment, GridParts::network_and_units);
        EXPECT_NEAR(changed.branches().rating_mw[0], later ? 200.0 : 100.0, 1e-9);
        EXPECT_NEAR(changed.branches().rating_long_term_mw[0], later ? 240.0 : 120.0, 1e-9);
        EXPECT_NEAR(changed.branches().x_pu[0], later ? 0.05 : 0.1, 1e-12);
        EXPECT_EQ(changed.generators().size(), 2u);
    }
}

}  // namespace
}  // namespace gridrush
