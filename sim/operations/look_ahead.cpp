#include "sim/operations/look_ahead.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "sim/operations/lp_vector.hpp"

namespace gridrush {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double flow_tolerance_mw = 1e-5;
constexpr double widest_bound_mw = 1e7;  ///< stands in for infinity in a row with one free side
constexpr double price_tolerance = 1e-7;
/// Of two plans of the same cost the one that moves less energy.
constexpr double charge_usd_per_mwh = 1e-5;
constexpr std::size_t rows_per_hour_and_round = 8;
constexpr int round_limit = 200;
constexpr int stale_after_solves = 200;
constexpr std::size_t fewest_to_drop = 64;
constexpr int plans_before_leaving_out = 48;

}  // namespace

LookAhead::LookAhead(DcNetwork const& network, DispatchSpec const& spec, int hours,
                     EndOfWindow end_of_window)
    : network_{&network},
      grid_{network.grid()},
      shed_usd_per_mwh_{spec.shed_usd_per_mwh},
      hours_{static_cast<std::size_t>(hours)},
      stores_{grid_.storages().size()},
      end_of_window_{end_of_window},
      offers_{grid_, spec.shed_usd_per_mwh},
      end_value_(stores_, 0.0),
      charge_(hours_ * stores_, 0.0),
      discharge_(hours_ * stores_, 0.0) {
    change_network(network);
}

void LookAhead::change_network(DcNetwork const& network) {
    network_ = &network;
    limits_ = flow_limits(network);
    product_.reset(network);
    auto const branches = grid_.branches().size();
    flow_.assign(branches, 0.0);
    injection_.assign(grid_.buses().size(), 0.0);
    is_row_.resize(hours_ * branches, 0);
    std::erase_if(branch_rows_, [&](BranchRow const& row) {
        bool const gone = !network.in_service()[row.branch.index()];
        is_row_[row.slot * branches + row.branch.index()] = gone ? 0 : 1;
        return gone;
    });
    build();
}

/// Generators' offers of one bus and one cost become one column; the others stay alone.
void LookAhead::merge_offers() {
    auto const& columns = offers_.columns();
    auto const count = shedding_ == Shedding::offered ? offers_.size() : offers_.shed_begin();
    std::map<std::tuple<std::size_t, double, bool>, std::size_t> known;
    merged_.clear();
    merged_into_.clear();
    fixed_output_.assign(count, 0);
    for (std::size_t j = 0; j < count; ++j) {
        auto into = merged_.size();
        if (j < offers_.dc_begin()) {
            bool const fixed = grid_.generators().output[offers_.generator_of(j)] == Output::fixed;
            fixed_output_[j] = static_cast<char>(fixed);
            into = known.try_emplace({columns[j].to.index(), offers_.cost()[j], fixed}, into)
                       .first->second;
        }
        if (into == merged_.size()) {
            merged_.push_back(columns[j]);
        }
        merged_into_.push_back(into);
    }
}

void LookAhead::build() {
    merge_offers();
    islands_ = static_cast<std::size_t>(network_->islands().count);
    width_ = merged_.size() + store_columns * stores_;
    rows_per_hour_ = islands_ + stores_;
    base_injection_.assign(hours_ * grid_.buses().size(), 0.0);
    lp_ = {};
    for (auto* column : {&lp_.cost, &lp_.lower, &lp_.upper}) {
        column->assign(hours_ * width_, 0.0);
    }
    for (std::size_t slot = 0; slot < hours_; ++slot) {
        add_balance_rows(slot);
        add_energy_rows(slot);
    }
    for (auto& row : branch_rows_) {
        add_branch_row(row.slot, row.branch);
        row.unpriced_solves = 0;
    }
    clp_.reset();
}

void LookAhead::add_balance_rows(std::size_t slot) {
    auto const& island_of_bus = network_->islands().island_of_bus;
    auto const injected = [&](InjectionColumn const& j, std::size_t island) {
        auto const here = static_cast<int>(island);
        double const in = island_of_bus[j.to.index()] == here ? j.received : 0.0;
        bool const leaves = j.from.valid() && island_of_bus[j.from.index()] == here;
        return in - (leaves ? 1.0 : 0.0);
    };
    for (std::size_t island = 0; island < islands_; ++island) {
        for (std::size_t j = 0; j < merged_.size(); ++j) {
            lp_.add(column(slot, j), injected(merged_[j], island));
        }
        for (std::size_t s = 0; s < stores_; ++s) {
            double const share = injected({grid_.storages().bus[s]}, island);
            lp_.add(column(slot, s, charge), -share);
            lp_.add(column(slot, s, discharge), share);
        }
        lp_.end_row();
    }
}

