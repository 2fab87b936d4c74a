#include "policies/interconnection/presets/presets.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace gridrush {
namespace {

/// In one list, serial_fcfs first: it is the default.
std::vector<Preset> all_presets() {
    auto all = america_presets();
    for (auto const& part : {europe_presets(), model_presets()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

/// The values that a regime's bare parameters give one of its hooks.
HookChoice choice_of(HookKind kind, HookSetting const& setting, Parameters const* bare = nullptr) {
    auto const infos = declared(kind, setting);
    std::map<std::string, ParameterValue> given;
    for (ParameterInfo const& info : infos) {
        if (bare == nullptr) {
            continue;
        }
        if (auto const found = bare->values().find(info.name); found != bare->values().end()) {
            given[std::string{info.name}] = found->second;
        }
    }
    Issues issues;
    HookChoice choice{std::string{setting.hook}, Parameters{infos, given, "", {}, issues}};
    throw_if_any(std::move(issues));
    return choice;
}

std::vector<HookChoice> choices_of(HookKind kind, std::vector<HookSetting> const& settings) {
    std::vector<HookChoice> choices;
    for (HookSetting const& setting : settings) {
        choices.push_back(choice_of(kind, setting));
    }
    return choices;
}

}  // namespace

std::span<Preset const> regime_presets() {
    static std::vector<Preset> const presets = all_presets();
    return presets;
}

Preset const* find_preset(std::string_view name) {
    auto const presets = regime_presets();
    auto const found = std::ranges::find(presets, name, &Preset::name);
    return found == presets.end() ? nullptr : &*found;
}

bool is_verified(Preset const& preset) {
    auto const has_sources = [](HookKind kind, HookSetting const& setting) {
        auto const infos = declared(kind, setting);
        return std::ranges::none_of(infos, [](ParameterInfo const& info) {
            return info.source.find("unverified") != std::string_view::npos;
        });
    };
    auto const all = [&](HookKind kind, std::vector<HookSetting> const& settings) {
        return std::ranges::all_of(settings,
                                   [&](HookSetting const& set) { return has_sources(kind, set); });
    };
    return has_sources(HookKind::ordering, preset.ordering) &&
           has_sources(HookKind::service, preset.service) && all(HookKind::gate, preset.gates) &&
           all(HookKind::term, preset.terms);
}

std::string_view cited(Preset const& preset) {
    static std::map<std::string_view, std::string> known;
    auto const [found, is_new] = known.try_emplace(preset.name);
    if (is_new) {
        found->second = fmt::format("{}; as of {}{}", preset.source, preset.as_of,
                                    is_verified(preset) ? "" : "; some numbers unverified");
    }
    return found->second;
}

std::vector<ParameterInfo> declared(HookKind kind, HookSetting const& setting) {
    auto const own = find_hook(kind, setting.hook)->parameters();
    std::vector<ParameterInfo> infos{own.begin(), own.end()};
    for (Setting const& set : setting.settings) {
        auto const info = std::ranges::find(infos, set.name, &ParameterInfo::name);
        if (info == infos.end() || info->default_value.index() != set.value.index()) {
            throw std::logic_error{"no such parameter of hook " + std::string{setting.hook} + ": " +
                                   std::string{set.name}};
        }
        info->default_value = set.value;
        info->source = set.source;
    }
    return infos;
}

std::vector<ParameterInfo> const& preset_parameters(Preset const& preset) {
    static std::map<std::string_view, std::vector<ParameterInfo>> known;
    auto const [found, is_new] = known.try_emplace(preset.name);
    if (is_new) {
        found->second = declared(HookKind::ordering, preset.ordering);
        for (ParameterInfo const& info : declared(HookKind::service, preset.service)) {
            found->second.push_back(info);
        }
    }
    return found->second;
}

RegimeChoice preset_choice(Preset const& preset, Parameters const& bare) {
    return {choice_of(HookKind::ordering, preset.ordering, &bare),
            choices_of(HookKind::gate, preset.gates),
            choice_of(HookKind::service, preset.service, &bare),
            choices_of(HookKind::term, preset.terms)};
}

RegimeChoice preset_choice(Preset const& preset) {
    return preset_choice(preset, {});
}

}  // namespace gridrush
