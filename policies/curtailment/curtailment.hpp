#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "policies/policy.hpp"

namespace gridrush {

/// Rungs of the ladder on which load is cut, lowest first: price-responsive mining before MW above
/// a firm level before paid reductions and so on, and native customers last. The joint order is a
/// reading of separate rules (PJM and ERCOT, 2024-2026).
enum class CurtailmentTier : std::uint8_t {
    price_response,     ///< runs only while it pays; the load's own choice
    non_firm,           ///< MW above the firm level of a contract
    demand_response,    ///< reductions that are paid for
    backup_generation,  ///< carried by the site's own generators in place of the grid
    remote_disconnect,  ///< large loads that can be switched off from afar
    firm,               ///< firm load, in turn
    under_frequency,    ///< relays, stage by stage
};
inline constexpr std::size_t curtailment_tier_count = 7;
[[nodiscard]] std::string_view to_string(CurtailmentTier tier);

/// The sites among which a cut is to be split, as columns of equal length. All MW >= 0.
struct CurtailmentView {
    TimePoint now;
    double interval_h = 1.0;
    double cut_mw = 0.0;  ///< to be split; at most the sum of cuttable_mw
    CurtailmentTier tier = CurtailmentTier::non_firm;
    std::span<SiteId const> site{};
    std::span<double const> contracted_mw{};
    std::span<double const> cuttable_mw{};      ///< what may be taken in this cut; caps are in it
    std::span<double const> bid_usd_per_mwh{};  ///< what an interruption is worth to the site
    std::span<TimePoint const> energised_at{};  ///< seniority; ties by site
    /// Kind of contract, in the order in which an experiment declares them: the first is to be cut
    /// first. Sites without one have the number after the last.
    std::span<std::int32_t const> contract_class{};
    std::span<double const> paid_usd_per_mwh{};  ///< by its contract, for what is cut
    std::span<double const>
        cut_hours{};                    ///< in which it was cut by contract, in this calendar year
    std::span<double const> cut_mwh{};  ///< the same
    std::span<double const> hours_left{};  ///< that its contract lets it be cut this year
    std::span<double const> mwh_left{};
    std::span<TimePoint const> last_cut_at{};  ///< TimePoint::min() = never
    /// MW by which a MW less at the row relieves the branches at their limits, weighted with their
    /// prices so that the best row has 1; 1 for all where none is at its limit.
    std::span<double const> relief{};
};

/// Large loads before an interval is dispatched, as columns of equal length.
struct StandDownView {
    TimePoint now;
    double interval_h = 1.0;
    std::span<SiteId const> site;
    std::span<double const> wanted_mw;               ///< what it would draw, >= 0
    std::span<double const> break_even_usd_per_mwh;  ///< of a mine; else its bid
    std::span<double const> lmp_usd_per_mwh;  ///< of the last interval at its bus; NaN before one
    /// System load as forecast the day before, MW: this interval and the following ones, a day.
    std::span<double const> forecast_mw;
    double month_peak_mw = 0.0;  ///< highest metered system load since the month began
};

/// Price of the one tier of policies without bids, USD/MWh. Below the value of lost load and above
/// any generator or mine, so that it is used last before an emergency. Modelling choice: the PJM
/// connect-and-manage credit of about 1,500 USD/MWh (filing of 2026-08-13).
inline constexpr double tier_usd_per_mwh = 1500.0;

/// MW to cut per row of the view: 0 <= cut <= cuttable_mw, sum = cut_mw.
using CurtailmentDecision = std::vector<double>;

/// Who is paid what for a cut MWh.
enum class CutPayment {
    contract,  ///< what its contract says
    as_bid,    ///< its own bid
    clearing,  ///< the highest bid that was cut in the tier and interval
};

/// Limits that the policy sets to every site's cuts beside those of its contract, per calendar
/// year; what binds first binds.
struct CutCaps {
    double hours_per_year = std::numeric_limits<double>::infinity();
    double energy_share = 1.0;  ///< of what it would have drawn since the year began
};

/// Who bears a cut. Before the dispatch the policy says at what price each site's interruptible MW
/// may be left unserved; after it, how a cut is shared among sites of the same price.
class CurtailmentPolicy : public Policy<CurtailmentView, CurtailmentDecision> {
public:
    /// Price at which the dispatch may leave a site's interruptible MW unserved, USD/MWh; a
    /// number that is not negative. Asked once per site whenever contracts or bids change. Sites of
    /// one price form a tier. Infinity: not interruptible in a normal state.
    [[nodiscard]] virtual double offer_usd_per_mwh(double bid_usd_per_mwh) const = 0;

    /// Asked once, at the start.
    [[nodiscard]] virtual CutPayment payment() const { return CutPayment::contract; }
    [[nodiscard]] virtual CutCaps caps() const { return {}; }
    /// Whether stand_down is to be asked before every interval.
    [[nodiscard]] virtual bool stands_down() const { return false; }
    /// MW that each row leaves off by its own choice (cause price): 0 <= MW <= wanted_mw.
    [[nodiscard]] virtual std::vector<double> stand_down(StandDownView const& view, Rng&) {
        return std::vector<double>(view.site.size(), 0.0);
    }
};

}  // namespace gridrush
