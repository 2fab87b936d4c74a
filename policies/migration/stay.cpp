#include "policies/built_in.hpp"

namespace gridrush {
namespace {

class Stay : public MigrationPolicy {
public:
    MigrationDecision decide(MigrationView const&, Rng&) override { return {}; }
    [[nodiscard]] bool moves_tenants() const override { return false; }
};

}  // namespace

std::unique_ptr<MigrationPolicy> make_stay(Parameters const&) {
    return std::make_unique<Stay>();
}

}  // namespace gridrush
