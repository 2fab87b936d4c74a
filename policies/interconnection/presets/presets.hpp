#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "policies/interconnection/regime.hpp"

namespace gridrush {

/// A number of a hook that a regime sets, and where it comes from.
struct Setting {
    std::string_view name;
    ParameterValue value;
    std::string_view source;  ///< with its date, "(unverified)" or "modelling choice"
};

/// A hook by its name; what is not set has the hook's own default.
struct HookSetting {
    std::string_view hook;
    std::vector<Setting> settings{};
};

/// A named regime: four hooks.
struct Preset {
    std::string_view name;
    std::string_view summary;  ///< one sentence
    std::string_view source;
    std::string_view as_of;  ///< date of the source, ISO
    HookSetting ordering;
    std::vector<HookSetting> gates;
    HookSetting service;
    std::vector<HookSetting> terms;
};

/// In the order in which they are listed; the first is the default.
[[nodiscard]] std::span<Preset const> regime_presets();
[[nodiscard]] Preset const* find_preset(std::string_view name);

/// Whether every number of the regime has a source that was seen.
[[nodiscard]] bool is_verified(Preset const& preset);
/// Where it comes from, with the date and, where there are such numbers, "unverified".
[[nodiscard]] std::string_view cited(Preset const& preset);

/// What a hook declares, with a regime's settings as defaults. Valid until the program ends where
/// `setting` belongs to a preset.
[[nodiscard]] std::vector<ParameterInfo> declared(HookKind kind, HookSetting const& setting);

/// Parameters of a regime's ordering and service, the defaults its own: what may be set by its
/// bare name.
[[nodiscard]] std::vector<ParameterInfo> const& preset_parameters(Preset const& preset);

/// The hooks of a regime with its own numbers. `bare`: values of preset_parameters.
[[nodiscard]] RegimeChoice preset_choice(Preset const& preset, Parameters const& bare);
[[nodiscard]] RegimeChoice preset_choice(Preset const& preset);

/// The tables, by where regimes are in force.
[[nodiscard]] std::vector<Preset> america_presets();
[[nodiscard]] std::vector<Preset> europe_presets();
[[nodiscard]] std::vector<Preset> model_presets();

}  // namespace gridrush
