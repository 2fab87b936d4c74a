#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policies/interconnection/connection_rules.hpp"
#include "policies/interconnection/interconnection.hpp"
#include "policies/parameters.hpp"

namespace gridrush {

/// A regime of connection is four hooks: who is studied when and with whom (ordering), what must
/// be met to go on (gates), what is granted of what was found (service), what is owed for it
/// (terms). The first and the third decide, the others are rules that the desk carries out.
enum class HookKind { ordering, gate, service, term };
inline constexpr std::size_t hook_kind_count = 4;
[[nodiscard]] std::string_view to_string(HookKind kind);

/// Says which requests are studied from now on (rulings of kind study and ask), and refuses.
class Ordering {
public:
    virtual ~Ordering() = default;
    /// Appends rulings about some of `rows` of the view, each of which is queued or studied.
    virtual void rule(InterconnectionView const& view, std::span<std::size_t const> rows, Rng& rng,
                      InterconnectionDecision& rulings) = 0;
    /// Whether the service is to rule on the row now; else it goes on waiting.
    [[nodiscard]] virtual bool is_due(InterconnectionView const& view, std::size_t row) const;
    /// What the row gets of what was found: the finding itself, or its part of what its rivals and
    /// it were found to fit together.
    [[nodiscard]] virtual StudyFinding share(InterconnectionView const& view,
                                             std::size_t row) const;
    /// Completes what the service ruled: a price, another reason.
    virtual void settle(InterconnectionView const& view, std::size_t row, Ruling& ruling) const;
};

/// Says what a studied request is granted.
class Service {
public:
    virtual ~Service() = default;
    /// A grant, or wait with its reason. `finding` is the row's share of what was found.
    [[nodiscard]] virtual Ruling rule(InterconnectionView const& view, std::size_t row,
                                      StudyFinding const& finding) const = 0;
};

/// What the catalog knows of one hook.
struct HookInfo {
    HookKind kind;
    std::string_view name;
    std::string_view summary;  ///< one sentence
    std::string_view source;
    std::string_view as_of;  ///< date of the source, ISO
    bool verified = false;   ///< false: documents mark the numbers as unverified
    std::span<ParameterInfo const> (*parameters)();
};

[[nodiscard]] std::span<HookInfo const> hook_catalog();
[[nodiscard]] HookInfo const* find_hook(HookKind kind, std::string_view name);
[[nodiscard]] std::vector<std::string> hook_names(HookKind kind);

/// A hook with its checked parameters.
struct HookChoice {
    std::string name;
    Parameters parameters;
};

/// The hooks of a regime, from a preset with overrides or put together in the experiment.
struct RegimeChoice {
    HookChoice ordering;
    std::vector<HookChoice> gates;
    HookChoice service;
    std::vector<HookChoice> terms;
};

/// One sentence about what does not go together, and the key of the hook that it is about.
struct Inconsistency {
    std::string key;  ///< ordering, gates, service or terms
    std::string problem;
};
/// Empty = consistent.
[[nodiscard]] std::vector<Inconsistency> inconsistencies(RegimeChoice const& choice);

/// Preconditions: every name is in the catalog.
[[nodiscard]] std::unique_ptr<InterconnectionPolicy> make_regime(RegimeChoice const& choice);
/// Gates and terms alone; the names of ordering and service may be empty.
[[nodiscard]] ConnectionRules make_rules(RegimeChoice const& choice);

}  // namespace gridrush
