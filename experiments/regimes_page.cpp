#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "policies/interconnection/presets/presets.hpp"
#include "experiments/key_documents.hpp"
#include "experiments/parameter_keys.hpp"

namespace gridrush {
namespace {

constexpr char const* head = R"(# Regimes of connection

Written by `gridrush generate regimes-md` from the tables that make them; do not edit.
`gridrush policies NAME` prints a regime with every parameter, its range and its source.

A regime is four hooks. The **ordering** says who is studied when and with whom; **gates** say what must be met to go on;
the **service** says what is granted of what was found; **terms** say what is owed for it. Ordering and service decide,
gates and terms are rules that hold for every request. A name stands for four hooks with their numbers; in an experiment
each of them can be overridden, and hooks combine freely ([experiments/EXPERIMENT.md](../experiments/EXPERIMENT.md)).

† unverified: general knowledge or a summary that no source in hand confirms. ° a modelling choice.
Numbers without a mark have the source that `gridrush policies` names. USD where euros or pounds are published: taken one for one.

| regime | orders | gates | granted | owed | source | as of |
|---|---|---|---|---|---|---|
)";

constexpr char const* tail = R"(
## What truthful bidding does in `auction_capacity`

Each node's capacity goes to the highest bids, each served up to what it asked, and all who win pay the highest bid that
was not served in full, or the reserve. An applicant that wants all of its megawatts or none (single-unit demand) and is
served in full never sets its own price: to bid what the connection is worth to it is a dominant strategy, as in a
second-price auction (W. Vickrey, 1961). An applicant to which part of its megawatts is worth something (multi-unit
demand) may be served in part, and then its own bid is the price: it gains by bidding less, or for fewer megawatts
(demand reduction; L. Ausubel et al., 2014). The order of bids can then differ from the order of values, and revenue
falls short of that of truthful bids. Bids in the model are the applicants' `bid_usd_per_mw`, truthful if they equal what
an applicant would pay. (Both references unverified.)

## What is simplified

* The deposit of FERC Order 2023 at decision points is one share of upgrade cost, not 5 % before a restudy and 10 % before
  the facilities study.
* The 80 % renewable share of the Irish rule and the state sponsor of PJM EIT are not modelled; neither is GB queue
  management by milestones.
* `gb_curtailable`: the limit of hours and the price beyond it are numbers of the model; the published rule sets them per site.
* A cluster's queue windows, batches and auctions begin on the first of a month, counted from January 2000.
)";

/// Whether a number says something: not zero, not empty, not "no limit".
bool says_something(ParameterInfo const& info) {
    if (auto const* number = std::get_if<double>(&info.default_value)) {
        return *number != 0.0 && *number != info.maximum;
    }
    if (auto const* text = std::get_if<std::string>(&info.default_value)) {
        return !text->empty() && *text != "application";
    }
    return std::get<bool>(info.default_value);
}

std::string mark_of(ParameterInfo const& info) {
    bool const unverified = info.source.find("unverified") != std::string_view::npos;
    return unverified ? "†" : info.source.starts_with("modelling choice") ? "°" : "";
}

std::string hook_text(HookKind kind, HookSetting const& setting) {
    std::string numbers;
    for (ParameterInfo const& info : declared(kind, setting)) {
        if (says_something(info)) {
            auto value = to_yaml(write_parameter(info.default_value));
            value.pop_back();
            numbers += fmt::format("{}{} {}{}", numbers.empty() ? "" : ", ", info.name, value,
                                   mark_of(info));
        }
    }
    return fmt::format("`{}`{}", setting.hook, numbers.empty() ? "" : " (" + numbers + ")");
}

std::string hooks_text(HookKind kind, std::vector<HookSetting> const& settings) {
    std::string text;
    for (HookSetting const& setting : settings) {
        text += (text.empty() ? "" : "; ") + hook_text(kind, setting);
    }
    return text.empty() ? "none" : text;
}

}  // namespace

std::string regimes_markdown() {
    std::string text = head;
    for (Preset const& preset : regime_presets()) {
        text += fmt::format("| **`{}`** {} | {} | {} | {} | {} | {}{} | {} |\n", preset.name,
                            preset.summary, hook_text(HookKind::ordering, preset.ordering),
                            hooks_text(HookKind::gate, preset.gates),
                            hook_text(HookKind::service, preset.service),
                            hooks_text(HookKind::term, preset.terms), preset.source,
                            is_verified(preset) ? "" : " †", preset.as_of);
    }
    return text + tail;
}

}  // namespace gridrush
