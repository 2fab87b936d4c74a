#include "experiments/document.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

DocNode read(std::string const& text) {
    Issues issues;
    auto const root = parse_yaml(text, "a.yaml", issues);
    EXPECT_TRUE(issues.empty()) << issues.front().text();
    return root.value_or(DocNode{});
}

/// The issues of a text that cannot be read to its end.
Issues issues_of(std::string const& text) {
    Issues issues;
    EXPECT_FALSE(parse_yaml(text, "a.yaml", issues));
    return issues;
}

std::string place(Location const& at) {
    return at.text();
}

TEST(Document, knows_line_and_column_of_every_key_and_value) {
    DocNode const root = read("first: 1\nmap:\n  key: [a, 'b']\n");
    EXPECT_EQ(place(root.find("first")->at), "a.yaml:1:1");
    EXPECT_EQ(place(root.find("first")->value.at), "a.yaml:1:8");
    Entry const& key = *root.find("map")->value.find("key");
    EXPECT_EQ(place(key.at), "a.yaml:3:3");
    ASSERT_EQ(key.value.items.size(), 2U);
    EXPECT_EQ(place(key.value.items[0].at), "a.yaml:3:9");
    EXPECT_EQ(place(key.value.items[1].at), "a.yaml:3:12");
}

TEST(Document, tells_quoted_text_from_bare_words) {
    DocNode const root = read("bare: 5\nquoted: \"5\"\nsingle: '5'\n");
    EXPECT_FALSE(root.find("bare")->value.quoted);
    EXPECT_TRUE(root.find("quoted")->value.quoted);
    EXPECT_TRUE(root.find("single")->value.quoted);
}

TEST(Document, an_empty_text_is_nothing) {
    EXPECT_EQ(read("").kind, DocNode::Kind::null);
    EXPECT_EQ(read("# only a comment\n").kind, DocNode::Kind::null);
}

TEST(Document, syntax_errors_have_a_place) {
    Issues const issues = issues_of("a: 1\nb: [1, 2\nc: 3\n");
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_EQ(issues[0].at.file, "a.yaml");
    EXPECT_GE(issues[0].at.line, 2);
    EXPECT_GE(issues[0].at.column, 1);
    EXPECT_NE(issues[0].message.find("not valid YAML"), std::string::npos);
}

TEST(Document, duplicate_keys_are_reported_at_the_second) {
    Issues issues;
    auto const root = parse_yaml("a: 1\nb: 2\na: 3\n", "a.yaml", issues);
    ASSERT_TRUE(root);
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_EQ(issues[0].text(), "a.yaml:3:1: a: duplicate key (first on line 1)");
    EXPECT_EQ(root->find("a")->value.text, "1");
}

TEST(Document, aliases_are_expanded) {
    DocNode const root = read("a: &x {k: 1}\nb: *x\n");
    EXPECT_EQ(root.find("b")->value.find("k")->value.text, "1");
}

TEST(Document, an_alias_bomb_is_stopped) {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int k = 0; k < 10; ++k) {
            text += (k == 0 ? "*a" : ", *a") + std::to_string(i - 1);
        }
        text += "]\n";
    }
    Issues const issues = issues_of(text);
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_NE(issues[0].message.find("aliases"), std::string::npos);
}

