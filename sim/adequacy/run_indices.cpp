#include "sim/adequacy/run_indices.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

namespace gridrush {
namespace {

constexpr double hours_per_year = 8760.0;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct IndexText {
    std::string_view unit;
    std::string_view description;
    double AdequacyIndices::* value;
};

constexpr std::array index_texts{
    IndexText{"h/year", "time with native load lost", &AdequacyIndices::lolh_h},
    IndexText{"d/year", "days whose peak hour lost native load", &AdequacyIndices::lole_d},
    IndexText{"d/year", "days with any native load lost", &AdequacyIndices::short_days_d},
    IndexText{"1/year", "losses of native load that begin", &AdequacyIndices::lolf_per_year},
    IndexText{"MWh/year", "native load lost", &AdequacyIndices::eue_mwh},
};

std::string_view name_of(double AdequacyIndices::* value) {
    return std::ranges::find(adequacy_index_table, value, &AdequacyIndexInfo::value)->name;
}

bool is_whole(int year, double hours) {
    auto const length = make_time(year + 1, 1, 1) - make_time(year, 1, 1);
    return hours > static_cast<double>(length.count()) / 3600.0 - 0.5;
}

}  // namespace

void RunIndices::book(IntervalRow const& row, SiteColumns const& sites) {
    book_native(row);
    book_sites(row.length_h, sites);
}

void RunIndices::book_native(IntervalRow const& row) {
    auto const day = std::chrono::floor<std::chrono::days>(row.start);
    if (day != day_) {
        if (peak_is_short_) {
            years_.back().native.lole_d += 1.0;
        }
        day_ = day;
        day_peak_mw_ = -unlimited;
        peak_is_short_ = day_is_short_ = false;
        if (auto const year = year_of(day); years_.empty() || years_.back().number != year) {
            years_.push_back({year, 0.0, {}});
        }
    }
    auto& year = years_.back();
    auto const shed_mw = row.system.shed_mw;
    auto const is_short = shed_mw > shortfall_tolerance_mw;
    year.hours += row.length_h;
    if (row.system.native_load_mw > day_peak_mw_) {
        day_peak_mw_ = row.system.native_load_mw;
        peak_is_short_ = is_short;
    }
    if (is_short) {
        year.native.lolh_h += row.length_h;
        year.native.eue_mwh += shed_mw * row.length_h;
        year.native.lolf_per_year += is_short_ ? 0.0 : 1.0;
        year.native.short_days_d += day_is_short_ ? 0.0 : 1.0;
        day_is_short_ = true;
    }
    is_short_ = is_short;
}

void RunIndices::book_sites(double length_h, SiteColumns const& sites) {
    for (auto& column : is_cut_) {
        column.resize(sites.size(), 0);
    }
    for (std::size_t site = 0; site < sites.size(); ++site) {
        auto const limit_mw = sites.limit_mw[site];
        auto& record = classes_[static_cast<std::size_t>(sites.load_class[site])];
        record.contract_mwh += limit_mw * length_h;
        record.wanted_mwh += sites.wanted_mw[site] * length_h;
        std::array<double, cause_count> cut_mw{};
        for (std::size_t cause = 0; cause < cut_cause_count; ++cause) {
            auto const price = static_cast<CutCause>(cause) == CutCause::price;
            cut_mw[price ? by_price : imposed] += sites.cut_mw[cause][site];
        }
        for (std::size_t cause = 0; cause < cause_count; ++cause) {
            auto& interruptions = record.by_cause[cause];
            auto const is_cut = cut_mw[cause] > shortfall_tolerance_mw;
            interruptions.unserved_mwh += cut_mw[cause] * length_h;
            interruptions.interrupted_mwh += is_cut ? limit_mw * length_h : 0.0;
            interruptions.begun_mw += is_cut && !is_cut_[cause][site] ? limit_mw : 0.0;
            is_cut_[cause][site] = static_cast<char>(is_cut);
        }
    }
}

double RunIndices::hours() const {
    return std::accumulate(years_.begin(), years_.end(), 0.0,
                           [](double sum, Year const& year) { return sum + year.hours; });
}

/// The peak of the last day is known only once the run is over.
std::vector<AdequacyIndices> RunIndices::years_with_last_day() const {
    std::vector<AdequacyIndices> years;
    for (auto const& year : years_) {
        years.push_back(year.native);
    }
    if (peak_is_short_) {
        years.back().lole_d += 1.0;
    }
    return years;
}

void RunIndices::append_native(std::vector<Metric>& metrics) const {
    auto const years = years_with_last_day();
    std::vector<AdequacyIndices> whole;
    for (std::size_t k = 0; k < years.size(); ++k) {
        if (is_whole(years_[k].number, years_[k].hours)) {
            whole.push_back(years[k]);
        }
    }
    auto const errors = whole.size() < 2 ? AdequacyIndices{nan, nan, nan, nan, nan, nan}
                                         : estimate(whole).standard_error;
    for (auto const& index : index_texts) {
        double total = 0.0;
        for (auto const& year : years) {
            total += year.*index.value;
        }
        std::string const name{name_of(index.value)};
        std::string const unit{index.unit};
        metrics.push_back({name, unit, std::string{index.description},
                           hours() > 0.0 ? total / hours() * hours_per_year : nan});
        metrics.push_back({name + "_standard_error", unit,
                           fmt::format("standard error of {} over calendar years", name),
                           errors.*index.value});
    }
}

void RunIndices::append_class(std::vector<Metric>& metrics, LoadClass load_class) const {
    static constexpr std::array<std::string_view, cause_count> prefixes{"price_driven", "imposed"};
    static constexpr std::array<std::string_view, cause_count> reasons{
        "left off because of the price", "cut by the grid"};
    auto const& record = classes_[static_cast<std::size_t>(load_class)];
    auto const name = to_string(load_class);
    auto const there = record.contract_mwh > 0.0;
    auto const per_contract_year = [&](double amount) {
        return there ? amount / record.contract_mwh * hours_per_year : nan;
    };
    for (std::size_t cause = 0; cause < cause_count; ++cause) {
        auto const& of = record.by_cause[cause];
        auto const prefix = fmt::format("{}_{}", name, prefixes[cause]);
        metrics.push_back(
            {prefix + "_h", "h/year",
             fmt::format("time that a contracted MW of {} is {}", name, reasons[cause]),
             per_contract_year(of.interrupted_mwh)});
        metrics.push_back(
            {prefix + "_interruptions", "1/year",
             fmt::format("how often a contracted MW of {} is {}", name, reasons[cause]),
             per_contract_year(of.begun_mw)});
        metrics.push_back({prefix + "_unserved_mwh", "MWh/year",
                           fmt::format("energy of {} {}", name, reasons[cause]),
                           there ? of.unserved_mwh / hours() * hours_per_year : nan});
    }
    auto const paying_mwh = record.wanted_mwh - record.by_cause[by_price].unserved_mwh;
    metrics.push_back(
        {fmt::format("{}_curtailment_rate", name), "1",
         fmt::format("energy of {} cut by the grid, of what it wanted at the price", name),
         paying_mwh > 0.0 ? record.by_cause[imposed].unserved_mwh / paying_mwh : nan});
}

void RunIndices::append_to(std::vector<Metric>& metrics) const {
    append_native(metrics);
    for (std::size_t load_class = 0; load_class < load_class_count; ++load_class) {
        append_class(metrics, static_cast<LoadClass>(load_class));
    }
}

}  // namespace gridrush
