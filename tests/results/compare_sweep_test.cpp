#include "results/compare_sweep.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace gridrush {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Rule a, b by growth 1, 2, by replicates 0, 1, 2. `cost` is 100 growth + 10 replicate, for b
/// 1, 2, 3 more by replicate; `same` is the same for both rules; `late` is only there for a.
SweepTable table() {
    SweepTable table;
    table.name = "rules";
    table.axes = {{"rule", "policies.rule", false, {}, {}}, {"growth", "growth", true, {}, {}}};
    table.metrics = {{"same", "h", "Same", {}},
                     {"late", "h", "Late", {}},
                     {"cost", "USD", "Cost", {}},
                     {"cost_standard_error", "USD", "Error", {}}};
    for (char const* rule : {"a", "b"}) {
        for (int const growth : {1, 2}) {
            for (std::uint32_t replicate = 0; replicate < 3; ++replicate) {
                bool const b = rule[0] == 'b';
                table.axes[0].labels.emplace_back(rule);
                table.axes[0].numbers.push_back(none);
                table.axes[1].labels.push_back(fmt::format("{}.0", growth));
                table.axes[1].numbers.push_back(growth);
                table.replicate.push_back(replicate);
                table.id.push_back(std::to_string(table.id.size()));
                table.status.emplace_back("complete");
                table.file.emplace_back();
                table.metrics[0].values.push_back(7.0 * growth);
                table.metrics[1].values.push_back(b ? none : 1.0);
                table.metrics[2].values.push_back(100.0 * growth + 10.0 * replicate +
                                                  (b ? 1.0 + replicate : 0.0));
                table.metrics[3].values.push_back(b ? replicate : 0.5);
            }
        }
    }
    return table;
}

CompareSpec by(std::string axis) {
    CompareSpec spec;
    spec.by = std::move(axis);
    return spec;
}

std::string mistakes(SweepTable const& sweep, CompareSpec const& spec) {
    try {
        (void)compare_sweep(sweep, spec, "sweep.h5");
    } catch (InputError const& error) {
        std::string all;
        for (Issue const& issue : error.issues()) {
            all += issue.text() + "\n";
        }
        return all;
    }
    return "accepted";
}

TEST(CompareSweep, pairs_members_that_differ_in_the_axis_alone) {
    Comparison const result = compare_sweep(table(), by("rule"), "sweep.h5");
    EXPECT_EQ(result.baseline, "a");
    EXPECT_EQ(result.levels, std::vector<std::string>{"b"});
    EXPECT_EQ(result.members, 12U);
    EXPECT_EQ(result.unmatched, 0U);
    ASSERT_EQ(result.rows.size(), 3U) << "standard errors are left out";
    CompareRow const& cost = result.rows[0];
    EXPECT_EQ(cost.metric, "cost");
    EXPECT_EQ(cost.statistics.pairs, 6U);
    // Differences 1, 2, 3, 1, 2, 3.
    EXPECT_DOUBLE_EQ(cost.statistics.baseline_mean, 160.0);
    EXPECT_DOUBLE_EQ(cost.statistics.difference, 2.0);
    EXPECT_DOUBLE_EQ(cost.statistics.sd, std::sqrt(0.8));
    EXPECT_EQ(cost.statistics.p, cost.statistics.p_holm) << "the only test";
    EXPECT_EQ(result.rows[1].metric, "same");
    EXPECT_FALSE(result.rows[1].statistics.differs);
    EXPECT_EQ(result.rows[2].metric, "late");
    EXPECT_EQ(result.rows[2].statistics.pairs, 0U);
    EXPECT_EQ(result.rows[2].missing, 6U);
}

TEST(CompareSweep, counts_the_pairs_of_which_a_member_is_missing) {
    SweepTable sweep = table();
    sweep.status[1] = "failed";
    sweep.metrics[2].values[1] = none;
    sweep.metrics[2].values[6] = none;
    Comparison const result = compare_sweep(sweep, by("rule"), "sweep.h5");
    EXPECT_EQ(result.complete, 11U);
    EXPECT_EQ(result.rows[0].missing, 2U);
    EXPECT_EQ(result.rows[0].statistics.pairs, 4U);
    // Left: replicates 2; 0, 1, 2: differences 3, 1, 2, 3.
    EXPECT_DOUBLE_EQ(result.rows[0].statistics.difference, 2.25);
}

TEST(CompareSweep, takes_the_baseline_and_the_members_that_it_is_told) {
    CompareSpec spec = by("rule");
    spec.baseline = "b";
    spec.where = {"growth=2", "replicate=0", "replicate=2"};
    spec.metrics = {"c?st"};
    Comparison const result = compare_sweep(table(), spec, "sweep.h5");
    EXPECT_EQ(result.levels, std::vector<std::string>{"a"});
    EXPECT_EQ(result.members, 4U) << "'2' means the level '2.0'";
    ASSERT_EQ(result.rows.size(), 1U);
    EXPECT_EQ(result.rows[0].statistics.pairs, 2U);
    EXPECT_DOUBLE_EQ(result.rows[0].statistics.difference, -2.0);
}

