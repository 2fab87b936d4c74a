#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "sim/loads/mine.hpp"
#include "tests/worlds/small_worlds.hpp"

// Mines that go off by their own choice: at the peaks that set their charge for transmission, and
// for what their power is worth to others.

namespace gridrush {
namespace {

using testing::MemoryObserver;
using testing::metric;

/// One bus, hourly native load, and one mine.
struct MineWorld {
    MineWorld() : experiment{testing::quiet_year()} {
        grid.name = "one bus";
        auto& area = grid.areas.emplace_back();
        area.id = "all";
        area.load_series = "native";
        auto& bus = grid.buses.emplace_back();
        bus.id = "A";
        bus.area = "all";
        bus.load_mw = 1.0;
        bus.reference = true;
        auto& substation = grid.substations.emplace_back();
        substation.id = "S";
        substation.bus = "A";
        auto& bank = grid.banks.emplace_back();
        bank.id = "S-1";
        bank.substation = "S";
        bank.mva = 10'000.0;
        auto& native = grid.series.emplace_back();
        native.id = "native";
        native.step = std::chrono::hours{1};
        experiment.spare_banks = 0;
        auto& mine = experiment.sites.emplace_back();
        mine.id = "mine";
        mine.load_class = LoadClass::mine;
        mine.substation = "S";
        mine.behaviour = "s19";
    }

    void plant(std::string id, double mw, double usd_per_mwh) {
        auto& unit = grid.generators.emplace_back();
        unit.id = std::move(id);
        unit.bus = "A";
        unit.fuel = Fuel::gas;
        unit.max_mw = mw;
        unit.cost = CostCurve{{}, {0.0, usd_per_mwh}};
    }

    void machines(std::vector<TrancheSpec> tranches) {
        auto& fleet = experiment.fleets.emplace_back();
        fleet.id = "s19";
        fleet.tranches = std::move(tranches);
    }

    void run(std::string const& rule) {
        grid.series[0].start = experiment.start;
        auto policies = testing::policies_of("serial_fcfs", rule);
        simulate(experiment, Grid{grid}, policies, seen);
    }

    GridSpec grid;
    Experiment experiment;
    MemoryObserver seen;
};

/// A summer whose hottest days in June, July and September are forecast as such, and whose hottest
/// day in August is the one that the forecast, made the day before, takes for the mildest.
struct Summer : MineWorld {
    static constexpr double mine_mw = 5.0, forecast_error = 0.04;

    Summer() {
        experiment.start = make_time(2023, 6, 1);
        experiment.end = make_time(2023, 10, 1);
        experiment.curtailment.forecast_error_share = forecast_error;
        machines({{"S19", 1.0, 30.0}});
        experiment.sites[0].mw = mine_mw;
        plant("cheap", 2000.0, 20.0);
        auto const days = (experiment.end - experiment.start) / std::chrono::hours{24};
        for (int day = 0; day < days + 2; ++day) {
            auto const date = experiment.start + std::chrono::days{day};
            auto const heat = is_hottest(date) ? 20.0 : 0.0;
            for (int hour = 0; hour < 24; ++hour) {
                grid.series[0].values.push_back(
                    600.0 + heat + 80.0 * std::cos(2.0 * std::numbers::pi * (hour - 21) / 24.0));
            }
        }
    }

    /// As a run draws it: one error for a date.
    [[nodiscard]] double error_of(TimePoint date) const {
        auto const day = std::chrono::floor<std::chrono::days>(date).time_since_epoch().count();
        Rng rng{experiment.seed, Purpose::load_forecast, static_cast<std::uint32_t>(day),
                experiment.replicate};
        return forecast_error * rng.normal();
    }

