#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policies/catalog.hpp"

namespace gridrush {

/// How often a law was checked, and how many random cases broke it.
struct LawCount {
    std::string_view law;
    std::string_view meaning;
    std::size_t checked = 0;
    std::size_t broken = 0;
};

/// The first case that broke a law, made as small as it goes.
struct LawBreak {
    std::string_view law;
    std::string found;       ///< what the policy did, and what it must do
    std::size_t number = 0;  ///< of the case; the same seed gives it again
    std::size_t rows = 0;    ///< left of the case
    std::string view;        ///< the values outside of the columns, `name value, ...`
    std::vector<std::string_view> columns;
    std::vector<std::vector<double>> values;  ///< one vector per column
};

struct LawReport {
    std::vector<LawCount> laws;
    std::vector<LawBreak> breaks;  ///< at most one per law
};

struct LawOptions {
    std::size_t cases = 500;
    std::uint64_t seed = 1;
    std::atomic<std::size_t>* decisions = nullptr;  ///< counted up before each, to watch progress
    std::atomic<std::size_t>* number = nullptr;     ///< the case that is being checked
};

/// Makes a new policy: each case is given to one that has seen nothing before.
template <class P>
using PolicyMaker = std::function<std::unique_ptr<P>()>;

/// Checks the laws of the family on random views: empty ones, one row, ties, zeros, tiny and huge
/// numbers among them. Each overload is one family.
[[nodiscard]] LawReport check_laws(PolicyMaker<InterconnectionPolicy> const&, LawOptions const&);
[[nodiscard]] LawReport check_laws(PolicyMaker<CurtailmentPolicy> const&, LawOptions const&);
[[nodiscard]] LawReport check_laws(PolicyMaker<MigrationPolicy> const&, LawOptions const&);
[[nodiscard]] LawReport check_laws(PolicyMaker<StrategyPolicy> const&, LawOptions const&);
[[nodiscard]] LawReport check_laws(PolicyMaker<LoadingPolicy> const&, LawOptions const&);

}  // namespace gridrush