TEST(CompareSweep, compares_nothing_across_other_axes) {
    Comparison const result = compare_sweep(table(), by("growth"), "sweep.h5");
    // The draws of a replicate are shared, so growth makes exactly 100.
    EXPECT_EQ(result.rows[0].statistics.pairs, 6U);
    for (CompareRow const& row : result.rows) {
        if (row.metric == "cost") {
            EXPECT_DOUBLE_EQ(row.statistics.difference, 100.0);
            EXPECT_EQ(row.statistics.sd, 0.0);
            EXPECT_TRUE(std::isnan(row.statistics.effect));
        }
        if (row.metric == "late") {
            EXPECT_EQ(row.statistics.pairs, 3U);
            EXPECT_EQ(row.missing, 3U);
        }
    }
}

TEST(CompareSweep, says_when_members_have_no_partner) {
    SweepTable sweep = table();
    for (std::size_t i = 6; i < 12; ++i) {
        sweep.axes[1].labels[i] += "5";
    }
    Comparison const result = compare_sweep(sweep, by("rule"), "sweep.h5");
    EXPECT_EQ(result.unmatched, 12U);
    EXPECT_EQ(result.rows[0].statistics.pairs, 0U);
}

TEST(CompareSweep, adjusts_for_all_tests_of_all_levels) {
    SweepTable sweep = table();
    for (std::size_t i = 3; i < 6; ++i) {
        sweep.axes[0].labels[i] = "c";
        sweep.axes[1].labels[i] = "1.0";
        sweep.axes[0].labels[i + 6] = "d";
        sweep.axes[1].labels[i + 6] = "1.0";
        sweep.metrics[2].values[i] += static_cast<double>(i * i);
    }
    Comparison const result = compare_sweep(sweep, by("rule"), "sweep.h5");
    EXPECT_EQ(result.levels, (std::vector<std::string>{"c", "b", "d"}));
    double smallest = 1.0;
    int tests = 0;
    for (CompareRow const& row : result.rows) {
        tests += std::isnan(row.statistics.p) ? 0 : 1;
        if (row.statistics.p < smallest) {
            smallest = row.statistics.p;
        }
    }
    ASSERT_GE(tests, 3);
    for (CompareRow const& row : result.rows) {
        if (row.statistics.p == smallest) {
            EXPECT_DOUBLE_EQ(row.statistics.p_holm, std::min(1.0, tests * smallest));
        }
    }
}

TEST(CompareSweep, names_every_mistake_at_once) {
    CompareSpec spec = by("rul");
    spec.where = {"growth=3", "grwth=1", "rule"};
    spec.metrics = {"cots"};
    std::string const all = mistakes(table(), spec);
    EXPECT_NE(all.find("sweep.h5: --by: unknown axis 'rul'"), std::string::npos) << all;
    EXPECT_NE(all.find("did you mean 'rule'?"), std::string::npos) << all;
    EXPECT_NE(all.find("--where: unknown level of axis 'growth' '3' (known: 1.0, 2.0)"),
              std::string::npos)
        << all;
    EXPECT_NE(all.find("unknown axis 'grwth'"), std::string::npos) << all;
    EXPECT_NE(all.find("not of the form axis=label (found 'rule')"), std::string::npos) << all;
    EXPECT_NE(all.find("--metric: unknown metric 'cots'"), std::string::npos) << all;
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 5) << all;
}

TEST(CompareSweep, needs_an_axis_a_second_level_and_a_member) {
    EXPECT_NE(
        mistakes(table(), {}).find("--by: say which axis to compare by (known: rule, growth)"),
        std::string::npos);
    CompareSpec spec = by("rule");
    spec.where = {"rule=a"};
    EXPECT_NE(mistakes(table(), spec).find("nothing to compare 'a' of axis 'rule' with"),
              std::string::npos);
    SweepTable empty = table();
    empty.metrics.clear();
    EXPECT_NE(mistakes(empty, by("rule")).find("no member is complete"), std::string::npos);
}

TEST(Matches, knows_stars_and_question_marks) {
    EXPECT_TRUE(matches("curtailed_mwh", "*mwh"));
    EXPECT_TRUE(matches("curtailed_mwh", "cur*_m?h"));
    EXPECT_TRUE(matches("", "*"));
    EXPECT_FALSE(matches("curtailed_mwh", "mwh"));
    EXPECT_FALSE(matches("curtailed_mwh", "*mw"));
    EXPECT_FALSE(matches("", "?"));
}

}  // namespace
}  // namespace gridrush
