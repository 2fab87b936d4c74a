#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace gridrush {

/// Available capacity may fall this short of demand before it counts: rounding, not a shortage.
inline constexpr double shortfall_tolerance_mw = 1e-6;

/// How reliably a demand is served, per year of the load series. A shortfall is demand above the
/// available capacity; who is counted: everybody in the demand, since a single bus that is short
/// sheds all its customers in proportion to their demand.
struct AdequacyIndices {
    double lolh_h = 0.0;         ///< loss-of-load hours
    double lole_d = 0.0;         ///< loss-of-load expectation, from each day's peak hour only
    double short_days_d = 0.0;   ///< days with any shortfall; NaN where the method cannot tell
    double lolf_per_year = 0.0;  ///< shortfalls that begin, one at hour 0 included
    double eue_mwh = 0.0;        ///< expected unserved energy, all customers
    double firm_eue_mwh = 0.0;   ///< thereof of firm customers
};

struct AdequacyIndexInfo {
    std::string_view name;
    double AdequacyIndices::* value;
};

inline constexpr std::array<AdequacyIndexInfo, 6> adequacy_index_table{{
    {"lolh_h", &AdequacyIndices::lolh_h},
    {"lole_d", &AdequacyIndices::lole_d},
    {"short_days_d", &AdequacyIndices::short_days_d},
    {"lolf_per_year", &AdequacyIndices::lolf_per_year},
    {"eue_mwh", &AdequacyIndices::eue_mwh},
    {"firm_eue_mwh", &AdequacyIndices::firm_eue_mwh},
}};

/// Mean over sampled years and the standard error of that mean.
struct AdequacyEstimate {
    AdequacyIndices mean;
    AdequacyIndices standard_error;
};

/// Sums in the order of the rows. Precondition: at least two years.
[[nodiscard]] AdequacyEstimate estimate(std::vector<AdequacyIndices> const& years);

}  // namespace gridrush
