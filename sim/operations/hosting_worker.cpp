#include "sim/operations/hosting_worker.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace gridrush {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t rows_per_round = 16;
constexpr int round_limit = 300;
constexpr double shed_tolerance_mw = 1e-6;
constexpr double price_tolerance = 1e-9;
constexpr double trusted_mw = 1e-7;  ///< a row may be violated by as much

}  // namespace

HostingWorker::HostingWorker(DcNetwork const& network, HostingSpec const& spec,
                             ContingencyScreen const* outages)
    : network_{&network},
      columns_{network.grid()},
      rows_{network, columns_},
      screen_{outages, {flow_limits(network), ratings_of(network.grid(), spec.rating)}},
      dispatch_{network, {}},
      base_flow_mw_(network.grid().branches().size()),
      x_(columns_.columns().size()),
      injection_mw_(network.grid().buses().size()),
      flow_mw_(lane_count * base_flow_mw_.size()) {}

void HostingWorker::set_buses(std::vector<BusId> buses) {
    buses_ = std::move(buses);
    simplex_.assign(buses_.size(), {});
    started_.assign(buses_.size(), 0);
}

void HostingWorker::start_from(HostingWorker const& other) {
    rows_ = other.rows_;
    start_ = other.simplex_.empty() ? TightSimplex{} : other.simplex_.back();
}

SolveStatus HostingWorker::dispatch(DispatchInput const& input) {
    DispatchResult const& result = dispatch_.solve(input);
    if (result.status != SolveStatus::optimal) {
        return result.status;
    }
    if (std::ranges::any_of(result.shed_mw, [](double mw) { return mw > shed_tolerance_mw; })) {
        return SolveStatus::infeasible;
    }
    std::ranges::copy(result.flow_mw, base_flow_mw_.begin());
    return SolveStatus::optimal;
}

void HostingWorker::answer_hour(DispatchInput const& input, std::span<HostingAnswer> answers) {
    auto const status = dispatch(input);
    if (status != SolveStatus::optimal) {
        std::ranges::fill(answers, HostingAnswer{status, nan, {}, 0, 0});
        return;
    }
    columns_.set_hour(input.load_mw, input.generator_min_mw, input.generator_max_mw);
    most_load_mw_ = columns_.most_load_mw();
    screen_.set_hour(base_flow_mw_);
    rows_.set_limits(columns_, screen_.ratings(), base_flow_mw_);
    std::size_t const steps = (buses_.size() + lane_count - 1) / lane_count;
    for (std::size_t step = 0; step < steps; ++step) {
        lanes_.clear();
        for (std::size_t position = step; position < buses_.size(); position += steps) {
            answers[position] = HostingAnswer{};
            lanes_.push_back({position, &answers[position], {}});
            start_basis(position, step);
        }
        answer_lanes();
    }
}

/// Each lane goes through neighbouring buses.
void HostingWorker::start_basis(std::size_t position, std::size_t step) {
    if (std::exchange(started_[position], 1) == 0) {
        simplex_[position] = step == 0 ? start_ : simplex_[position - 1];
    }
}

void HostingWorker::answer_lanes() {
    std::size_t const branches = base_flow_mw_.size();
    while (!lanes_.empty()) {
        for (Lane& lane : lanes_) {
            solve(lane);
        }
        std::erase_if(lanes_,
                      [](Lane const& lane) { return lane.answer->status != SolveStatus::optimal; });
        for (std::size_t k = 0; k < lanes_.size(); ++k) {
            write_flows(lanes_[k], std::span{flow_mw_}.subspan(k * branches, branches));
        }
        screen_.screen(std::span{flow_mw_}.first(lanes_.size() * branches));
        add_violated_rows();
    }
}

void HostingWorker::solve(Lane& lane) {
    HostingAnswer& answer = *lane.answer;
    rows_.write_load_column(buses_[lane.position], lane.load_column);
    TightSimplex& simplex = simplex_[lane.position];
    for (int attempt = 0; attempt < 2; ++attempt) {
        answer.status = simplex.solve(rows_.lp(), lane.load_column, most_load_mw_);
        answer.iterations += simplex.iterations();
        if (answer.status == SolveStatus::optimal) {
            break;
        }
    }
    ++answer.rounds;
    if (answer.rounds > round_limit) {
        answer.status = SolveStatus::failed;
    }
    answer.mw = answer.status == SolveStatus::optimal ? simplex.load() : nan;
}

void HostingWorker::write_flows(Lane const& lane, std::span<double> flow_mw) {
    simplex_[lane.position].write_x(rows_.lp(), x_);
    std::ranges::copy(columns_.base_injection_mw(), injection_mw_.begin());
    add_injections(columns_.columns(), x_, injection_mw_);
    injection_mw_[buses_[lane.position].index()] -= lane.answer->mw;
    network_->solve_flows(injection_mw_, flow_mw);
}

/// Lanes without a violated limit are done.
void HostingWorker::add_violated_rows() {
    added_.clear();
    std::size_t snapshot = 0;
    std::erase_if(lanes_, [&](Lane const& lane) {
        double const known_above_mw =
            screen_.write_violated(snapshot++, rows_, rows_per_round, violated_);
        added_.insert(added_.end(), violated_.begin(), violated_.end());
        if (known_above_mw > trusted_mw) {
            simplex_[lane.position].reset();
            return false;
        }
        if (violated_.empty()) {
            finish(lane);
        }
        return violated_.empty();
    });
    for (MonitoredFlow const& row : added_) {
        if (!rows_.has(row.branch, row.outage)) {
            rows_.add(*network_, columns_, row);
        }
    }
    rows_.set_limits(columns_, screen_.ratings(), base_flow_mw_);
}

void HostingWorker::finish(Lane const& lane) {
    simplex_[lane.position].write_prices(price_tolerance, prices_);
    std::erase_if(prices_, [this](RowPrice const& price) { return price.row < rows_.islands(); });
    std::ranges::stable_sort(prices_, std::ranges::greater{}, &RowPrice::price);
    prices_.resize(std::min(prices_.size(), most_hosting_limits));
    for (RowPrice const& price : prices_) {
        MonitoredFlow const& row = rows_.flow_row(price.row);
        lane.answer->limits.push_back({row.branch, row.outage, price.price});
    }
}

}  // namespace gridrush
