#include "policies/interconnection/orderings/orderings.hpp"

namespace gridrush {
namespace {

/// Nobody is studied.
class Immediate : public Ordering {
public:
    void rule(InterconnectionView const&, std::span<std::size_t const>, Rng&,
              InterconnectionDecision&) override {}
    [[nodiscard]] bool is_due(InterconnectionView const&, std::size_t) const override {
        return true;
    }
};

}  // namespace

std::span<ParameterInfo const> immediate_parameters() {
    return {};
}

std::unique_ptr<Ordering> make_immediate(Parameters const&) {
    return std::make_unique<Immediate>();
}

}  // namespace gridrush
