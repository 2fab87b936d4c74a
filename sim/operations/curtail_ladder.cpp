#include "sim/operations/curtail_ladder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace gridrush {
namespace {

using Tier = CurtailmentTier;
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double hours_per_year = 8760.0;
constexpr double kw_per_mw = 1000.0;
constexpr double negligible = 1e-9;
constexpr double below = 0.999;  ///< a price just below that of the next rung

int intervals_in(double minutes, Seconds interval) {
    return static_cast<int>(
        std::ceil(minutes * 60.0 / static_cast<double>(interval.count()) - negligible));
}

}  // namespace

Ladder::Ladder(World const& world, Experiment const& experiment, CutCaps const& caps)
    : world_{world},
      experiment_{experiment},
      caps_{caps},
      first_(world.sites.size() + 1, 0),
      wanted_mwh_(world.sites.size(), 0.0) {}

bool Ladder::bids(std::size_t site) const {
    return world_.sites.load_class[site] == LoadClass::mine &&
           experiment_.fleets[world_.sites.behaviour[site]].response == MineResponse::bid;
}

RungTerms Ladder::terms_of(CurtailmentContractSpec const& spec, std::int32_t row) const {
    return {.contract = row,
            .usd_per_mwh = spec.usd_per_mwh,
            .usd_per_kw_year = spec.usd_per_kw_year,
            .notice = intervals_in(spec.notice_minutes, experiment_.interval),
            .ramp_mw_per_min = spec.ramp_mw_per_min,
            .least_down = Seconds{std::llround(spec.least_down_minutes * 60.0)},
            .hours_per_year = spec.hours_per_year,
            .events_per_year = spec.events_per_year,
            .events_per_month = spec.events_per_month,
            .energy_share = spec.energy_share};
}

/// What the grant promised about its non-firm MW holds beside what the contract says.
RungTerms Ladder::terms_of_grant(std::size_t site) const {
    auto const& right = world_.sites.non_firm[site];
    auto const row = world_.sites.contract[site];
    RungTerms terms;
    if (row >= 0 &&
        experiment_.curtailment_contracts[static_cast<std::size_t>(row)].tier == Tier::non_firm) {
        terms = terms_of(experiment_.curtailment_contracts[static_cast<std::size_t>(row)], row);
    }
    terms.usd_per_mwh = std::max(terms.usd_per_mwh, right.compensation_usd_per_mwh);
    terms.hours_per_year = std::min(terms.hours_per_year, right.hours_per_year);
    terms.energy_share = std::min(terms.energy_share, right.energy_share);
    return terms;
}

bool Ladder::binds(Tier tier, RungTerms const& terms) const {
    auto const limited = terms.notice > 0 || terms.ramp_mw_per_min < infinite ||
                         terms.least_down > Seconds{0} || terms.hours_per_year < infinite ||
                         terms.events_per_year < infinite || terms.events_per_month < infinite ||
                         terms.energy_share < 1.0;
    auto const by_policy = caps_.hours_per_year < infinite || caps_.energy_share < 1.0;
    return tier != Tier::firm && (limited || by_policy);
}

void Ladder::add(std::size_t site, Tier tier, RungTerms const& terms, double protected_mw) {
    rungs_.push_back({.site = site,
                      .tier = tier,
                      .in_dispatch = !bids(site),
                      .binds = binds(tier, terms),
                      .protected_mw = protected_mw});
    if (terms.usd_per_kw_year > 0.0) {
        paid_.push_back(terms_.size());
    }
    terms_.push_back(terms);
}

