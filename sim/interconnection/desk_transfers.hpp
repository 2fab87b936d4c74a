#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "policies/interconnection/connection_rules.hpp"
#include "policies/interconnection/interconnection.hpp"
#include "sim/interconnection/desk_money.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Connections that pass from a site of the start to the request that converts it.
///
/// Where the right passes (TransferRight), the request keeps the site's MW less the haircut without
/// a study; the site runs on until the request is energised, and what is not kept goes back to the
/// pool then. Where it does not pass, the site ends and all of its MW go back when the request
/// enters the queue. Of several requests that convert one site the first to sign, or to give it up,
/// has it; to the others it is gone.
class DeskTransfers {
public:
    static constexpr auto no_site = std::numeric_limits<std::size_t>::max();

    /// All must outlive this object.
    DeskTransfers(World& world, Experiment const& experiment, TransferRight const& right,
                  TellQueue const& tell);

    /// MW that the request takes over without a study; 0 where there is nothing to take over.
    [[nodiscard]] double kept_mw(RequestId request) const;
    /// What the holder wants for the site that the request would take over or give up, USD.
    [[nodiscard]] double price_usd(RequestId request) const;
    /// What the desk offers of what it keeps: the site's own firm share.
    [[nodiscard]] Ruling in_place(RequestId request) const;
    /// Row of the site whose connection passes to the request, until it is energised.
    [[nodiscard]] std::size_t passing_site(RequestId request) const;
    /// Whether a request has signed for the connection of the site.
    [[nodiscard]] bool is_taken(std::size_t site) const { return taken_by_[site].valid(); }

    /// The request enters the queue: a site whose right does not pass ends. Whether one did.
    bool enter(RequestId request, TimePoint now);
    /// The request has signed for `mw` at the most.
    void sign(RequestId request, double mw);
    /// The request goes into operation: the site that it converts ends. MW that go back to the
    /// pool; none where it converts nothing.
    std::optional<double> energise(RequestId request, TimePoint now);

private:
    [[nodiscard]] bool passes(RequestId request) const;
    [[nodiscard]] std::size_t standing_site(RequestId request) const;
    void end_site(std::size_t site);

    World& world_;
    Experiment const& experiment_;
    TransferRight const& right_;
    TellQueue const& tell_;
    std::vector<std::size_t> converts_;  ///< per request, row of the site
    std::vector<RequestId> taken_by_;    ///< per site of the start
};

}  // namespace gridrush
