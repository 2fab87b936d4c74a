#pragma once

#include <array>
#include <span>
#include <vector>

#include "sim/operations/hosting.hpp"
#include "sim/operations/hosting_rows.hpp"
#include "sim/operations/hosting_screen.hpp"

namespace gridrush {

/// Answers some buses hour after hour, on one thread. Bases go from bus to bus and from hour to
/// hour, rows are common to all; buses are screened some at a time, which costs less.
class HostingWorker {
public:
    /// `outages`: none for the intact network alone. `network` and `outages` must outlive this
    /// object; no other thread may use `network` meanwhile.
    HostingWorker(DcNetwork const& network, HostingSpec const& spec,
                  ContingencyScreen const* outages);

    /// `buses`: best so that neighbours follow each other.
    void set_buses(std::vector<BusId> buses);
    /// Starts with the rows, and the last basis, that another has come to.
    void start_from(HostingWorker const& other);

    /// `input`: the hour without the new load. shapes: answers: buses.
    void answer_hour(DispatchInput const& input, std::span<HostingAnswer> answers);

private:
    static constexpr std::size_t lane_count = 8;  ///< buses that are screened together

    struct Lane {
        std::size_t position = 0;  ///< in buses_
        HostingAnswer* answer = nullptr;
        std::vector<double> load_column;
    };

    [[nodiscard]] SolveStatus dispatch(DispatchInput const& input);
    void answer_lanes();
    void start_basis(std::size_t position, std::size_t step);
    void solve(Lane& lane);
    void write_flows(Lane const& lane, std::span<double> flow_mw);
    void add_violated_rows();
    void finish(Lane const& lane);

    DcNetwork const* network_;
    HostingColumns columns_;
    HostingRows rows_;
    HostingScreen screen_;
    Dispatch dispatch_;
    std::vector<double> base_flow_mw_;
    double most_load_mw_ = 0.0;
    std::vector<BusId> buses_;
    TightSimplex start_;
    std::vector<TightSimplex> simplex_;  ///< per position
    std::vector<char> started_;          ///< per position
    std::vector<Lane> lanes_;            ///< busy ones
    std::vector<double> x_, injection_mw_, flow_mw_;
    std::vector<MonitoredFlow> violated_, added_;
    std::vector<RowPrice> prices_;
};

}  // namespace gridrush
