#include "sim/operations/frequency_relays.hpp"

#include <algorithm>

namespace gridrush {

FrequencyRelays::FrequencyRelays(Grid const& grid, UnderFrequencySpec const& spec)
    : spec_{spec},
      was_out_(grid.generators().size(), 0),
      produced_mw_(grid.generators().size(), 0.0),
      available_mw_(grid.generators().size(), 0.0) {}

double FrequencyRelays::shed_share(std::span<int const> out, double load_mw) {
    stage_ = 0;
    if (spec_.stages.empty() || load_mw <= 0.0) {
        return 0.0;
    }
    double lost = 0.0;
    double reserve = 0.0;
    for (std::size_t row = 0; row < out.size(); ++row) {
        if (out[row] == 0) {
            reserve += std::max(available_mw_[row] - produced_mw_[row], 0.0);
        } else if (was_out_[row] == 0) {
            lost += std::max(produced_mw_[row], 0.0);
        }
    }
    auto const missing = lost - spec_.responsive_share * reserve;
    if (!(missing > 0.0)) {  // also where the last interval failed
        return 0.0;
    }
    auto const acts = std::ranges::find_if(
        spec_.stages, [&](double share) { return share * load_mw >= missing; });
    auto const last = acts == spec_.stages.end() ? std::prev(acts) : acts;
    stage_ = static_cast<int>(last - spec_.stages.begin()) + 1;
    return *last;
}

void FrequencyRelays::remember(std::span<int const> out, std::span<double const> produced_mw,
                               std::span<double const> available_mw) {
    if (spec_.stages.empty()) {
        return;
    }
    std::ranges::copy(produced_mw, produced_mw_.begin());
    std::ranges::copy(available_mw, available_mw_.begin());
    std::ranges::transform(out, was_out_.begin(), [](int reasons) { return reasons > 0; });
}

}  // namespace gridrush