/// The window goes round: before the first hour comes the last one's slot, whose energy is held at
/// what is stored now, and whose own row leads to `end` instead.
void LookAhead::add_energy_rows(std::size_t slot) {
    auto const& stores = grid_.storages();
    auto const before = (slot + hours_ - 1) % hours_;
    for (std::size_t s = 0; s < stores_; ++s) {
        lp_.add(column(before, s, energy), stores.standing_loss_per_h[s] - 1.0);
        lp_.add(column(slot, s, energy), 1.0);
        lp_.add(column(slot, s, end), 1.0);
        lp_.add(column(slot, s, charge), -stores.charge_efficiency[s]);
        lp_.add(column(slot, s, discharge), 1.0 / stores.discharge_efficiency[s]);
        lp_.add(column(slot, s, spilled), 1.0);
        lp_.end_row();
    }
}

void LookAhead::add_branch_row(std::size_t slot, BranchId branch) {
    auto const ptdf = network_->ptdf_row(branch);
    for (std::size_t j = 0; j < merged_.size(); ++j) {
        auto const& offer = merged_[j];
        double const out = offer.from.valid() ? ptdf[offer.from.index()] : 0.0;
        lp_.add(column(slot, j), ptdf[offer.to.index()] * offer.received - out);
    }
    for (std::size_t s = 0; s < stores_; ++s) {
        double const share = ptdf[grid_.storages().bus[s].index()];
        lp_.add(column(slot, s, charge), -share);
        lp_.add(column(slot, s, discharge), share);
    }
    lp_.end_row();
}

void LookAhead::take_offers(DispatchInput const& input, std::size_t slot) {
    if (offers_.update(input) == OfferStack::Change::layout) {
        build();
    }
    auto const cost = std::span{lp_.cost}.subspan(column(slot, 0), merged_.size());
    auto const upper = std::span{lp_.upper}.subspan(column(slot, 0), merged_.size());
    std::ranges::fill(upper, 0.0);
    for (std::size_t j = 0; j < merged_into_.size(); ++j) {
        double const bonus = fixed_output_[j] ? 2.0 * shed_usd_per_mwh_ : 0.0;
        cost[merged_into_[j]] = offers_.cost()[j] - bonus;
        upper[merged_into_[j]] += offers_.width()[j];
    }
}

void LookAhead::take_stores(LookAheadInput const& input, std::size_t hour) {
    auto const& stores = grid_.storages();
    auto const slot = slot_of(hour);
    bool const last = hour + 1 == hours_;
    for (std::size_t s = 0; s < stores_; ++s) {
        double const on = input.in_service[s] ? 1.0 : 0.0;
        double const now = input.energy_mwh[s];
        double const inflow = on * input.inflow_mw[hour * stores_ + s];
        auto const set = [&](StoreColumn which, double low, double high, double usd) {
            auto const j = column(slot, s, which);
            lp_.lower[j] = low;
            lp_.upper[j] = high;
            lp_.cost[j] = usd;
        };
        set(charge, 0.0, on * stores.charge_mw[s], charge_usd_per_mwh);
        set(discharge, 0.0, on * stores.discharge_mw[s], stores.usd_per_mwh[s]);
        set(spilled, 0.0, inflow, 0.0);
        set(energy, last ? now : 0.0, last ? now : stores.energy_mwh[s], 0.0);
        set(end, 0.0, last ? stores.energy_mwh[s] : 0.0, last ? -end_value_[s] : 0.0);
        auto const row = energy_row(slot, s);
        lp_.row_low[row] = lp_.row_high[row] = inflow + (last ? now : 0.0);
    }
}

/// False where limits are not finite or crossed.
bool LookAhead::take_hour(LookAheadInput const& input, std::size_t hour) {
    auto const slot = slot_of(hour);
    take_offers(input.hours[hour], slot);
    take_stores(input, hour);
    auto const& island_of_bus = network_->islands().island_of_bus;
    auto const base = offers_.base_injection_mw();
    std::ranges::copy(base,
                      base_injection_.begin() + static_cast<std::ptrdiff_t>(slot * base.size()));
    auto const first = slot * rows_per_hour_;
    std::fill_n(lp_.row_low.begin() + static_cast<std::ptrdiff_t>(first), islands_, 0.0);
    for (std::size_t b = 0; b < base.size(); ++b) {
        lp_.row_low[first + static_cast<std::size_t>(island_of_bus[b])] -= base[b];
    }
    std::copy_n(lp_.row_low.begin() + static_cast<std::ptrdiff_t>(first), islands_,
                lp_.row_high.begin() + static_cast<std::ptrdiff_t>(first));
    return offers_.valid();
}

