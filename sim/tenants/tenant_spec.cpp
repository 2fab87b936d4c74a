#include "sim/tenants/tenant_spec.hpp"

#include <cmath>

namespace gridrush {

double TenantSpec::flexible() const {
    if (flexible_share) {
        return *flexible_share;
    }
    // The flexibility tiers of arXiv 2507.00909: 0, 10, 25, 50 %.
    switch (kind) {
        case TenantKind::training:
            return 0.25;
        case TenantKind::fine_tuning:
        case TenantKind::batch:
            return 0.5;
        case TenantKind::inference:
            break;
    }
    return 0.1;
}

int TenantSpec::gpus() const {
    return static_cast<int>(std::floor(it_mw * 1000.0 / gpu_kw + 1e-9));
}

}  // namespace gridrush
