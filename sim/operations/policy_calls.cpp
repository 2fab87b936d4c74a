#include "sim/operations/policy_calls.hpp"

namespace gridrush {

PolicyCalls::PolicyCalls(PolicyChoices const& choices,
                         std::function<void(DecisionRow const&)> record,
                         PolicyWatch::Overrun const& overrun)
    : choices_{choices}, record_{std::move(record)}, watch_{choices.time_limit_s, overrun} {}

std::string const& PolicyCalls::name_of(PolicyFamily family) const {
    return choices_.of(family).name;
}

void PolicyCalls::fail(PolicyFamily family, TimePoint now, BrokenRule rule) const {
    throw PolicyError{family, name_of(family), now, std::move(rule)};
}

void PolicyCalls::break_rule(PolicyFamily family, TimePoint now, BrokenRule rule) {
    if (choices_.on_invalid == OnInvalid::fail) {
        fail(family, now, std::move(rule));
    }
    ++clipped_;
}

void PolicyCalls::break_silent_rule(PolicyFamily family, TimePoint now, BrokenRule rule) {
    auto const row = rule.row;
    break_rule(family, now, std::move(rule));
    if (record_) {
        record_({.time = now, .family = family, .entity = row, .outcome = Outcome::clipped});
    }
}

}  // namespace gridrush
