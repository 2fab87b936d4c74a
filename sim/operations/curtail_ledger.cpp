#include "sim/operations/curtail_ledger.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gridrush {
namespace {

constexpr double noticeable_mw = 1e-6;

bool comes_before(CurtailmentRow const& a, CurtailmentRow const& b) {
    return std::tie(a.year, a.site, a.tier, a.cause) < std::tie(b.year, b.site, b.tier, b.cause);
}

}  // namespace

CutLedger::CutLedger(std::size_t sites)
    : uses_(sites * curtailment_tier_count),
      open_of_(sites * curtailment_tier_count * cut_cause_count, -1),
      site_hours_(sites, 0.0),
      site_events_(sites, 0.0),
      site_run_h_(sites, 0.0),
      site_longest_h_(sites, 0.0),
      site_cut_in_(sites, 0) {}

void CutLedger::begin(TimePoint now) {
    if (now < next_month_) {
        return;
    }
    next_month_ = next_month(now);
    auto const date = calendar_hour(now);
    if (date.year != year_) {
        close_year();
        year_ = date.year;
    }
    month_ = date.month;
    for (auto& use : uses_) {
        use.month_events = 0;
    }
}

void CutLedger::close_year() {
    for (auto const& open : open_) {
        closed_.push_back(open.row);
    }
    open_.clear();
    std::ranges::fill(open_of_, -1);
    for (auto& use : uses_) {
        use.year_hours = use.year_mwh = 0.0;
        use.year_events = 0;
        use.capped = false;
    }
}

CutLedger::Open& CutLedger::open(std::size_t site, CurtailmentTier tier, std::int32_t contract,
                                 CutCause cause) {
    auto& index = open_of_[row_of(site, tier) * cut_cause_count + static_cast<std::size_t>(cause)];
    if (index < 0) {
        index = static_cast<std::int32_t>(open_.size());
        Open row;
        row.row.site = static_cast<std::int32_t>(site);
        row.row.tier = tier;
        row.row.contract = contract;
        row.row.cause = cause;
        row.row.year = year_;
        open_.push_back(row);
    }
    return open_[static_cast<std::size_t>(index)];
}

void CutLedger::count(std::size_t rung, TimePoint now, double length_h) {
    auto& use = uses_[rung];
    use.year_hours += length_h;
    use.year_mwh += use.now_mw * length_h;
    use.last_cut_at = now;
    bool const begins = use.last_mw == 0.0;
    use.year_events += begins || use.year_events == 0 ? 1 : 0;
    use.month_events += begins ? 1 : 0;
    use.began_at = begins ? now : use.began_at;
    count_site(rung / curtailment_tier_count, length_h);
}

void CutLedger::count_site(std::size_t site, double length_h) {
    auto const last = std::exchange(site_cut_in_[site], interval_);
    if (last == interval_) {
        return;  // on another rung
    }
    bool const goes_on = last == interval_ - 1 && last > 0;
    site_hours_[site] += length_h;
    site_events_[site] += goes_on ? 0.0 : 1.0;
    site_run_h_[site] = (goes_on ? site_run_h_[site] : 0.0) + length_h;
    site_longest_h_[site] = std::max(site_longest_h_[site], site_run_h_[site]);
}

void CutLedger::gather(std::span<Cut const> cuts, double length_h) {
    touched_.clear();
    cut_now_.clear();
    for (auto const& cut : cuts) {
        auto& row = open(cut.site, cut.tier, cut.contract, cut.cause);
        if (row.now_mw == 0.0) {
            touched_.push_back(static_cast<std::size_t>(&row - open_.data()));
        }
        row.now_mw += cut.mw;
        row.row.paid_usd += cut.mw * length_h * cut.paid_usd_per_mwh;
        if (cut.cause != CutCause::price) {
            auto const rung = row_of(cut.site, cut.tier);
            if (uses_[rung].now_mw == 0.0) {
                cut_now_.push_back(rung);
            }
            uses_[rung].now_mw += cut.mw;
        }
    }
}

void CutLedger::book(std::span<Cut const> cuts, TimePoint now, double length_h) {
    ++interval_;
    gather(cuts, length_h);
    for (auto const index : touched_) {
        auto& open = open_[index];
        auto& row = open.row;
        row.mwh += open.now_mw * length_h;
        if (open.now_mw > noticeable_mw) {
            bool const goes_on = open.interval == interval_ - 1 && open.interval > 0;
            open.run_h = (goes_on ? open.run_h : 0.0) + length_h;
            open.interval = interval_;
            row.hours += length_h;
            row.events += goes_on ? 0 : 1;
            row.longest_h = std::max(row.longest_h, open.run_h);
            row.deepest_mw = std::max(row.deepest_mw, open.now_mw);
        }
        open.now_mw = 0.0;
    }
    for (auto const rung : cut_now_) {
        auto& use = uses_[rung];
        use.now_mw = use.now_mw > noticeable_mw ? use.now_mw : 0.0;
        if (use.now_mw > 0.0) {
            count(rung, now, length_h);
        }
    }
    for (auto const rung : cut_last_) {
        uses_[rung].last_mw = 0.0;
    }
    for (auto const rung : cut_now_) {
        uses_[rung].last_mw = std::exchange(uses_[rung].now_mw, 0.0);
    }
    std::swap(cut_last_, cut_now_);
}

void CutLedger::pay_stand_by(std::size_t site, CurtailmentTier tier, std::int32_t contract,
                             double usd) {
    open(site, tier, contract, CutCause::contract).row.stand_by_usd += usd;
}

void CutLedger::reach_cap(std::size_t site, CurtailmentTier tier, std::int32_t contract,
                          TimePoint now) {
    auto& use = uses_[row_of(site, tier)];
    if (!use.capped) {
        use.capped = true;
        ++caps_reached_;
        open(site, tier, contract, CutCause::contract).row.capped_at = now;
    }
}

std::vector<CurtailmentRow> CutLedger::rows() const {
    auto rows = closed_;
    for (auto const& open : open_) {
        rows.push_back(open.row);
    }
    std::ranges::sort(rows, comes_before);
    return rows;
}

}  // namespace gridrush
