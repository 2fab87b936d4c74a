#include <algorithm>
#include <array>
#include <string>

#include "policies/interconnection/hook_makers.hpp"
#include "policies/interconnection/orderings/orderings.hpp"
#include "policies/interconnection/rules/rules.hpp"
#include "policies/interconnection/services/services.hpp"

namespace gridrush {
namespace {

using enum HookKind;

/// One row per hook: what it is, where it comes from, whether its numbers were verified.
constexpr std::array catalog{
    HookInfo{ordering, "serial",
             "One by one in the order of application, everybody ahead counted as built; studied "
             "anew when somebody ahead leaves.",
             "FERC Order 2003 pro forma (unverified); times: NBER w31946", "2023-12-01", true,
             serial_parameters},
    HookInfo{ordering, "cluster",
             "The requests of a window are one study, then a decision point, then a restudy until "
             "nobody leaves, then a facilities study.",
             "FERC Order 2023 and 2023-A; schedule unverified", "2023-07-28", false,
             cluster_parameters},
    HookInfo{ordering, "batch",
             "All that stand in the queue when a period begins are one study; what is left over "
             "goes into the next.",
             "ERCOT PGRR145, Batch Zero and later", "2026-06-18", true, batch_parameters},
    HookInfo{ordering, "individual",
             "Each by itself as soon as it has applied; nobody waits for others.",
             "SPP HILL 90-day study (ER26-247)", "2026-01-15", true, individual_parameters},
    HookInfo{ordering, "readiness",
             "Windows take in only who is ready and whom a pot of megawatts still holds.",
             "GB TMO4+ Gate 2 (Ofgem)", "2025-06-10", true, readiness_parameters},
    HookInfo{ordering, "tender",
             "When others ask at the same node soon after the first, all are scored and the best "
             "are served first.",
             "Spain, RD 1183/2020 as amended by RDL 8/2023", "2025-07-17", true, tender_parameters},
    HookInfo{ordering, "auction",
             "Sealed bids for the capacity of a node; all who win pay the highest bid that was not "
             "served in full, or the reserve.",
             "modelling choice; Vickrey (1961) and Ausubel et al. (2014) on bidding (unverified)",
             "2026-10-01", false, auction_parameters},
    HookInfo{
        ordering, "fast_lane",
        "Some classes are studied at once, so many a year, ahead of all who wait; the others go "
        "the usual way.",
        "after PJM EIT (FERC filing)", "2026-08-01", true, fast_lane_parameters},
    HookInfo{ordering, "immediate", "Nobody is studied.", "baseline", "2026-10-01", true,
             immediate_parameters},

    HookInfo{gate, "money", "A fee, a security, and what of it is lost by leaving later.",
             "general form; no numbers of its own", "2026-10-01", true, money_parameters},
    HookInfo{gate, "site_control", "The land must be held.", "Texas SB6; FERC Order 2023",
             "2025-06-20", true, site_control_parameters},
    HookInfo{gate, "financing", "The money must be committed.", "AEP Ohio data center tariff",
             "2025-07-23", true, financing_parameters},
    HookInfo{gate, "permits", "Planning consent or a valid application for it.",
             "GB Gate 2 readiness", "2025-04-15", true, permits_parameters},
    HookInfo{gate, "disclosure", "Requests of one project filed elsewhere may come to light.",
             "Texas SB6, PURA 37.0561(c)", "2025-06-20", true, disclosure_parameters},
    HookInfo{gate, "own_generation", "Own power stations must cover a share of the request.",
             "Ireland CRU/2025/236; SPP HILLGA", "2025-12-12", true,
             own_generation_gate_parameters},
    HookInfo{gate, "remote_disconnect", "It must be possible to switch it off from afar.",
             "Texas SB6", "2025-06-20", true, remote_disconnect_parameters},
    HookInfo{gate, "size_tiers", "Study and readiness deposits by size, and withdrawal penalties.",
             "FERC Order 2023, numbers unverified", "2023-07-28", false, size_tiers_parameters},
    HookInfo{gate, "sb6",
             "Study fee, security per MW before a study, disclosure, land and remote disconnection "
             "for large loads.",
             "Texas SB6 and 16 TAC 25.194; forfeiture by the proposal of 2026-03-12 (unverified)",
             "2026-10-08", false, sb6_parameters},

    HookInfo{service, "firm", "All of the request, firm, or nothing yet.", "baseline", "2026-10-01",
             true, firm_parameters},
    HookInfo{service, "firm_by_year",
             "Firm megawatts by year as found; the rest of the request waits on.", "ERCOT PGRR145",
             "2026-06-18", true, firm_by_year_parameters},
    HookInfo{service, "provisional", "Firm as found, the rest may be cut until the upgrades stand.",
             "ERCOT PCLR; SPP CHILLS (FERC 2026-06-05)", "2026-06-18", true,
             provisional_parameters},
    HookInfo{service, "hours_cap", "May be cut in so many hours of a year.",
             "Netherlands TDTR85 (ACM)", "2024-07-16", true, hours_cap_parameters},
    HookInfo{service, "energy_cap", "Such a share of its yearly energy may be cut.",
             "Norris et al., Duke NI R 25-01", "2025-02-01", true, energy_cap_parameters},
    HookInfo{service, "curtailable_until",
             "Where a reinforcement will come: cut in limited hours until then, paid beyond.",
             "GB Access SCR; numbers unverified", "2023-04-01", false,
             curtailable_until_parameters},
    HookInfo{service, "connect_all",
             "Connected as soon as its own works allow; what does not fit may be cut.",
             "after GB Connect and Manage", "2026-10-01", true, connect_all_parameters},
    HookInfo{service, "uncovered",
             "Connected now; only what own power stations cover is firm, the rest may be cut "
             "against payment.",
             "PJM IRAS, pending at FERC", "2026-08-13", true, uncovered_parameters},
    HookInfo{service, "own_generation", "Limited to its own accredited megawatts.",
             "SPP HILLGA (ER26-247); Ireland CRU/2025/236", "2026-01-15", true,
             own_generation_service_parameters},
    HookInfo{service, "phased", "Firm as found, in even yearly steps.",
             "PJM forecast ramp, AEP Ohio ramp", "2026-10-01", true, phased_parameters},

    HookInfo{term, "cost", "Who pays for upgrades.", "FERC Order 2023 (unverified)", "2023-07-28",
             false, cost_parameters},
    HookInfo{term, "minimum_take", "A share of the contract is paid whether drawn or not.",
             "AEP Ohio data center tariff", "2025-07-23", false, minimum_take_parameters},
    HookInfo{term, "exit_fee", "Leaving before the term costs months of minimum charges.",
             "AEP Ohio data center tariff", "2025-07-23", true, exit_fee_parameters},
    HookInfo{term, "use_or_lose", "Capacity that is not used is withdrawn.",
             "EU gas congestion management", "2026-10-01", true, use_or_lose_parameters},
    HookInfo{term, "transfer", "What becomes of the right when holder or use change.",
             "Texas PURA 37.0561(a); ERCOT interim process", "2025-06-20", false,
             transfer_parameters},
    HookInfo{term, "phasing", "The contract must be reached within a ramp.",
             "AEP Ohio data center tariff", "2025-07-23", true, phasing_parameters},
};

template <class Maker>
struct MakerRow {
    std::string_view name;
    Maker make;
};

constexpr std::array ordering_makers{
    MakerRow{"serial", make_serial},       MakerRow{"cluster", make_cluster},
    MakerRow{"batch", make_batch},         MakerRow{"individual", make_individual},
    MakerRow{"readiness", make_readiness}, MakerRow{"tender", make_tender},
    MakerRow{"auction", make_auction},     MakerRow{"fast_lane", make_fast_lane},
    MakerRow{"immediate", make_immediate}};
constexpr std::array gate_makers{MakerRow{"money", make_money},
                                 MakerRow{"site_control", make_site_control},
                                 MakerRow{"financing", make_financing},
                                 MakerRow{"permits", make_permits},
                                 MakerRow{"disclosure", make_disclosure},
                                 MakerRow{"own_generation", make_own_generation_gate},
                                 MakerRow{"remote_disconnect", make_remote_disconnect},
                                 MakerRow{"size_tiers", make_size_tiers},
                                 MakerRow{"sb6", make_sb6}};
constexpr std::array service_makers{MakerRow{"firm", make_firm},
                                    MakerRow{"firm_by_year", make_firm_by_year},
                                    MakerRow{"provisional", make_provisional},
                                    MakerRow{"hours_cap", make_hours_cap},
                                    MakerRow{"energy_cap", make_energy_cap},
                                    MakerRow{"curtailable_until", make_curtailable_until},
                                    MakerRow{"connect_all", make_connect_all},
                                    MakerRow{"uncovered", make_uncovered},
                                    MakerRow{"own_generation", make_own_generation_service},
                                    MakerRow{"phased", make_phased}};
constexpr std::array term_setters{
    MakerRow{"cost", set_cost},         MakerRow{"minimum_take", set_minimum_take},
    MakerRow{"exit_fee", set_exit_fee}, MakerRow{"use_or_lose", set_use_or_lose},
    MakerRow{"transfer", set_transfer}, MakerRow{"phasing", set_phasing}};

template <class Rows>
auto maker(Rows const& rows, std::string_view name) {
    return std::ranges::find_if(rows, [&](auto const& row) { return row.name == name; })->make;
}

}  // namespace

std::string_view to_string(HookKind kind) {
    static constexpr std::array<std::string_view, hook_kind_count> names{"ordering", "gate",
                                                                         "service", "term"};
    return names[static_cast<std::size_t>(kind)];
}

std::span<HookInfo const> hook_catalog() {
    return catalog;
}

HookInfo const* find_hook(HookKind kind, std::string_view name) {
    auto const found = std::ranges::find_if(
        catalog, [&](HookInfo const& info) { return info.kind == kind && info.name == name; });
    return found == catalog.end() ? nullptr : &*found;
}

std::vector<std::string> hook_names(HookKind kind) {
    std::vector<std::string> names;
    for (HookInfo const& info : catalog) {
        if (info.kind == kind) {
            names.emplace_back(info.name);
        }
    }
    return names;
}

std::unique_ptr<Ordering> make_ordering(HookChoice const& choice) {
    return maker(ordering_makers, choice.name)(choice.parameters);
}

std::unique_ptr<Service> make_service(HookChoice const& choice) {
    return maker(service_makers, choice.name)(choice.parameters);
}

std::vector<Gate> make_gates(HookChoice const& choice) {
    return maker(gate_makers, choice.name)(choice.parameters);
}

void set_terms(HookChoice const& choice, Terms& terms) {
    maker(term_setters, choice.name)(choice.parameters, terms);
}

}  // namespace gridrush