void LookAhead::set_branch_rows() {
    auto const buses = grid_.buses().size();
    for (std::size_t k = 0; k < branch_rows_.size(); ++k) {
        auto const branch = branch_rows_[k].branch;
        auto const base = std::span{base_injection_}.subspan(branch_rows_[k].slot * buses, buses);
        double const flow =
            dot(network_->ptdf_row(branch), base) + network_->flow_at_zero_injection(branch);
        auto const row = hours_ * rows_per_hour_ + k;
        lp_.row_low[row] = std::max(limits_.min_mw[branch.index()], -widest_bound_mw) - flow;
        lp_.row_high[row] = std::min(limits_.max_mw[branch.index()], widest_bound_mw) - flow;
    }
}

void LookAhead::find_violated(std::size_t slot) {
    auto const buses = grid_.buses().size();
    auto const branches = flow_.size();
    std::copy_n(base_injection_.begin() + static_cast<std::ptrdiff_t>(slot * buses), buses,
                injection_.begin());
    add_injections(merged_, std::span{solution_.x}.subspan(column(slot, 0), merged_.size()),
                   injection_);
    for (std::size_t s = 0; s < stores_; ++s) {
        injection_[grid_.storages().bus[s].index()] +=
            solution_.x[column(slot, s, discharge)] - solution_.x[column(slot, s, charge)];
    }
    product_.compute(injection_, flow_);
    violated_.clear();
    for (std::size_t l = 0; l < branches; ++l) {
        double const excess = std::max(flow_[l] - limits_.max_mw[l], limits_.min_mw[l] - flow_[l]);
        if (excess > flow_tolerance_mw && !is_row_[slot * branches + l]) {
            violated_.emplace_back(-excess, l);
        }
    }
}

/// The worst violated branches of every hour become rows. Returns how many.
std::size_t LookAhead::add_violated_branches() {
    auto const known = branch_rows_.size();
    for (std::size_t slot = 0; slot < hours_; ++slot) {
        find_violated(slot);
        auto const count = std::min(violated_.size(), rows_per_hour_and_round);
        std::ranges::partial_sort(violated_,
                                  violated_.begin() + static_cast<std::ptrdiff_t>(count));
        for (std::size_t k = 0; k < count; ++k) {
            BranchId const branch{violated_[k].second};
            add_branch_row(slot, branch);
            branch_rows_.push_back({slot, branch});
            is_row_[slot * flow_.size() + branch.index()] = 1;
        }
    }
    return branch_rows_.size() - known;
}

SolveStatus LookAhead::solve_as_offered() {
    for (int round = 0; round < round_limit; ++round) {
        set_branch_rows();
        auto status = clp_.solve(lp_, solution_);
        iterations_ += solution_.iterations;
        if (status != SolveStatus::optimal) {
            status = clp_.solve(lp_, solution_);  // from a fresh basis
            iterations_ += solution_.iterations;
        }
        if (status != SolveStatus::optimal) {
            return status;
        }
        if (add_violated_branches() == 0) {
            return SolveStatus::optimal;
        }
    }
    clp_.reset();
    return SolveStatus::failed;
}

/// Whether any price in any hour exceeds that of lost load.
bool LookAhead::shedding_would_pay() const {
    auto const& island_of_bus = network_->islands().island_of_bus;
    auto const buses = island_of_bus.size();
    auto const price = std::span{solution_.row_price};
    double highest = 0.0;
    for (std::size_t slot = 0; slot < hours_; ++slot) {
        highest =
            std::max(highest, std::ranges::max(price.subspan(slot * rows_per_hour_, islands_)));
    }
    std::vector<double> lmp(branch_rows_.empty() ? 0 : hours_ * buses, 0.0);
    for (std::size_t k = 0; k < branch_rows_.size(); ++k) {
        add_scaled(std::span{lmp}.subspan(branch_rows_[k].slot * buses, buses),
                   price[hours_ * rows_per_hour_ + k], network_->ptdf_row(branch_rows_[k].branch));
    }
    for (std::size_t k = 0; k < lmp.size(); ++k) {
        auto const island = static_cast<std::size_t>(island_of_bus[k % buses]);
        highest = std::max(highest, lmp[k] + price[k / buses * rows_per_hour_ + island]);
    }
    return highest > shed_usd_per_mwh_;
}

