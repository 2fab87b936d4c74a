#pragma once

#include <span>
#include <string_view>

#include "topology/grid.hpp"

namespace gridrush {

/// An assumption about upgrades with where it comes from. What no public source says is a modelling
/// choice; what could not be checked is marked unverified.
struct UpgradeFigure {
    std::string_view name;
    double value = 0.0;
    std::string_view unit;
    std::string_view source;
    std::string_view as_of;
};

namespace upgrade_figures {

inline constexpr std::string_view miso_mtep24 =
    "MISO MTEP24 transmission cost estimation guide, exploratory costs, tables 4.1 and 4.2, "
    "including 30 % contingency and 7.5 % AFUDC";
inline constexpr std::string_view choice = "modelling choice";

inline constexpr UpgradeFigure contingency{
    "contingency", 0.30, "share",
    "that of MISO MTEP24, put on transformers; its own figures include it", "2024"};
inline constexpr UpgradeFigure transformer_escalation{
    "transformer_escalation", 1.8, "factor",
    "NIAC June 2024: transformers +80 % since 2020; its use on these prices is unverified",
    "2024-06"};
inline constexpr UpgradeFigure small_transformer{"small_transformer", 40'000.0, "USD/MVA",
                                                 "unverified; units of 60 MVA and less", "2026-10"};
inline constexpr UpgradeFigure transformer_weeks{
    "transformer_weeks", 128.0, "weeks", "Wood Mackenzie, large power transformers", "2025-06"};
inline constexpr UpgradeFigure breaker_weeks{
    "breaker_weeks", 151.0, "weeks",
    "high-voltage circuit breakers, late 2023 (Norris et al. 2025)", "2023-12"};
inline constexpr UpgradeFigure reconductor_weeks{"reconductor_weeks", 104.0, "weeks", choice,
                                                 "2026-10"};
inline constexpr UpgradeFigure new_line_weeks{"new_line_weeks", 208.0, "weeks", choice, "2026-10"};
inline constexpr UpgradeFigure new_substation_weeks{"new_substation_weeks", 208.0, "weeks", choice,
                                                    "2026-10"};
inline constexpr UpgradeFigure terminal_gain{"terminal_gain", 0.2, "share of the rating", choice,
                                             "2026-10"};
inline constexpr UpgradeFigure reconductor_gain{"reconductor_gain", 0.5, "share of the rating",
                                                choice, "2026-10"};
inline constexpr UpgradeFigure routing{"routing", 1.3, "km per km of straight line",
                                       "MISO MTEP24, routing adder of 30 %", "2024"};
inline constexpr UpgradeFigure default_length{"default_length", 40.0, "km", choice, "2026-10"};
inline constexpr UpgradeFigure default_kv{"default_kv", 138.0, "kV", choice, "2026-10"};
inline constexpr UpgradeFigure default_bank{"default_bank", 100.0, "MVA", choice, "2026-10"};

/// All of these, for documents.
[[nodiscard]] std::span<UpgradeFigure const> all();

}  // namespace upgrade_figures

/// Costs by voltage: of the level that is next in MISO's table. USD, MISO MTEP24, with contingency.
[[nodiscard]] double new_line_usd_per_km(double kv);
[[nodiscard]] double reconductor_usd_per_km(double kv);
[[nodiscard]] double position_usd(double kv);        ///< one more in a substation, with its breaker
[[nodiscard]] double new_substation_usd(double kv);  ///< of six positions

/// A transformer of `mva` between two voltages, with contingency. From 200 MVA on the price per MVA
/// of the MISO table in NREL reVX (2019 USD) times transformer_escalation; up to 60 MVA
/// small_transformer; in between on a straight line.
[[nodiscard]] double transformer_usd(double high_kv, double low_kv, double mva);

/// Of the voltages of its ends the higher one; default_kv where the grid has none.
[[nodiscard]] double branch_kv(Grid const& grid, BranchId branch);
/// Length that the grid gives, else the straight line between its ends times routing, else
/// default_length.
[[nodiscard]] double branch_length_km(Grid const& grid, BranchId branch);

}  // namespace gridrush
