#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "policies/curtailment/rules.hpp"
#include "tests/policies/curtailment_case.hpp"

namespace gridrush {
namespace {

using testing::curtailment;
using testing::CurtailmentCase;

constexpr int cases = 400;
constexpr double close = 1e-7;

/// Rows, limits, dates and ledgers of all kinds; what is cut is up to all that can be.
CurtailmentCase random_case(Rng& rng) {
    CurtailmentCase made{std::vector<double>(1 + static_cast<std::size_t>(rng.uniform() * 8.0)),
                         0.0};
    for (std::size_t row = 0; row < made.site.size(); ++row) {
        made.contracted[row] = rng.uniform(1.0, 500.0);
        made.cuttable[row] = rng.uniform() < 0.2 ? 0.0 : rng.uniform() * made.contracted[row];
        made.bid[row] = rng.uniform(0.0, 3000.0);
        made.since[row] = make_time(2025, 1, 1) + Seconds{static_cast<int>(rng.uniform(0.0, 1e6))};
        made.contract_class[row] = static_cast<std::int32_t>(rng.uniform(0.0, 4.0));
        made.cut_hours[row] = std::floor(rng.uniform(0.0, 500.0));
        made.hours_left[row] = std::floor(rng.uniform(0.0, 500.0));
        made.relief[row] = rng.uniform(-1.0, 1.0);
    }
    auto const most = std::reduce(made.cuttable.begin(), made.cuttable.end());
    made.cut_mw = rng.uniform() < 0.1 ? most : rng.uniform() * most;
    return made;
}

template <class Check>
void for_random_cases(std::string const& rule, Check check) {
    auto const policy = curtailment(rule);
    Rng rng{11, Purpose::test, 1};
    for (int number = 0; number < cases; ++number) {
        auto const given = random_case(rng);
        check(given, given.by(*policy));
        if (::testing::Test::HasFailure()) {
            FAIL() << rule << ", case " << number;
        }
    }
}

bool full(CurtailmentCase const& given, std::vector<double> const& cut, std::size_t row) {
    return cut[row] >= given.cuttable[row] - close;
}

TEST(RandomCuts, are_split_exactly_and_never_beyond_what_may_be_cut) {
    for (auto const& rule : policy_names(PolicyFamily::curtailment)) {
        for_random_cases(rule, [](auto const& given, auto const& cut) {
            ASSERT_EQ(cut.size(), given.site.size());
            for (std::size_t row = 0; row < cut.size(); ++row) {
                EXPECT_GE(cut[row], 0.0);
                EXPECT_LE(cut[row], given.cuttable[row]);
            }
            EXPECT_NEAR(std::reduce(cut.begin(), cut.end()), given.cut_mw, close);
        });
    }
}

TEST(RandomCuts, by_pro_rata_are_equal_fractions_but_for_rows_that_are_full) {
    for_random_cases("pro_rata", [](auto const& given, auto const& cut) {
        double fraction = 0.0;
        for (std::size_t row = 0; row < cut.size(); ++row) {
            fraction = std::max(fraction, cut[row] / given.contracted[row]);
        }
        for (std::size_t row = 0; row < cut.size(); ++row) {
            if (!full(given, cut, row)) {
                EXPECT_NEAR(cut[row] / given.contracted[row], fraction, close);
            }
        }
    });
}

/// Nobody is cut while somebody before it in the order could be cut more.
template <class Before>
void expect_order(std::string const& rule, Before before) {
    for_random_cases(rule, [&](auto const& given, auto const& cut) {
        for (std::size_t a = 0; a < cut.size(); ++a) {
            for (std::size_t b = 0; b < cut.size(); ++b) {
                if (before(given, a, b) && cut[b] > close) {
                    EXPECT_TRUE(full(given, cut, a)) << a << " before " << b;
                }
            }
        }
    });
}

TEST(RandomCuts, by_order_leave_nobody_out_who_is_before) {
    using Case = CurtailmentCase const&;
    expect_order("lifo", [](Case given, std::size_t a, std::size_t b) {
        return given.since[a] > given.since[b];
    });
    expect_order("fifo", [](Case given, std::size_t a, std::size_t b) {
        return given.since[a] < given.since[b];
    });
    expect_order("market_bid", [](Case given, std::size_t a, std::size_t b) {
        return given.bid[a] < given.bid[b];
    });
    expect_order("contract_class_then_pro_rata", [](Case given, std::size_t a, std::size_t b) {
        return given.contract_class[a] < given.contract_class[b];
    });
    expect_order("technical_best", [](Case given, std::size_t a, std::size_t b) {
        return given.relief[a] > given.relief[b] + 1e-5;
    });
    expect_order("hours_cap", [](Case given, std::size_t a, std::size_t b) {
        return std::min(given.hours_left[a], 1314.0 - given.cut_hours[a]) >
               std::min(given.hours_left[b], 1314.0 - given.cut_hours[b]);
    });
}

TEST(RandomCuts, by_equal_mw_are_one_level_but_for_rows_that_are_full) {
    for_random_cases("equal_mw", [](auto const& given, auto const& cut) {
        auto const level = *std::ranges::max_element(cut);
        for (std::size_t row = 0; row < cut.size(); ++row) {
            if (!full(given, cut, row)) {
                EXPECT_NEAR(cut[row], level, close);
            }
        }
    });
}

/// Max-min dominance: of any other way to serve as much, the least served is served no more, and
/// where they are equal the next, and so on (Bertsekas and Gallager, section 6.5.2).
TEST(RandomCuts, by_max_min_fair_are_dominated_by_none) {
    Rng rng{12, Purpose::test, 2};
    for_random_cases("max_min_fair", [&](auto const& given, auto const& cut) {
        auto const served = [&](std::vector<double> const& by) {
            std::vector<double> rising;
            for (std::size_t row = 0; row < by.size(); ++row) {
                rising.push_back(given.cuttable[row] - by[row]);
            }
            std::ranges::sort(rising);
            return rising;
        };
        std::vector<double> weight;
        for (std::size_t row = 0; row < cut.size(); ++row) {
            weight.push_back(rng.uniform());
        }
        auto const fair = served(cut);
        auto const other = served(split_in_proportion(given.view(), weight));
        for (std::size_t row = 0; row < fair.size(); ++row) {
            EXPECT_GE(fair[row], other[row] - close);
            if (fair[row] > other[row] + close) {
                break;
            }
        }
    });
}

/// Whoever is cut, everybody's turn comes: after any number of hours, hours of equal sites differ
/// by at most one.
TEST(RandomCuts, by_rota_come_to_all_in_turn) {
    auto const policy = curtailment("rota");
    Rng rng{13, Purpose::test, 3};
    for (int number = 0; number < 40; ++number) {
        auto const sites = 2 + static_cast<std::size_t>(rng.uniform() * 7.0);
        CurtailmentCase given{std::vector<double>(sites, 100.0), 0.0};
        for (int hour = 0; hour < 200; ++hour) {
            // Whole turns, so that nobody's is left half done.
            given.cut_mw = 100.0 * std::floor(rng.uniform() * static_cast<double>(sites));
            given.book(given.by(*policy));
            auto const [least, most] = std::ranges::minmax(given.cut_hours);
            ASSERT_LE(most - least, 1.0) << sites << " sites, hour " << hour;
        }
        EXPECT_GT(std::ranges::min(given.cut_hours), 30.0);
    }
}

/// Caps hold by what may be cut: a site without hours left has nothing cuttable, and the others
/// bear its part.
TEST(RandomCuts, never_exceed_a_cap_of_hours) {
    auto const policy = curtailment("hours_cap", {{"hours_per_year", 60.0}});
    Rng rng{14, Purpose::test, 4};
    CurtailmentCase given{{300.0, 200.0, 100.0, 50.0}, 0.0};
    given.hours_left = {30.0, 1000.0, 80.0, 60.0};
    double asked = 0.0;
    for (int hour = 0; hour < 300; ++hour) {
        for (std::size_t row = 0; row < given.site.size(); ++row) {
            auto const hours = std::min(given.hours_left[row], 60.0 - given.cut_hours[row]);
            given.cuttable[row] = hours > 0.0 ? given.contracted[row] : 0.0;
        }
        auto const most = std::reduce(given.cuttable.begin(), given.cuttable.end());
        given.cut_mw = std::min(most, rng.uniform(0.0, 400.0));
        asked += given.cut_mw;
        given.book(given.by(*policy));
    }
    EXPECT_EQ(given.cut_hours, (std::vector{30.0, 60.0, 60.0, 60.0}));
    EXPECT_NEAR(std::reduce(given.cut_mwh.begin(), given.cut_mwh.end()), asked, 1e-6);
}

TEST(FillingLevel, is_where_the_limits_add_up_to_the_total) {
    std::vector const limit{5.0, 1.0, 3.0};
    EXPECT_EQ(filling_level(limit, 0.0), 0.0);
    EXPECT_EQ(filling_level(limit, 3.0), 1.0);
    EXPECT_EQ(filling_level(limit, 7.0), 3.0);
    EXPECT_EQ(filling_level(limit, 8.0), 4.0);
    EXPECT_EQ(filling_level(limit, 9.0), 5.0);
    EXPECT_EQ(filling_level(limit, 9.5), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace gridrush
