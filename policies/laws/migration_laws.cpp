#include <array>
#include <set>

#include "policies/laws/harness.hpp"

namespace gridrush {
namespace {

/// Columns of a case: its rows are tenants. The sites are the case's world, so that they stay the
/// same when tenants are left out.
enum Column : std::size_t {
    tenant,
    kind,
    site,
    it_mw,
    state_gb,
    restart_h,
    move_usd,
    worth,
    unsaved_h,
    flexible_share,
    split_to,
    split_share,
    lease_ends_at,
    paused,
    moving,
};

/// What a case's sites are like.
struct Hosts {
    std::vector<SiteId> site;
    std::vector<double> granted, free_it_mw, price, month_price, month_granted, co2, cut, wan;

    explicit Hosts(LawCase const& law_case) {
        auto const number = [&](std::uint32_t what, std::size_t row) {
            return world_number(law_case, what, static_cast<std::uint32_t>(row));
        };
        auto const rows = static_cast<std::size_t>(7.0 * number(1, 0));
        bool const first = number(2, 0) < 0.1;  // nothing is known yet
        double const unknown = std::numeric_limits<double>::quiet_NaN();
        for (std::size_t row = 0; row < rows; ++row) {
            site.emplace_back(row);
            granted.push_back(number(3, row) < 0.5 ? 1.0 : number(4, row));
            free_it_mw.push_back(number(5, row) < 0.3 ? 0.0 : 600.0 * number(6, row));
            price.push_back(first ? unknown : 200.0 * number(7, row) - 20.0);
            month_price.push_back(first ? unknown : 100.0 * number(8, row));
            month_granted.push_back(first ? unknown : 1.0 - 0.3 * number(9, row));
            co2.push_back(number(10, row));
            cut.push_back(number(11, row) < 0.5 ? 0.0 : number(12, row));
            wan.push_back(number(13, row) < 0.1 ? 0.0 : 400.0 * number(14, row));
        }
    }
    [[nodiscard]] HostColumns columns() const {
        return {site, granted, free_it_mw, price, month_price, month_granted, co2, cut, wan};
    }
};

struct MigrationLaws {
    using Policy = MigrationPolicy;
    static constexpr bool has_row_order = true;
    static constexpr bool one_per_row = false;

    static std::vector<LawCount> laws() {
        return {{"known_tenants", "moves are about tenants of the view"},
                {"once", "each tenant at most once"},
                {"left_alone", "who is on its way is left alone"},
                {"in_turn", "who runs is paused, who is paused is resumed, inference is split"},
                {"known_sites", "moves and splits go to a site of the view where it is not yet"},
                {"is_number", "the share of a split is a number of 0 to 1"},
                {"room", "what arrives at a site in all fits in free_it_mw"}};
    }
    static LawCase random(Rng& rng) {
        using enum ColumnKind;
        auto law_case =
            random_case({"tenant", "kind", "site", "it_mw", "state_gb", "restart_h", "move_usd",
                         "worth_usd_per_mwh", "unsaved_h", "flexible_share", "split_to",
                         "split_share", "lease_ends_at", "paused", "moving"},
                        {id, id, id, mw, mw, mw, mw, mw, mw, mw, id, mw, past, id, id}, rng);
        auto const hosts = static_cast<double>(Hosts{law_case}.site.size());
        auto& columns = law_case.columns;
        for (std::size_t row = 0; row < law_case.rows(); ++row) {
            bool const inference = rng.uniform() < 0.3;
            columns[kind][row] = inference ? 3.0 : std::floor(3.0 * rng.uniform());
            columns[site][row] = std::floor((hosts + 0.2) * rng.uniform());  // or at none of them
            columns[restart_h][row] = rng.uniform();
            columns[unsaved_h][row] = 0.5 * rng.uniform();
            columns[flexible_share][row] = 0.25 * std::floor(3.0 * rng.uniform());
            auto const other = std::floor(hosts * rng.uniform());
            bool const split =
                inference && hosts > 1.0 && other != columns[site][row] && rng.uniform() < 0.4;
            columns[split_to][row] = split ? other : -1.0;
            columns[split_share][row] = split ? rng.uniform() : 0.0;
            columns[lease_ends_at][row] += 86400.0 * std::floor(1500.0 * rng.uniform());
            columns[paused][row] = rng.uniform() < 0.2 ? 1.0 : 0.0;
            columns[moving][row] = rng.uniform() < 0.2 ? 1.0 : 0.0;
        }
        return law_case;
    }
    static std::string text(LawCase const& law_case) {
        Hosts const hosts{law_case};
        auto told = fmt::format("now {}, forecast_h {:g}, sites", format_time(law_time()),
                                forecast_h(law_case));
        for (std::size_t row = 0; row < hosts.site.size(); ++row) {
            told += fmt::format(
                " [{}: granted {:.3g}, free {:.4g} MW, {:.4g} USD/MWh, month "
                "{:.4g} USD/MWh and {:.3g}, CO2 {:.3g}, cut {:.3g}, {:.4g} Gb/s]",
                row, hosts.granted[row], hosts.free_it_mw[row], hosts.price[row],
                hosts.month_price[row], hosts.month_granted[row], hosts.co2[row], hosts.cut[row],
                hosts.wan[row]);
        }
        return told;
    }
    static double forecast_h(LawCase const& law_case) { return law_case.share < 0.2 ? 4.0 : 24.0; }
    static std::vector<SiteId> sites(std::vector<double> const& column) {
        std::vector<SiteId> found;
        for (double const code : column) {
            found.push_back(code < 0.0 ? SiteId{} : SiteId{static_cast<std::size_t>(code)});
        }
        return found;
    }
    static MigrationDecision ask(Policy& policy, LawCase const& law_case, Rng& rng, Findings&) {
        auto const& columns = law_case.columns;
        Hosts const hosts{law_case};
        auto const tenants = law_case.ids<TenantId>(tenant);
        auto const at = sites(columns[site]);
        auto const elsewhere = sites(columns[split_to]);
        auto const ends = law_case.times(lease_ends_at);
        std::vector<TenantKind> kinds;
        for (double const code : columns[kind]) {
            kinds.push_back(static_cast<TenantKind>(code));
        }
        std::vector<std::uint8_t> const stopped(columns[paused].begin(), columns[paused].end());
        std::vector<std::uint8_t> const away(columns[moving].begin(), columns[moving].end());
        return policy.decide({.now = law_time(),
                              .hosts = hosts.columns(),
                              .tenants = {.tenant = tenants,
                                          .kind = kinds,
                                          .site = at,
                                          .it_mw = columns[it_mw],
                                          .state_gb = columns[state_gb],
                                          .restart_h = columns[restart_h],
                                          .move_usd = columns[move_usd],
                                          .worth_usd_per_mwh = columns[worth],
                                          .unsaved_h = columns[unsaved_h],
                                          .flexible_share = columns[flexible_share],
                                          .split_to = elsewhere,
                                          .split_share = columns[split_share],
                                          .lease_ends_at = ends,
                                          .paused = stopped,
                                          .moving = away},
                              .forecast_h = forecast_h(law_case)},
                             rng);
    }

