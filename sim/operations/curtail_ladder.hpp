#pragma once

#include <algorithm>
#include <limits>
#include <span>
#include <vector>

#include "sim/operations/backup_generators.hpp"
#include "sim/operations/curtail_ledger.hpp"
#include "sim/operations/load_forecast.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// What a contract says about one rung.
struct RungTerms {
    std::int32_t contract = -1;  ///< row in the experiment, -1 = the grant's right, or none
    double usd_per_mwh = 0.0;
    double usd_per_kw_year = 0.0;
    int notice = 0;  ///< intervals
    double ramp_mw_per_min = std::numeric_limits<double>::infinity();
    Seconds least_down{0};
    double hours_per_year = std::numeric_limits<double>::infinity();
    double events_per_year = std::numeric_limits<double>::infinity();
    double events_per_month = std::numeric_limits<double>::infinity();
    double energy_share = 1.0;  ///< of a year at the contracted MW
    double enrolled_mw = 0.0;   ///< paid for standing ready
};

/// MW of one site on one rung of the ladder, in one interval.
struct Rung {
    std::size_t site = 0;
    CurtailmentTier tier = CurtailmentTier::firm;
    double price_usd_per_mwh = 0.0;  ///< at which the dispatch may leave it unserved
    bool in_dispatch = true;         ///< false: of a mine that bids, which the dispatch cuts by bid
    bool binds = false;              ///< whether its terms may keep anything from being cut
    double protected_mw = 0.0;       ///< MW of the site's demand that stand on rungs above

    double most_mw = 0.0;  ///< that may be cut in this interval
    double held_mw = 0.0;  ///< that must stay cut in this interval
    double cut_mw = 0.0;   ///< so far in this interval, held MW included

    /// Of many cuts that sum to it but for rounding nothing is left.
    [[nodiscard]] double room_mw() const { return std::max(most_mw - cut_mw, 0.0); }
};

/// The rungs of all large loads, by site and then upwards, and what may be cut on each.
///
/// A site's demand is sliced from the top: non-firm MW (the grant's, and the interruptible share
/// of firm ones), what its contract puts on its rung, what its generators carry, and the rest,
/// which is firm, or goes off as a whole where it can be disconnected. What a contract or a cap
/// does not let be cut on its rung is firm for the interval.
class Ladder {
public:
    /// All must outlive this object.
    Ladder(World const& world, Experiment const& experiment, CutCaps const& caps);

    /// Lays the rungs out anew. `offer_usd_per_mwh`: the policy's, by site.
    void lay_out(std::span<double const> offer_usd_per_mwh);
    /// Pays for standing ready in an interval.
    void pay_stand_by(double length_h, CutLedger& ledger) const;
    /// Finds what may and what must be cut in the interval that begins at `now`. `demand_mw`: by
    /// site. Tells the ledger of caps that are reached.
    void begin(TimePoint now, double length_h, std::span<double const> demand_mw,
               Notices const& notices, BackupGenerators const& backup, CutLedger& ledger);

    [[nodiscard]] std::vector<Rung>& rungs() { return rungs_; }
    [[nodiscard]] std::span<Rung const> rungs() const { return rungs_; }
    [[nodiscard]] RungTerms const& terms(std::size_t row) const { return terms_[row]; }
    /// Whether begin() is needed though nothing may have to be cut: contracts may hold MW cut, or
    /// reach a cap that the ledger has not been told of.
    [[nodiscard]] bool must_begin(CutLedger const& ledger) const {
        return binds_ && (!settled_ || year_ != ledger.year() || !ledger.is_quiet());
    }
    /// Whether any MW must stay cut in this interval.
    [[nodiscard]] bool holds() const { return holds_; }
    /// Rows of these sites on one rung.
    [[nodiscard]] std::vector<std::size_t> rows_of(std::span<std::size_t const> sites,
                                                   CurtailmentTier tier) const;
    /// Intervals of notice that contracts ask for.
    [[nodiscard]] std::vector<int> notices() const;
    /// Left this calendar year by its contract and the policy's caps, the fewer.
    [[nodiscard]] double hours_left(std::size_t row, RungUse const& use) const;
    [[nodiscard]] double mwh_left(std::size_t row, RungUse const& use) const;
    /// The interval's demand counts towards caps by energy.
    void book_wanted(double length_h);

private:
    void add_site(std::size_t site, double offer_usd_per_mwh);
    void add(std::size_t site, CurtailmentTier tier, RungTerms const& terms, double protected_mw);
    [[nodiscard]] bool binds(CurtailmentTier tier, RungTerms const& terms) const;
    [[nodiscard]] RungTerms terms_of_grant(std::size_t site) const;
    [[nodiscard]] RungTerms terms_of(CurtailmentContractSpec const& spec, std::int32_t row) const;
    void set_prices(std::span<double const> offer_usd_per_mwh);
    [[nodiscard]] bool bids(std::size_t site) const;
    [[nodiscard]] static double rest(Rung const& rung, double left_mw,
                                     BackupGenerators const& backup);
    void limit(std::size_t row, double slice_mw, TimePoint now, Notices const& notices,
               CutLedger& ledger);
    [[nodiscard]] double floor_mw(RungTerms const& terms, RungUse const& use, TimePoint now) const;

    World const& world_;
    Experiment const& experiment_;
    CutCaps caps_;
    std::vector<Rung> rungs_;
    std::vector<RungTerms> terms_;    ///< by rung
    std::vector<std::size_t> first_;  ///< by site; one more
    std::vector<double> wanted_mwh_;  ///< by site, in this calendar year
    int year_ = 0;
    double length_h_ = 1.0;
    std::vector<std::size_t> paid_;  ///< rungs that are paid for standing ready
    bool binds_ = false, holds_ = false;
    bool settled_ = false;  ///< as long as nothing is cut, caps are as the ledger knows
};

}  // namespace gridrush