TEST(Document, deep_nesting_is_stopped_at_its_place) {
    EXPECT_EQ(read(std::string(100, '[') + std::string(100, ']')).kind, DocNode::Kind::list);
    for (std::size_t const depth : {101U, 100'000U}) {
        Issues const issues = issues_of(std::string(depth, '[') + std::string(depth, ']'));
        ASSERT_EQ(issues.size(), 1U);
        EXPECT_EQ(issues[0].text(), "a.yaml:1:101: nested deeper than 100 levels");
    }
}

TEST(Document, bytes_that_are_no_text_are_reported_where_they_are) {
    Issues const zero = issues_of(std::string{"a: 1\nb: \0", 9});
    EXPECT_EQ(zero.at(0).text(), "a.yaml:2:4: not a UTF-8 text (found byte 0x00)");
    Issues const latin = issues_of("name: caf\xe9\n");
    EXPECT_EQ(latin.at(0).text(), "a.yaml:1:10: not a UTF-8 text (found byte 0xe9)");
}

TEST(Document, settings_change_add_and_locate) {
    Issues issues;
    std::vector<std::string> const settings{"horizon.years=10", "sites[0].mw=50",
                                            "sites[1]={id: b}", "policies.curtailment=lifo"};
    DocNode const root =
        with_settings(read("horizon: {years: 1}\nsites: [{id: a}]\n"), settings, issues);
    EXPECT_TRUE(issues.empty());
    DocNode const& years = root.find("horizon")->value.find("years")->value;
    EXPECT_EQ(years.text, "10");
    EXPECT_EQ(place(years.at), "--set");
    auto const& sites = root.find("sites")->value.items;
    ASSERT_EQ(sites.size(), 2U);
    EXPECT_EQ(sites[0].find("mw")->value.text, "50");
    EXPECT_EQ(sites[0].find("id")->value.text, "a");
    EXPECT_EQ(sites[1].find("id")->value.text, "b");
    EXPECT_EQ(root.find("policies")->value.find("curtailment")->value.text, "lifo");
}

TEST(Document, settings_that_make_no_sense_are_issues) {
    for (char const* setting :
         {"", "=", "key", "=5", "a..b=1", "a[=1", "a[x]=1", "[0]=1", "a[5]=1", "list.key=1",
          "map[0]=1", "word.key=1", "a=[1", "a={", "a[99999999999999999999]=1"}) {
        Issues issues;
        std::vector<std::string> const settings{setting};
        DocNode const before = read("list: [1]\nmap: {k: 1}\nword: w\na: []\n");
        (void)with_settings(before, settings, issues);
        EXPECT_EQ(issues.size(), 1U) << setting;
        if (!issues.empty()) {
            EXPECT_EQ(issues[0].at.file, "--set") << setting;
        }
    }
}

TEST(Document, text_written_reads_back_the_same) {
    std::string const text =
        "name: \"yes\"\nnumber: 1e-06\ntext: \"5\"\nodd: \"a: b # \\\"c\\\"\\n\"\nempty: []\n"
        "rows:\n  - {id: a, names: [x, y]}\n  - {id: \"\"}\nblock:\n  inner:\n    key: value\n";
    std::string const written = to_yaml(read(text));
    EXPECT_EQ(to_yaml(read(written)), written);
    DocNode const again = read(written);
    EXPECT_EQ(again.find("odd")->value.text, "a: b # \"c\"\n");
    EXPECT_TRUE(again.find("text")->value.quoted);
    EXPECT_TRUE(again.find("name")->value.quoted);
    EXPECT_EQ(again.find("rows")->value.items.at(0).find("names")->value.items.size(), 2U);
}

TEST(Document, bare_scalars_that_would_be_read_as_something_else_are_written_quoted) {
    for (std::string const text : {"=x\n\n-a[1n", "--- |\n  a\n", "a: b, c", "a, b", "- a\n  b",
                                   "[a: !!str null]", "{a: !!str , b: 1}", "!!str ...",
                                   "!!str \"---\"", "a: '#'", "- a?b", "[!!str \"a: \"]"}) {
        DocNode const root = read(text);
        std::string const written = to_yaml(root);
        EXPECT_EQ(to_yaml(read(written)), written) << text;
    }
    EXPECT_EQ(read(to_yaml(read("=x\n\n-a[1n"))).text, "=x\n-a[1n");
    EXPECT_EQ(read(to_yaml(read("a: !!str null"))).find("a")->value.text, "null");
}

TEST(Document, numbers_dates_and_flags_are_written_bare) {
    std::string const text =
        "a: [-.5, +1.5e+06, -inf, 0x1F, 2020-01-01T00:00:00+01:00, true, .nan, 5 MW]\n";
    EXPECT_EQ(to_yaml(read(text)), text);
}

TEST(Document, escapes_of_next_line_and_no_break_space_are_text) {
    DocNode const root = read("a: \"x\\Ny\\_\u00e9\"\n");
    EXPECT_EQ(root.find("a")->value.text, "x\xc2\x85y\xc2\xa0\xc3\xa9");
    EXPECT_EQ(read(to_yaml(root)).find("a")->value.text, root.find("a")->value.text);
}

TEST(Document, control_characters_are_written_escaped) {
    std::string const text = "a: \"\\x00\\x07\\x1b\\x7f\"\n";
    EXPECT_EQ(to_yaml(read(text)), text);
}

}  // namespace
}  // namespace gridrush