void LookAhead::leave_out_idle_shedding() {
    if (shedding_ == Shedding::left_out) {
        return;
    }
    auto const first = merged_into_[offers_.shed_begin()];
    double shed = 0.0;
    for (std::size_t slot = 0; slot < hours_; ++slot) {
        shed += sum(std::span{solution_.x}.subspan(column(slot, first), merged_.size() - first));
    }
    plans_without_shedding_ = shed > flow_tolerance_mw ? 0 : plans_without_shedding_ + 1;
    if (plans_without_shedding_ > plans_before_leaving_out) {
        shedding_ = Shedding::left_out;
        build();
    }
}

/// Forgets branch rows that have not mattered for long once they are the most of all.
void LookAhead::drop_stale_rows() {
    std::size_t stale = 0;
    for (std::size_t k = 0; k < branch_rows_.size(); ++k) {
        auto& row = branch_rows_[k];
        bool const priced =
            std::abs(solution_.row_price[hours_ * rows_per_hour_ + k]) > price_tolerance;
        row.unpriced_solves = priced ? 0 : row.unpriced_solves + 1;
        stale += row.unpriced_solves > stale_after_solves ? 1 : 0;
    }
    if (stale < fewest_to_drop || 2 * stale < branch_rows_.size()) {
        return;
    }
    std::erase_if(branch_rows_, [&](BranchRow const& row) {
        bool const drop = row.unpriced_solves > stale_after_solves;
        is_row_[row.slot * flow_.size() + row.branch.index()] = drop ? 0 : 1;
        return drop;
    });
    build();
}

void LookAhead::value_energy() {
    for (std::size_t s = 0; end_of_window_ == EndOfWindow::valued && s < stores_; ++s) {
        double total = 0.0;
        for (std::size_t slot = 0; slot < hours_; ++slot) {
            total -= solution_.row_price[energy_row(slot, s)];
        }
        end_value_[s] = std::max(0.0, total / static_cast<double>(hours_));
    }
    valued_ = true;
}

/// Both at once burn energy, which pays only below a price of 0: what they leave in the store is
/// reached by one of them alone.
void LookAhead::write_plan() {
    auto const& stores = grid_.storages();
    for (std::size_t hour = 0; hour < hours_; ++hour) {
        for (std::size_t s = 0; s < stores_; ++s) {
            double const in = std::max(0.0, solution_.x[column(slot_of(hour), s, charge)]);
            double const out = std::max(0.0, solution_.x[column(slot_of(hour), s, discharge)]);
            double const net =
                in * stores.charge_efficiency[s] - out / stores.discharge_efficiency[s];
            bool const both = in > 0.0 && out > 0.0;
            auto const k = hour * stores_ + s;
            charge_[k] = both ? std::max(0.0, net) / stores.charge_efficiency[s] : in;
            discharge_[k] = both ? std::max(0.0, -net) * stores.discharge_efficiency[s] : out;
        }
    }
}

void LookAhead::fail() {
    std::ranges::fill(charge_, nan);
    std::ranges::fill(discharge_, nan);
    valued_ = false;
}

bool LookAhead::take_hours(LookAheadInput const& input) {
    bool valid = true;
    for (std::size_t hour = 0; hour < hours_; ++hour) {
        valid = take_hour(input, hour) && valid;
    }
    return valid && std::isfinite(sum(input.inflow_mw)) && std::isfinite(sum(input.energy_mwh));
}

SolveStatus LookAhead::solve(LookAheadInput const& input) {
    auto const status = solve_as_offered();
    if (shedding_ == Shedding::offered ||
        (status == SolveStatus::optimal && !shedding_would_pay())) {
        return status;
    }
    shedding_ = Shedding::offered;
    plans_without_shedding_ = 0;
    build();
    take_hours(input);
    return solve_as_offered();
}

SolveStatus LookAhead::plan(LookAheadInput const& input) {
    iterations_ = 0;
    auto const around = static_cast<std::int64_t>(hours_);
    first_slot_ = static_cast<std::size_t>((input.first_hour % around + around) % around);
    auto status = take_hours(input) ? solve(input) : SolveStatus::infeasible;
    if (status == SolveStatus::optimal && !valued_ && end_of_window_ == EndOfWindow::valued) {
        value_energy();
        take_stores(input, hours_ - 1);
        status = solve(input);
    }
    if (status != SolveStatus::optimal) {
        fail();
        return status;
    }
    value_energy();
    write_plan();
    drop_stale_rows();
    leave_out_idle_shedding();
    return status;
}

}  // namespace gridrush