    /// The day whose forecast errs lowest in August, and highest in other months; none of the first
    /// ones, when a month has no peak to come near yet.
    [[nodiscard]] bool is_hottest(TimePoint date) const {
        auto const month = calendar_hour(date).month;
        auto const first = make_time(2023, month, 10);
        auto const badness = [&](TimePoint day) {
            return month == 8 ? error_of(day) : -error_of(day);
        };
        for (auto day = first; calendar_hour(day).month == month; day += std::chrono::days{1}) {
            if (badness(day) < badness(date)) {
                return false;
            }
        }
        return date >= first;
    }
};

TEST(FourCp, a_chaser_avoids_the_peaks_that_it_could_forecast_and_is_caught_by_the_other) {
    Summer summer;
    summer.run("four_cp_chaser");
    std::array<double, 13> peak_mw{}, drawn_mw{}, off_h{}, hours{};
    for (auto const& interval : summer.seen.intervals) {
        auto const month = calendar_hour(interval.start).month;
        auto const load = interval.system.native_load_mw + interval.system.mine_mw;
        hours[month] += 1.0;
        off_h[month] += interval.consumed[0] < 0.5 * Summer::mine_mw ? 1.0 : 0.0;
        if (load > peak_mw[month]) {
            peak_mw[month] = load;
            drawn_mw[month] = interval.consumed[0];
        }
    }
    EXPECT_EQ(drawn_mw[6], 0.0);
    EXPECT_EQ(drawn_mw[7], 0.0);
    EXPECT_EQ(drawn_mw[8], Summer::mine_mw);
    EXPECT_EQ(drawn_mw[9], 0.0);
    for (std::size_t month = 6; month <= 9; ++month) {
        EXPECT_NEAR(peak_mw[month], 700.0 + drawn_mw[month], 1e-9) << month;
        EXPECT_GT(off_h[month], 0.0) << month;
        EXPECT_LT(off_h[month], 0.15 * hours[month]) << month;
    }
}

/// Riot, Rockdale (Texas), August 2023: 24.2 million USD of power credits and 7.4 million of demand
/// response against 8.9 million of bitcoin, load down by more than 95 % at peaks, 84,000 MWh given
/// back (company's release of 2023-09 by secondary sources: forklog, btc-newswire; as of 2023-09).
/// The block of 345 MW at a fixed price, whose power not drawn is sold at the spot price, is of the
/// company's reports, by the same kind of source. Invented, since nobody tells them: that all
/// returned energy falls into eight hours a day, their prices, with a mean of about 24.2 million /
/// 84,000 MWh, and the contract's, which spreads 7.4 million over the block and a twelfth of a
/// year.
struct August : MineWorld {
    static constexpr double block_mw = 345.0;
    static constexpr double reported_credits_usd = 24.2e6, reported_response_usd = 7.4e6;
    static constexpr double reported_mwh = 84'000.0;

    August() {
        experiment.start = make_time(2023, 8, 1);
        experiment.end = make_time(2023, 9, 1);
        experiment.hashprice.usd_per_ph_day = 61.0;  // invented: about that of 2023 at 28,000 USD
        machines({{"S19", 0.5, 34.2}, {"S19 XP", 0.5, 21.5}});
        auto& mine = experiment.sites[0];
        mine.mw = block_mw;
        mine.contract = "load_resource";
        auto& contract = experiment.curtailment_contracts.emplace_back();
        contract.id = "load_resource";
        contract.usd_per_kw_year = reported_response_usd / (block_mw * 1000.0) * 12.0;
        plant("cheap", 1000.0, 30.0);
        plant("peaker", 150.0, 190.0);
        plant("last", 500.0, 450.0);
        for (int hour = 0; hour < 31 * 24 + 48; ++hour) {
            auto const of_day = hour % 24;
            grid.series[0].values.push_back(of_day >= 20 && of_day < 23  ? 1200.0
                                            : of_day >= 17 || of_day < 1 ? 1100.0
                                                                         : 600.0);
        }
    }
};

TEST(DemandResponse, a_month_like_riots_august_2023_pays_more_than_mining) {
    August month;
    month.run("pro_rata");
    double credits_usd = 0.0, returned_mwh = 0.0, native_peak_mw = 0.0, at_peaks_mw = 0.0;
    for (auto const& interval : month.seen.intervals) {
        auto const off_mw = August::block_mw - interval.consumed[0];
        returned_mwh += off_mw;
        credits_usd += off_mw * interval.bus_lmp[0];
        native_peak_mw = std::max(native_peak_mw, interval.system.native_load_mw);
    }
    for (auto const& interval : month.seen.intervals) {
        if (interval.system.native_load_mw == native_peak_mw) {
            at_peaks_mw = std::max(at_peaks_mw, interval.consumed[0]);
        }
    }
    double response_usd = 0.0;
    for (auto const& row : month.seen.result.curtailment) {
        response_usd += row.stand_by_usd + row.paid_usd;
    }
    auto const mining_usd = metric(month.seen.result, "mining_revenue_usd");
    EXPECT_LT(at_peaks_mw, 0.05 * August::block_mw);
    EXPECT_NEAR(returned_mwh, August::reported_mwh, 0.05 * August::reported_mwh);
    EXPECT_NEAR(credits_usd, August::reported_credits_usd, 0.05 * August::reported_credits_usd);
    // A month of 31 days is more than a twelfth of a year.
    EXPECT_NEAR(response_usd, August::reported_response_usd * 31.0 * 12.0 / 365.0, 1.0);
    EXPECT_GT(mining_usd, 5e6);
    EXPECT_GT(credits_usd + response_usd, mining_usd);
}

}  // namespace
}  // namespace gridrush
