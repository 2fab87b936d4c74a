#include "topology/issue.hpp"

#include <gtest/gtest.h>

namespace gridrush {
namespace {

TEST(Location, text_leaves_out_what_is_unknown) {
    EXPECT_EQ((Location{"a.yaml", 12, 5}.text()), "a.yaml:12:5");
    EXPECT_EQ((Location{"a.yaml", 12, 0}.text()), "a.yaml:12");
    EXPECT_EQ((Location{"a.yaml", 0, 0}.text()), "a.yaml");
    EXPECT_EQ((Location{"", 12, 5}.text()), "12:5");
    EXPECT_EQ(Location{}.text(), "");
}

TEST(Issue, text_is_place_path_and_message) {
    EXPECT_EQ((Issue{{"a.yaml", 1, 2}, "grid.path", "is missing"}.text()),
              "a.yaml:1:2: grid.path: is missing");
    EXPECT_EQ((Issue{{}, "grid.path", "is missing"}.text()), "grid.path: is missing");
    EXPECT_EQ((Issue{{}, "", "is missing"}.text()), "is missing");
}

TEST(InputError, what_tells_every_issue) {
    InputError const error{{{{"a.m", 1, 0}, "x", "one"}, {{"a.m", 2, 0}, "y", "two"}}};
    EXPECT_STREQ(error.what(), "a.m:1: x: one\na.m:2: y: two");
    EXPECT_EQ(error.issues().size(), 2U);
}

TEST(ThrowIfAny, throws_only_when_there_is_an_issue) {
    EXPECT_NO_THROW(throw_if_any({}));
    EXPECT_THROW(throw_if_any({Issue{}}), InputError);
}

TEST(ClosestMatch, finds_the_word_that_was_meant) {
    std::vector<std::string> const known{"lifo", "pro_rata", "market_bid"};
    EXPECT_EQ(closest_match("pro-rata", known), "pro_rata");
    EXPECT_EQ(closest_match("pro_raat", known), "pro_rata");
    EXPECT_EQ(closest_match("MARKET_BID", known), "market_bid");
    EXPECT_EQ(closest_match("lfio", known), "lifo");
}

TEST(ClosestMatch, is_silent_when_nothing_is_close) {
    EXPECT_EQ(closest_match("solar", {"lifo", "pro_rata"}), "");
    EXPECT_EQ(closest_match("a", {"b"}), "");
    EXPECT_EQ(closest_match("", {"b", "cd"}), "");
    EXPECT_EQ(closest_match("word", {}), "");
}

TEST(ClosestMatch, counts_a_swap_of_neighbours_as_one_edit) {
    EXPECT_EQ(closest_match("ba1", {"ab1"}), "ab1");
}

TEST(ClosestMatch, takes_the_nearest_not_the_first) {
    EXPECT_EQ(closest_match("capacity", {"capucita", "capacitx"}), "capacitx");
}

TEST(UnknownWord, lists_what_is_known_and_what_was_meant) {
    EXPECT_EQ(unknown_word("policy", "pro-rata", {"pro_rata", "lifo"}),
              "unknown policy 'pro-rata' (known: pro_rata, lifo); did you mean 'pro_rata'?");
    EXPECT_EQ(unknown_word("policy", "xyz", {}), "unknown policy 'xyz' (none is known)");
}

TEST(UnknownWord, cuts_a_long_list_short) {
    std::vector<std::string> known;
    for (int i = 0; i < 40; ++i) {
        known.push_back("bus" + std::to_string(1000 + i));
    }
    std::string const text = unknown_word("bus", "nowhere", known);
    EXPECT_NE(text.find("bus1011 and 28 more)"), std::string::npos) << text;
    EXPECT_EQ(text.find("bus1012"), std::string::npos) << text;
}

}  // namespace
}  // namespace gridrush
