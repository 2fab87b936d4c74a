#pragma once

#include <array>
#include <string>
#include <vector>

#include "topology/grid.hpp"
#include "policies/interconnection/interconnection.hpp"
#include "sim/experiment.hpp"
#include "sim/loads/mine.hpp"
#include "sim/observer.hpp"

namespace gridrush {

/// Large loads: one row per site of the start, then one per request (empty until energised).
struct SiteColumns {
    std::vector<std::string> id;
    std::vector<LoadClass> load_class;
    std::vector<SubstationId> substation;
    std::vector<BusId> bus;
    std::vector<std::size_t> behaviour;  ///< row of the fleet or of the profile
    std::vector<double> interruptible_share;
    std::vector<double> bid_usd_per_mwh;
    std::vector<double> metered_share;   ///< drawn at most, of the contract
    std::vector<std::int32_t> contract;  ///< row of its curtailment contract, -1 = none
    std::vector<char> has_switch;        ///< 1 = its regime may switch it off from afar

    std::vector<double> firm_mw, non_firm_mw;  ///< contract now in force
    std::vector<double> promised_mw;           ///< firm MW of its later years above those of now
    std::vector<NonFirmRight> non_firm;        ///< what holds for its non-firm MW
    std::vector<double> energised;             ///< fraction of the contract that may be drawn
    std::vector<TimePoint> energised_at;
    std::vector<double> hosted_mw;  ///< what its tenants would draw; NaN = it takes none

    /// One operating interval.
    std::vector<double> limit_mw;   ///< contract that may be drawn now
    std::vector<double> wanted_mw;  ///< what it would draw if nothing else limited it
    std::array<std::vector<double>, cut_cause_count> cut_mw;
    std::vector<double> consumed_mw;  ///< wanted less all cuts
    std::vector<double> backup_mw;    ///< of what is cut, that its own generators carry
    std::vector<double> lmp_usd_per_mwh;

    /// Since the start of the run, and since the last month's end.
    std::vector<double> consumed_mwh, month_consumed_mwh, month_cut_mwh, month_price_sum;
    std::array<std::vector<double>, cut_cause_count> cut_mwh;
    std::vector<double> quarter_consumed_mwh, quarter_margin_usd;
    std::vector<double> missed_gpu_h, sla_credit_usd;  ///< of tenants while they are there

    [[nodiscard]] std::size_t size() const { return id.size(); }
    /// What its machines run on: the grid's and its own generators'.
    [[nodiscard]] double powered_mw(std::size_t site) const {
        return consumed_mw[site] + backup_mw[site];
    }
    [[nodiscard]] double contract_mw(std::size_t site) const {
        return firm_mw[site] + non_firm_mw[site];
    }
};

/// All state of a run that changes, as columns; the grid and the experiment do not.
struct World {
    World(Experiment const& experiment, Grid const& grid);

    SiteColumns sites;
    MineTranches tranches;
    std::vector<std::size_t> first_tranche;  ///< per site; size + 1 entries
    QueueColumns queue;
    std::size_t first_request_site = 0;  ///< site row of request 0

    std::vector<double> asked_mw;  ///< per request: requested, or what it shrank to

    std::vector<std::vector<double>> added_bank_mva;  ///< per substation, by upgrades
    std::vector<double> firm_capacity_mw;     ///< per substation, at the large loads' power factor
    std::vector<double> bank_capacity_mw;     ///< per substation, all banks
    std::vector<double> substation_limit_mw;  ///< what its banks may carry in this interval
    std::vector<double> substation_load_mw;

    std::vector<int> generator_out, branch_out,
        bank_out;                            ///< reasons why a unit is out; 0 = available
    std::vector<double> bank_consumed_life;  ///< per bank, share of the normal life

    [[nodiscard]] SiteId site_of(RequestId request) const {
        return SiteId{first_request_site + request.index()};
    }
};

/// Throws std::logic_error naming the first law that the state breaks: energies non-negative, no
/// site above its limit, cuts and consumption adding up to what was wanted.
void check_invariants(World const& world);

}  // namespace gridrush
