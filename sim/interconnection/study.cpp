#include "sim/interconnection/study.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace gridrush {
namespace {

constexpr double fits_mw = 1e-3;       ///< lost load below this is none
constexpr double resolution_mw = 0.5;  ///< of the headroom search

}  // namespace

StudyEngine::StudyEngine(Grid const& grid, Experiment const& experiment, World const& world)
    : grid_{grid},
      experiment_{experiment},
      world_{world},
      supply_{grid, experiment},
      native_mw_(grid.buses().size()),
      load_mw_(grid.buses().size()),
      minimum_mw_(grid.generators().size()),
      maximum_mw_(grid.generators().size()),
      peak_series_mw_(grid.generators().size()) {}

std::vector<TimePoint> StudyEngine::highest_load_hours(int year) const {
    struct Hour {
        double mw;
        TimePoint time;
    };
    std::vector<Hour> hours;
    std::vector<double> load(grid_.buses().size());
    for (auto time = make_time(year, 1, 1); time < make_time(year + 1, 1, 1);
         time += Seconds{3600}) {
        supply_.native_load(time, year, load);
        hours.push_back({std::reduce(load.begin(), load.end()), time});
    }
    auto const count = std::min<std::size_t>(
        hours.size(), static_cast<std::size_t>(std::max(experiment_.study.peak_hours, 1)));
    std::ranges::partial_sort(
        hours, hours.begin() + static_cast<std::ptrdiff_t>(count),
        [](Hour const& a, Hour const& b) { return a.mw != b.mw ? a.mw > b.mw : a.time < b.time; });
    std::vector<TimePoint> times;
    for (std::size_t row = 0; row < count; ++row) {
        times.push_back(hours[row].time);
    }
    return times;
}

void StudyEngine::build_snapshot(int year) {
    if (year != snapshot_year_) {
        peaks_ = highest_load_hours(year);
        snapshot_year_ = year;
    }
    supply_.native_load(peaks_.front(), year, native_mw_);
    std::ranges::fill(peak_series_mw_, 0.0);
    for (auto const time : peaks_) {
        supply_.generator_limits(time, minimum_mw_, maximum_mw_);
        for (std::size_t row = 0; row < peak_series_mw_.size(); ++row) {
            peak_series_mw_[row] += maximum_mw_[row] / static_cast<double>(peaks_.size());
        }
    }
    auto const& generators = grid_.generators();
    for (std::size_t row = 0; row < generators.size(); ++row) {
        maximum_mw_[row] = peak_series_mw_[row];
        minimum_mw_[row] = generators.output[row] == Output::fixed
                               ? maximum_mw_[row]
                               : std::min(minimum_mw_[row], 0.0);
    }
}

void StudyEngine::build_network(TimePoint date) {
    auto in_service = grid_.branches_in_service(date);
    if (network_ && in_service == in_service_) {
        return;
    }
    in_service_ = std::move(in_service);
    dispatch_.reset();
    network_ = std::make_unique<DcNetwork>(grid_, experiment_.convention, in_service_);
    dispatch_ = std::make_unique<Dispatch>(*network_, experiment_.dispatch);
}

void StudyEngine::set_date(TimePoint now) {
    if (now == date_) {
        return;
    }
    date_ = now;
    auto const ahead = add_years(now, experiment_.study.forecast_years);
    supply_.set_date(ahead);
    build_network(ahead);
    build_snapshot(year_of(ahead));
}

double StudyEngine::unserved_mw() {
    auto const& result = dispatch_->solve({.load_mw = load_mw_,
                                           .generator_min_mw = minimum_mw_,
                                           .generator_max_mw = maximum_mw_,
                                           .cuts = {}});
    return result.status == SolveStatus::optimal
               ? std::reduce(result.shed_mw.begin(), result.shed_mw.end())
               : std::numeric_limits<double>::infinity();
}

double StudyEngine::network_headroom_mw(BusId bus, double mw) {
    auto const base = unserved_mw();
    auto const load_before = load_mw_[bus.index()];
    auto const fits = [&](double extra) {
        load_mw_[bus.index()] = load_before + extra;
        return unserved_mw() <= base + fits_mw;
    };
    if (!std::isfinite(base)) {
        return 0.0;
    }
    if (fits(mw)) {
        return mw;
    }
    double low = 0.0;
    double high = mw;
    while (high - low > resolution_mw) {
        auto const middle = 0.5 * (low + high);
        (fits(middle) ? low : high) = middle;
    }
    return low;
}

StudyResult StudyEngine::study(RequestId request, std::span<QueuedLoad const> ahead) {
    auto const& sites = world_.sites;
    auto const site = world_.site_of(request).index();
    auto const substation = sites.substation[site];
    double taken_firm = 0.0;
    double taken_all = 0.0;
    load_mw_ = native_mw_;
    for (std::size_t other = 0; other < sites.size(); ++other) {
        auto const promised = sites.promised_mw[other];
        load_mw_[sites.bus[other].index()] += sites.firm_mw[other] + promised;
        if (sites.substation[other] == substation) {
            taken_firm += sites.firm_mw[other] + promised;
            taken_all += sites.contract_mw(other) + promised;
        }
    }
    for (auto const& load : ahead) {
        auto const other = world_.site_of(load.request).index();
        load_mw_[sites.bus[other].index()] += load.mw;
        if (sites.substation[other] == substation) {
            taken_firm += load.mw;
            taken_all += load.mw;
        }
    }
    auto const row = substation.index();
    auto const asked = world_.asked_mw[request.index()];
    StudyResult result;
    result.transformer_mw = std::max(world_.firm_capacity_mw[row] - taken_firm, 0.0);
    result.transformer_n0_mw = std::max(world_.bank_capacity_mw[row] - taken_all, 0.0);
    auto const most = std::min(asked, result.transformer_mw);
    result.network_mw = most > 0.0 ? network_headroom_mw(sites.bus[site], most) : 0.0;
    return result;
}

}  // namespace gridrush
