#include "policies/interconnection/services/grants.hpp"

#include <algorithm>
#include <cmath>

namespace gridrush {

YearlyMw from_now(YearlyMw const& found, TimePoint studied_at, TimePoint now) {
    if (found.empty()) {
        return {};
    }
    auto const passed = static_cast<std::size_t>(std::max(0.0, years_between(studied_at, now)));
    auto const dropped = std::min(passed, found.size() - 1);
    return {found.begin() + static_cast<std::ptrdiff_t>(dropped), found.end()};
}

YearlyMw capped(YearlyMw found, double most, double tolerance_mw) {
    for (double& mw : found) {
        bool const is_enough = mw + tolerance_mw >= most;
        // NaN, from a study that failed, is nothing.
        mw = is_enough ? most : mw > 0.0 ? std::floor(mw * 1000.0) / 1000.0 : 0.0;
    }
    return found;
}

Ruling waits(RequestId request) {
    return {.request = request, .kind = RulingKind::wait, .reason = RulingReason::network_full};
}

Ruling grants(RequestId request, YearlyMw firm, YearlyMw non_firm, NonFirmRight right) {
    Ruling ruling{.request = request, .kind = RulingKind::grant};
    bool const changes =
        std::ranges::any_of(firm, [&](double mw) { return mw != firm.front(); }) ||
        std::ranges::any_of(non_firm, [&](double mw) { return mw != non_firm.front(); });
    ruling.firm_mw = firm.empty() ? 0.0 : firm.back();
    ruling.non_firm_mw = non_firm.empty() ? 0.0 : non_firm.back();
    ruling.non_firm = right;
    ruling.reason = most_of(non_firm) > 0.0 ? RulingReason::capacity_is_non_firm
                    : changes               ? RulingReason::after_upgrades
                                            : RulingReason::fits;
    if (changes) {
        ruling.firm_by_year_mw = std::move(firm);
        ruling.non_firm_by_year_mw = std::move(non_firm);
    }
    return ruling;
}

double most_of(YearlyMw const& mw) {
    return mw.empty() ? 0.0 : *std::ranges::max_element(mw);
}

}  // namespace gridrush
