#include "topology/random.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

using Counter = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

std::vector<double> draws(std::size_t count, double (*draw)(Rng&)) {
    Rng rng{42, Purpose::test, 7};
    std::vector<double> values(count);
    for (double& value : values) {
        value = draw(rng);
    }
    return values;
}

double mean(std::vector<double> const& values) {
    double sum = 0.0;
    for (double const value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

double variance(std::vector<double> const& values) {
    double const centre = mean(values);
    double sum = 0.0;
    for (double const value : values) {
        sum += (value - centre) * (value - centre);
    }
    return sum / static_cast<double>(values.size());
}

/// Known-answer vectors of Random123 (kat_vectors, philox 4x32 10).
TEST(Philox, gives_the_published_answers) {
    constexpr std::uint32_t ones = 0xffffffff;
    EXPECT_EQ(philox4x32_10(Counter{}, Key{}),
              (Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox4x32_10(Counter{ones, ones, ones, ones}, Key{ones, ones}),
              (Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox4x32_10(Counter{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                            Key{0xa4093822, 0x299f31d0}),
              (Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Rng, is_philox_over_its_key_and_counter) {
    Rng rng{0x299f31d0a4093822, Purpose::outage, 11, 5};
    for (std::uint32_t block = 0; block < 3; ++block) {
        for (std::uint32_t const word :
             philox4x32_10({block, 3, 11, 5}, {0xa4093822, 0x299f31d0})) {
            EXPECT_EQ(rng(), word);
        }
    }
}

TEST(Rng, every_part_of_the_key_gives_another_stream) {
    std::uint32_t const base = Rng{1, Purpose::outage, 2, 3}();
    EXPECT_EQ((Rng{1, Purpose::outage, 2, 3}()), base);
    EXPECT_NE((Rng{2, Purpose::outage, 2, 3}()), base);
    EXPECT_NE((Rng{1ULL + (1ULL << 32U), Purpose::outage, 2, 3}()), base);
    EXPECT_NE((Rng{1, Purpose::price, 2, 3}()), base);
    EXPECT_NE((Rng{1, Purpose::outage, 3, 3}()), base);
    EXPECT_NE((Rng{1, Purpose::outage, 2, 4}()), base);
}

constexpr std::size_t many = 200000;

TEST(Rng, uniform_fills_the_unit_interval) {
    auto const values = draws(many, [](Rng& rng) { return rng.uniform(); });
    auto const [low, high] = std::minmax_element(values.begin(), values.end());
    EXPECT_GE(*low, 0.0);
    EXPECT_LT(*low, 1e-4);
    EXPECT_LT(*high, 1.0);
    EXPECT_GT(*high, 1.0 - 1e-4);
    EXPECT_NEAR(mean(values), 0.5, 3.0 * std::sqrt(1.0 / 12.0 / many));
    EXPECT_NEAR(variance(values), 1.0 / 12.0, 3.0 * std::sqrt(1.0 / 180.0 / many));
}

TEST(Rng, uniform_on_an_interval_stays_in_it) {
    auto const values = draws(1000, [](Rng& rng) { return rng.uniform(-3.0, -1.0); });
    EXPECT_GE(*std::min_element(values.begin(), values.end()), -3.0);
    EXPECT_LT(*std::max_element(values.begin(), values.end()), -1.0);
    EXPECT_NEAR(mean(values), -2.0, 0.06);
}

TEST(Rng, normal_has_mean_0_and_variance_1) {
    auto const values = draws(many, [](Rng& rng) { return rng.normal(); });
    EXPECT_NEAR(mean(values), 0.0, 3.0 / std::sqrt(many));
    EXPECT_NEAR(variance(values), 1.0, 3.0 * std::sqrt(2.0 / many));
    auto const beyond_2 = std::count_if(values.begin(), values.end(),
                                        [](double value) { return std::abs(value) > 2.0; });
    EXPECT_NEAR(static_cast<double>(beyond_2) / many, 0.0455, 0.0015);
}

TEST(Rng, lognormal_has_its_median) {
    auto values = draws(many, [](Rng& rng) { return rng.lognormal(5.0, 0.8); });
    std::nth_element(values.begin(), values.begin() + many / 2, values.end());
    EXPECT_NEAR(values[many / 2], 5.0, 0.05);
    EXPECT_NEAR(mean(values), 5.0 * std::exp(0.32), 0.06);
}

TEST(Rng, exponential_has_its_mean_and_its_square) {
    auto const values = draws(many, [](Rng& rng) { return rng.exponential(4.0); });
    EXPECT_GE(*std::min_element(values.begin(), values.end()), 0.0);
    EXPECT_NEAR(mean(values), 4.0, 3.0 * 4.0 / std::sqrt(many));
    EXPECT_NEAR(variance(values), 16.0, 3.0 * 16.0 * std::sqrt(8.0 / many));
}

TEST(Rng, triangular_has_its_mean_and_its_mode_splits_it) {
    auto const values = draws(many, [](Rng& rng) { return rng.triangular(1.0, 2.0, 6.0); });
    auto const below =
        std::count_if(values.begin(), values.end(), [](double value) { return value < 2.0; });
    EXPECT_GE(*std::min_element(values.begin(), values.end()), 1.0);
    EXPECT_LE(*std::max_element(values.begin(), values.end()), 6.0);
    EXPECT_NEAR(mean(values), 3.0, 0.01);
    EXPECT_NEAR(static_cast<double>(below) / many, 0.2, 0.003);
}

TEST(Rng, triangular_without_width_is_its_value) {
    Rng rng{1, Purpose::test, 0};
    EXPECT_EQ(rng.triangular(3.0, 3.0, 3.0), 3.0);
}

TEST(Random, a_stream_is_numbered_by_the_id_alone) {
    // Published values of FNV-1a, 32 bit (Fowler, Noll, Vo).
    EXPECT_EQ(stream_of(""), 0x811c9dc5u);
    EXPECT_EQ(stream_of("a"), 0xe40c292cu);
    EXPECT_EQ(stream_of("foobar"), 0xbf9cf968u);
}

}  // namespace
}  // namespace gridrush