void Ladder::add_site(std::size_t site, double offer_usd_per_mwh) {
    auto const& sites = world_.sites;
    auto const row = sites.contract[site];
    auto const* const contract =
        row < 0 ? nullptr : &experiment_.curtailment_contracts[static_cast<std::size_t>(row)];
    auto const firm_mw =
        sites.firm_mw[site] * sites.energised[site] * (1.0 - sites.interruptible_share[site]);
    auto const contracted_mw = contract == nullptr
                                   ? firm_mw
                                   : std::max(firm_mw * (1.0 - contract->share),
                                              std::min(firm_mw, contract->firm_level_mw));
    auto const limit_mw = sites.contract_mw(site) * sites.energised[site];
    if (offer_usd_per_mwh < experiment_.large_load_shed_usd_per_mwh) {
        auto const in_contract = contract != nullptr && contract->tier == Tier::non_firm;
        auto const kept_mw = in_contract ? contracted_mw : firm_mw;
        auto terms = terms_of_grant(site);
        terms.enrolled_mw = limit_mw - kept_mw;
        add(site, Tier::non_firm, terms, kept_mw);
        if (contract != nullptr && contract->tier == Tier::demand_response) {
            terms = terms_of(*contract, row);
            terms.enrolled_mw = firm_mw - contracted_mw;
            add(site, Tier::demand_response, terms, contracted_mw);
        }
    }
    if (contract != nullptr && contract->backup.share > 0.0) {
        auto terms = contract->tier == Tier::backup_generation
                         ? terms_of(*contract, row)
                         : RungTerms{.contract = row, .usd_per_mwh = contract->usd_per_mwh};
        auto const whole = std::floor(contract->backup.start_minutes * 60.0 /
                                      static_cast<double>(experiment_.interval.count()));
        terms.notice = std::max(terms.notice, static_cast<int>(whole));
        terms.enrolled_mw = BackupGenerators::capacity_mw(contract->backup, limit_mw);
        add(site, Tier::backup_generation, terms, 0.0);
    }
    auto const switched = contract != nullptr && contract->tier == Tier::remote_disconnect;
    auto const has_switch = contract != nullptr && contract->remote_disconnect;
    if (switched || has_switch || sites.has_switch[site] != 0) {
        auto terms = switched ? terms_of(*contract, row)
                              : RungTerms{.contract = has_switch ? row : -1,
                                          .usd_per_mwh = has_switch ? contract->usd_per_mwh : 0.0};
        terms.enrolled_mw = limit_mw;
        add(site, Tier::remote_disconnect, terms, 0.0);
    }
    add(site, Tier::firm, {}, 0.0);
}

/// The lowest rung has the policy's price, each other its own; none reaches that of the next rung
/// which anybody stands on.
void Ladder::set_prices(std::span<double const> offer_usd_per_mwh) {
    auto const& spec = experiment_.curtailment;
    auto const firm = experiment_.large_load_shed_usd_per_mwh;
    std::array<double, curtailment_tier_count> least{};
    least[static_cast<std::size_t>(Tier::demand_response)] = spec.demand_response_usd_per_mwh;
    least[static_cast<std::size_t>(Tier::backup_generation)] = spec.backup_usd_per_mwh;
    least[static_cast<std::size_t>(Tier::remote_disconnect)] =
        std::min(spec.remote_disconnect_usd_per_mwh, below * firm);
    least[static_cast<std::size_t>(Tier::firm)] = firm;
    auto most = least;
    most.fill(infinite);
    for (auto const& rung : rungs_) {
        for (std::size_t tier = 0; tier < static_cast<std::size_t>(rung.tier); ++tier) {
            auto const next = least[static_cast<std::size_t>(rung.tier)];
            most[tier] = rung.tier == Tier::firm ? most[tier] : std::min(most[tier], below * next);
        }
    }
    for (auto& rung : rungs_) {
        auto const tier = static_cast<std::size_t>(rung.tier);
        auto const by_offer = rung.tier <= Tier::demand_response;
        auto const offer = by_offer ? offer_usd_per_mwh[rung.site] : 0.0;
        rung.price_usd_per_mwh = std::max(least[tier], std::min(offer, most[tier]));
    }
}

void Ladder::lay_out(std::span<double const> offer_usd_per_mwh) {
    rungs_.clear();
    terms_.clear();
    paid_.clear();
    for (std::size_t site = 0; site < world_.sites.size(); ++site) {
        first_[site] = rungs_.size();
        if (world_.sites.energised[site] > 0.0) {
            add_site(site, offer_usd_per_mwh[site]);
        }
    }
    first_.back() = rungs_.size();
    set_prices(offer_usd_per_mwh);
    binds_ = caps_.energy_share < 1.0 || std::ranges::any_of(rungs_, &Rung::binds);
    holds_ = settled_ = false;
}

std::vector<std::size_t> Ladder::rows_of(std::span<std::size_t const> sites, Tier tier) const {
    std::vector<std::size_t> rows;
    for (auto const site : sites) {
        for (auto row = first_[site]; row < first_[site + 1]; ++row) {
            if (rungs_[row].tier == tier) {
                rows.push_back(row);
            }
        }
    }
    return rows;
}

std::vector<int> Ladder::notices() const {
    std::vector<int> leads;
    for (auto const& spec : experiment_.curtailment_contracts) {
        auto const start = std::floor(spec.backup.start_minutes * 60.0 /
                                      static_cast<double>(experiment_.interval.count()));
        leads.push_back(intervals_in(spec.notice_minutes, experiment_.interval));
        leads.push_back(std::max(leads.back(), static_cast<int>(start)));
        leads.push_back(static_cast<int>(start));
    }
    return leads;
}

double Ladder::hours_left(std::size_t row, RungUse const& use) const {
    auto const cap = rungs_[row].tier == Tier::firm
                         ? infinite
                         : std::min(terms_[row].hours_per_year, caps_.hours_per_year);
    return std::max(cap - use.year_hours, 0.0);
}