    /// Goes through the moves of a case and keeps count of the room that is left.
    struct Judge {
        LawCase const& law_case;
        Findings& findings;
        Hosts hosts{law_case};
        std::set<TenantId> named{};

        void move(Move const& one) {
            auto const tenants = law_case.ids<TenantId>(tenant);
            auto const found = std::ranges::find(tenants, one.tenant);
            if (found == tenants.end()) {
                return broken("known_tenants", one, "is none of the view");
            }
            if (!named.insert(one.tenant).second) {
                broken("once", one, "is named twice");
            }
            auto const row = static_cast<std::size_t>(found - tenants.begin());
            if (value(moving, row) != 0.0) {
                broken("left_alone", one, "is on its way");
            }
            if (!in_turn(one, row)) {
                broken("in_turn", one, fmt::format("cannot do this (kind {})", words(one.kind)));
            }
            bool const splits = one.kind == MoveKind::split;
            if (splits && !(one.share >= 0.0 && one.share <= 1.0)) {
                return broken("is_number", one, fmt::format("splits a share of {}", one.share));
            }
            if (one.kind == MoveKind::move || (splits && one.share > 0.0)) {
                arrive(one, row, splits ? one.share : 1.0);
            }
        }
        void arrive(Move const& one, std::size_t row, double share) {
            auto const host = std::ranges::find(hosts.site, one.to);
            if (host == hosts.site.end() || one.to.code() == static_cast<int>(value(site, row))) {
                return broken("known_sites", one, fmt::format("goes to site {}", one.to.code()));
            }
            bool const there = one.kind == MoveKind::split &&
                               one.to.code() == static_cast<int>(value(split_to, row));
            double const already = there ? value(split_share, row) : 0.0;
            double& room = hosts.free_it_mw[static_cast<std::size_t>(host - hosts.site.begin())];
            double const arriving = std::max(0.0, share - already) * value(it_mw, row);
            room -= arriving;
            if (room < -1e-6 * (1.0 + arriving)) {
                broken("room", one,
                       fmt::format("brings {} MW to site {}, where {} MW is left", arriving,
                                   one.to.code(), room + arriving));
            }
        }
        [[nodiscard]] bool in_turn(Move const& one, std::size_t row) const {
            switch (one.kind) {
                case MoveKind::move:
                    return true;
                case MoveKind::split:
                    return value(kind, row) == static_cast<double>(TenantKind::inference);
                case MoveKind::pause:
                    return value(paused, row) == 0.0;
                case MoveKind::resume:
                    return value(paused, row) != 0.0;
            }
            return false;
        }
        [[nodiscard]] double value(Column column, std::size_t row) const {
            return law_case.columns[column][row];
        }
        [[nodiscard]] static std::string words(MoveKind kind) {
            static constexpr std::array<std::string_view, 4> names{"move", "split", "pause",
                                                                   "resume"};
            auto const code = static_cast<std::size_t>(kind);
            return code < names.size() ? std::string{names[code]} : fmt::format("number {}", code);
        }
        void broken(std::string_view law, Move const& one, std::string const& what) {
            findings.push_back({law, fmt::format("tenant {} {}", one.tenant.code(), what)});
        }
    };
    static void judge(LawCase const& law_case, MigrationDecision const& moves, Findings& findings) {
        Judge judge{.law_case = law_case, .findings = findings};
        for (Move const& move : moves) {
            judge.move(move);
        }
    }
    static std::vector<double> numbers(MigrationDecision moves) {
        std::ranges::stable_sort(moves, {}, [](Move const& move) { return move.tenant; });
        std::vector<double> found;
        for (Move const& move : moves) {
            found.insert(found.end(),
                         {static_cast<double>(move.tenant.code()), static_cast<double>(move.kind),
                          static_cast<double>(move.to.code()), move.share});
        }
        return found;
    }
};

}  // namespace

LawReport check_laws(PolicyMaker<MigrationPolicy> const& make, LawOptions const& options) {
    return LawHarness<MigrationLaws>{make, options}.run();
}

}  // namespace gridrush
