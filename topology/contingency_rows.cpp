#include "topology/contingency_rows.hpp"

#include <vector>

namespace gridrush {

double MonitoredFlow::flow_mw(std::span<double const> intact_mw) const {
    double const flow = intact_mw[branch.index()];
    return outage.valid() ? flow + factor * intact_mw[outage.index()] : flow;
}

MonitoredFlow row_after_outage(ContingencyScreen const& screen, std::size_t outage, BranchId branch,
                               std::size_t branch_count) {
    BranchId const out = screen.outages()[outage].branch;
    std::vector<double> intact_mw(branch_count, 0.0), after_mw(branch_count);
    intact_mw[out.index()] = 1.0;
    screen.write_flows_after(outage, intact_mw, after_mw);
    return {branch, out, after_mw[branch.index()]};
}

void write_sensitivity(DcNetwork const& network, MonitoredFlow const& row,
                       std::span<double> per_bus) {
    network.write_ptdf_rows({&row.branch, 1}, per_bus);
    if (!row.outage.valid()) {
        return;
    }
    std::vector<double> of_outage(per_bus.size());
    network.write_ptdf_rows({&row.outage, 1}, of_outage);
    for (std::size_t bus = 0; bus < per_bus.size(); ++bus) {
        per_bus[bus] += row.factor * of_outage[bus];
    }
}

double flow_at_zero_injection(DcNetwork const& network, MonitoredFlow const& row) {
    double const flow = network.flow_at_zero_injection(row.branch);
    return row.outage.valid() ? flow + row.factor * network.flow_at_zero_injection(row.outage)
                              : flow;
}

}  // namespace gridrush