double Ladder::mwh_left(std::size_t row, RungUse const& use) const {
    auto const& rung = rungs_[row];
    auto cap = infinite;
    if (terms_[row].energy_share < 1.0) {
        cap = terms_[row].energy_share * world_.sites.contract_mw(rung.site) * hours_per_year;
    }
    if (caps_.energy_share < 1.0 && rung.tier != Tier::firm) {
        cap = std::min(cap, caps_.energy_share * (wanted_mwh_[rung.site] +
                                                  world_.sites.wanted_mw[rung.site] * length_h_));
    }
    return std::max(cap - use.year_mwh, 0.0);
}

/// What of `left_mw` stands on rungs above this one.
double Ladder::rest(Rung const& rung, double left_mw, BackupGenerators const& backup) {
    if (rung.tier == Tier::backup_generation) {
        return std::max(left_mw - backup.available_mw(rung.site), 0.0);
    }
    return std::min(left_mw, rung.protected_mw);
}

/// What stays cut since the cut may fall only so fast, or has not lasted long enough.
double Ladder::floor_mw(RungTerms const& terms, RungUse const& use, TimePoint now) const {
    if (use.last_mw <= 0.0) {
        return 0.0;
    }
    auto const ramp_mw = terms.ramp_mw_per_min * 60.0 * length_h_;
    bool const must_stay = now < use.began_at + terms.least_down;
    return must_stay ? use.last_mw : std::max(use.last_mw - ramp_mw, 0.0);
}

void Ladder::limit(std::size_t row, double slice_mw, TimePoint now, Notices const& notices,
                   CutLedger& ledger) {
    auto& rung = rungs_[row];
    rung.most_mw = std::max(0.0, slice_mw);
    if (!rung.binds) {
        return;
    }
    auto const& use = ledger.use(rung.site, rung.tier);
    auto const& terms = terms_[row];
    auto most = std::min(slice_mw, use.last_mw + terms.ramp_mw_per_min * 60.0 * length_h_);
    bool const starts = use.last_mw <= 0.0;
    auto const energy_mw = mwh_left(row, use) / length_h_;
    bool const capped = hours_left(row, use) + negligible < length_h_ || energy_mw <= negligible ||
                        (starts && (use.year_events + 1 > terms.events_per_year ||
                                    use.month_events + 1 > terms.events_per_month));
    if (slice_mw <= 0.0) {
        settled_ = settled_ && (!capped || use.capped);
        return;
    }
    if (capped) {
        ledger.reach_cap(rung.site, rung.tier, terms.contract, now);
    }
    most = capped ? 0.0 : std::min(most, energy_mw);
    rung.held_mw = std::min(floor_mw(terms, use, now), most);
    holds_ = holds_ || rung.held_mw > 0.0;
    rung.most_mw = notices.announced(terms.notice) ? most : rung.held_mw;
}

void Ladder::pay_stand_by(double length_h, CutLedger& ledger) const {
    for (auto const row : paid_) {
        auto const& terms = terms_[row];
        ledger.pay_stand_by(
            rungs_[row].site, rungs_[row].tier, terms.contract,
            terms.enrolled_mw * kw_per_mw * terms.usd_per_kw_year * length_h / hours_per_year);
    }
}

void Ladder::begin(TimePoint now, double length_h, std::span<double const> demand_mw,
                   Notices const& notices, BackupGenerators const& backup, CutLedger& ledger) {
    length_h_ = length_h;
    holds_ = false;
    settled_ = ledger.is_quiet();
    if (year_ != ledger.year()) {
        year_ = ledger.year();
        std::ranges::fill(wanted_mwh_, 0.0);
    }
    for (std::size_t row = 0; row < rungs_.size();) {
        auto const site = rungs_[row].site;
        auto left = demand_mw[site];
        double refused = 0.0;
        for (; row < first_[site + 1]; ++row) {
            auto& rung = rungs_[row];
            rung.cut_mw = rung.held_mw = 0.0;
            if (rung.tier == Tier::firm) {
                rung.most_mw = left + refused;
                continue;
            }
            auto const below_mw = rest(rung, left, backup);
            auto mw = left - below_mw;
            if (rung.tier == Tier::remote_disconnect) {
                mw += std::exchange(refused, 0.0);  // a switch takes all
            }
            left = below_mw;
            limit(row, mw, now, notices, ledger);
            refused += mw - rung.most_mw;
        }
    }
}

void Ladder::book_wanted(double length_h) {
    if (caps_.energy_share < 1.0) {
        for (std::size_t site = 0; site < wanted_mwh_.size(); ++site) {
            wanted_mwh_[site] += world_.sites.wanted_mw[site] * length_h;
        }
    }
}

}  // namespace gridrush
