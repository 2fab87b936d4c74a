#include "topology/importers/csv.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/topology/importers/importing.hpp"

namespace gridrush {
namespace {

using importing::has_issue;

struct Parsed {
    explicit Parsed(std::string content)
        : text{std::move(content)}, table{text, "d/t.csv", issues} {}
    std::string text;
    Issues issues;
    CsvTable table;
};

TEST(Csv, finds_columns_by_their_names_in_the_header) {
    Parsed const parsed{"id,Cont Rating\nA1,175\nA2,1.5e2\n"};
    ASSERT_EQ(parsed.table.size(), 2u);
    EXPECT_EQ(parsed.table[1].text("id"), "A2");
    EXPECT_EQ(parsed.table[1].number("Cont Rating"), 150.0);
    EXPECT_EQ(parsed.table[1].text("no such column"), "");
    EXPECT_TRUE(parsed.issues.empty());
}

TEST(Csv, quoted_cells_hold_commas_quotes_and_line_ends) {
    Parsed const parsed{"id,note\n\"a,b\",\"say \"\"hi\"\"\nthere\"\nc,d\n"};
    ASSERT_EQ(parsed.table.size(), 2u);
    EXPECT_EQ(parsed.table[0].text("id"), "a,b");
    EXPECT_EQ(parsed.table[0].text("note"), "say \"hi\"\nthere");
    EXPECT_EQ(parsed.table[1].at().line, 4);
}

TEST(Csv, byte_order_mark_crlf_blank_lines_comments_and_a_missing_last_newline_do_not_matter) {
    Parsed const parsed{"\xEF\xBB\xBF# made by hand\r\nid , x\r\n\r\n# more\r\na , 1\r\nb,2"};
    ASSERT_EQ(parsed.table.size(), 2u);
    EXPECT_EQ(parsed.table.columns(), (std::vector<std::string>{"id", "x"}));
    EXPECT_EQ(parsed.table[0].text("id"), "a");
    EXPECT_EQ(parsed.table[1].number("x"), 2.0);
    EXPECT_EQ(parsed.table[0].at("x").text(), "d/t.csv:5:4");
    EXPECT_TRUE(parsed.issues.empty());
}

TEST(Csv, the_last_cell_may_be_empty) {
    Parsed const parsed{"a,b\n1,\n2,"};
    EXPECT_EQ(parsed.table.size(), 2u);
    EXPECT_TRUE(parsed.issues.empty());
}

TEST(Csv, a_cell_that_is_no_number_is_recorded_with_its_place_and_reading_goes_on) {
    Parsed const parsed{"id,x\nA1,12O\nA2,\nA3,7\n"};
    EXPECT_EQ(parsed.table[0].number("x"), 0.0);
    EXPECT_EQ(parsed.table[1].number("x"), 0.0);
    EXPECT_EQ(parsed.table[2].number("x"), 7.0);
    ASSERT_EQ(parsed.issues.size(), 2u);
    EXPECT_TRUE(has_issue(parsed.issues, 2, 4, "t.A1.x", "not a number (found '12O')"));
    EXPECT_TRUE(has_issue(parsed.issues, 3, 4, "t.A2.x", "not a number (found '')"));
}

TEST(Csv, a_fallback_stands_for_what_is_not_given) {
    Parsed const parsed{"id,x,y\nA1,NA,\n"};
    EXPECT_EQ(parsed.table[0].number("x", 3.0), 3.0);
    EXPECT_EQ(parsed.table[0].number("y", 4.0), 4.0);
    EXPECT_EQ(parsed.table[0].number("z", 5.0), 5.0);
    EXPECT_TRUE(parsed.issues.empty());
}

TEST(Csv, every_missing_column_is_reported_at_once) {
    Parsed const parsed{"id,Rating\nA1,1\n"};
    EXPECT_FALSE(parsed.table.require({"id", "Ratings", "From Bus"}));
    ASSERT_EQ(parsed.issues.size(), 2u);
    EXPECT_TRUE(has_issue(parsed.issues, 1, 1, "t.Ratings", "did you mean it by 'Rating'?"));
    EXPECT_TRUE(has_issue(parsed.issues, 1, 1, "t.From Bus", "column is missing"));
}

TEST(Csv, rows_of_another_width_and_repeated_columns_are_mistakes) {
    Parsed const parsed{"id,x,x\nA1,1\nA2,1,2,3\n"};
    EXPECT_TRUE(has_issue(parsed.issues, 1, 6, "t.x", "appears twice"));
    EXPECT_TRUE(has_issue(parsed.issues, 2, 1, "", "row has 2 cells (the header has 3)"));
    EXPECT_TRUE(has_issue(parsed.issues, 3, 1, "", "row has 4 cells (the header has 3)"));
}

TEST(Csv, unclosed_quotes_and_empty_files_are_mistakes) {
    EXPECT_TRUE(has_issue(Parsed{"id\n\"a\n"}.issues, 2, 1, "", "never closed"));
    EXPECT_TRUE(has_issue(Parsed{"id\n\"a\"b\n"}.issues, 2, 1, "", "after the closing quote"));
    EXPECT_TRUE(has_issue(Parsed{"\n# nothing\n"}.issues, 0, 0, "", "no header line"));
}

TEST(Csv, any_cell_reads_back_as_it_was_written) {
    for (std::string const cell :
         {"", "a", " a", "a ", "a,b", "\"", "\"\"a", "#a", "a\nb", "a\r", "0.1"}) {
        Parsed const parsed{"x,y\n" + csv_cell(cell) + ",1\n"};
        ASSERT_EQ(parsed.table.size(), 1u) << cell;
        EXPECT_EQ(parsed.table[0].text("x"), cell);
    }
}

TEST(Csv, numbers_are_whole_cells_and_may_be_infinite) {
    EXPECT_EQ(parse_number("+1.5"), 1.5);
    EXPECT_EQ(parse_number("-inf"), -INFINITY);
    EXPECT_TRUE(std::isnan(parse_number("nan").value()));
    for (auto const* text : {"", "1 ", "1,5", "0x10", "1e", "+-1", "1e999"}) {
        EXPECT_FALSE(parse_number(text)) << text;
    }
}

TEST(Csv, a_text_cut_off_or_changed_anywhere_is_read_to_its_end) {
    std::string const text = "id,\"no\"\"te\"\r\n# c\n\"a,b\",1\n\nc,\"d\ne\"\n";
    for (std::size_t k = 0; k <= text.size(); ++k) {
        Parsed const cut{text.substr(0, k)};
        for (char const c : {'"', ',', '\n', '\r', '#', ' ', '\0'}) {
            auto mutated = text;
            mutated.insert(k, 1, c);
            Parsed const parsed{mutated};
            EXPECT_LE(parsed.table.size(), 6u);
        }
    }
}

}  // namespace
}  // namespace gridrush
