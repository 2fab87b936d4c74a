#include "experiments/adequacy_system.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/temporary_folder.hpp"

namespace gridrush {
namespace {

class AdequacySystemFiles : public ::testing::Test {
protected:
    void SetUp() override { write("load_hourly_mw.csv", flat_day()); }

    void write(std::string const& name, std::string const& text) const {
        std::ofstream{folder_ / name} << text;
    }
    [[nodiscard]] static std::string flat_day() {
        std::string text = "hour,mw\n";
        for (int hour = 0; hour < 24; ++hour) {
            text += std::to_string(hour) + ",100\n";
        }
        return text;
    }
    [[nodiscard]] Issues issues() const {
        try {
            static_cast<void>(read_adequacy_system(folder_));
        } catch (InputError const& error) {
            return error.issues();
        }
        return {};
    }

    TemporaryFolder root_;
    std::filesystem::path folder_ = root_.path();  ///< what is read
};

TEST_F(AdequacySystemFiles, counts_and_outage_rates_have_defaults) {
    write("generators.csv",
          "type,mw,mttf_h,mttr_h,count,for,fuel\nA,50,90,10,3,,gas\nB,20,80,20,,0.2,\n");
    AdequacySystem const system = read_adequacy_system(folder_);
    ASSERT_EQ(system.fleet.size(), 4U);
    EXPECT_EQ(system.fleet.installed_mw(), 170.0);
    EXPECT_DOUBLE_EQ(system.fleet.forced_outage_rate()[0], 0.1);
    EXPECT_EQ(system.firm.hours(), 24U);
    EXPECT_NE(system.fleet.stream()[0], system.fleet.stream()[1]);
}

TEST_F(AdequacySystemFiles, mistakes_of_both_files_come_with_their_places) {
    write("generators.csv", "type,mw,count,mttf_h,mttr_h\nA,fifty,1,90,10\nB,50,1.5,90,10\n");
    std::string load = flat_day();
    load.replace(load.find("3,100"), 5, "3,-10");
    load.replace(load.find("7,100"), 5, "9,100");
    write("load_hourly_mw.csv", load);
    Issues const found = issues();
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0].at.text(), (folder_ / "generators.csv").string() + ":2:3");
    EXPECT_EQ(found[0].path, "generators.A.mw");
    EXPECT_EQ(found[1].at.text(), (folder_ / "generators.csv").string() + ":3:6");
    EXPECT_EQ(found[2].at.text(), (folder_ / "load_hourly_mw.csv").string() + ":5:3");
    EXPECT_EQ(found[3].at.text(), (folder_ / "load_hourly_mw.csv").string() + ":9:1");
}

TEST_F(AdequacySystemFiles, rows_that_contradict_themselves_are_named_by_line) {
    write("generators.csv", "type,mw,for,mttf_h,mttr_h\nA,50,0.1,90,10\n\nB,50,0.3,90,10\n");
    Issues const found = issues();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].at.line, 4);
    EXPECT_EQ(found[0].path, "generators.B#1.for");
}

TEST_F(AdequacySystemFiles, missing_files_columns_and_folders_are_bad_input) {
    EXPECT_EQ(issues().size(), 1U);  // no generators.csv
    write("generators.csv", "type,mv,mttf_h,mttr_h\nA,50,90,10\n");
    ASSERT_EQ(issues().size(), 1U);
    EXPECT_EQ(issues()[0].path, "generators.mw");
    write("generators.csv", "type,mw,mttf_h,mttr_h\nA,50,90,10\n");
    EXPECT_TRUE(issues().empty());
    write("load_hourly_mw_2.csv", flat_day());
    ASSERT_EQ(issues().size(), 1U);
    EXPECT_NE(issues()[0].message.find("found 2"), std::string::npos);
    folder_ /= "nowhere";
    ASSERT_EQ(issues().size(), 1U);
    EXPECT_NE(issues()[0].message.find("no such folder"), std::string::npos);
}

TEST_F(AdequacySystemFiles, half_a_day_is_bad_input) {
    write("generators.csv", "type,mw,mttf_h,mttr_h\nA,50,90,10\n");
    write("load_hourly_mw.csv", "hour,mw\n0,100\n1,100\n");
    ASSERT_EQ(issues().size(), 1U);
    EXPECT_NE(issues()[0].message.find("whole days"), std::string::npos);
}

}  // namespace
}  // namespace gridrush
