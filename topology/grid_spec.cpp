#include "topology/grid_spec.hpp"

#include <algorithm>

namespace gridrush {
namespace {

double on_segment(CostCurve::Point const& a, CostCurve::Point const& b, double mw) {
    return a.usd_per_h + (b.usd_per_h - a.usd_per_h) * (mw - a.mw) / (b.mw - a.mw);
}

}  // namespace

double CostCurve::usd_per_h(double mw) const {
    if (points.size() == 1) {
        return points.front().usd_per_h;
    }
    if (!points.empty()) {
        auto const above = std::find_if(points.begin() + 1, points.end() - 1,
                                        [mw](Point const& point) { return mw <= point.mw; });
        return on_segment(*(above - 1), *above, mw);
    }
    double cost = 0.0;
    for (auto c = polynomial.rbegin(); c != polynomial.rend(); ++c) {
        cost = cost * mw + *c;
    }
    return cost;
}

std::string_view to_string(Fuel fuel) {
    switch (fuel) {
        case Fuel::gas:
            return "gas";
        case Fuel::coal:
            return "coal";
        case Fuel::oil:
            return "oil";
        case Fuel::nuclear:
            return "nuclear";
        case Fuel::hydro:
            return "hydro";
        case Fuel::wind:
            return "wind";
        case Fuel::solar:
            return "solar";
        case Fuel::csp:
            return "csp";
        case Fuel::storage:
            return "storage";
        case Fuel::other:
            return "other";
    }
    return "?";
}

std::string_view to_string(Cooling cooling) {
    switch (cooling) {
        case Cooling::onan:
            return "onan";
        case Cooling::onaf:
            return "onaf";
        case Cooling::ofaf:
            return "ofaf";
        case Cooling::odaf:
            return "odaf";
    }
    return "?";
}

std::string_view to_string(BranchKind kind) {
    switch (kind) {
        case BranchKind::line:
            return "line";
        case BranchKind::transformer:
            return "transformer";
    }
    return "?";
}

std::string_view to_string(Equipment equipment) {
    switch (equipment) {
        case Equipment::generator:
            return "generator";
        case Equipment::branch:
            return "branch";
        case Equipment::bank:
            return "bank";
    }
    return "?";
}

std::string_view to_string(Output output) {
    switch (output) {
        case Output::dispatchable:
            return "dispatchable";
        case Output::fixed:
            return "fixed";
    }
    return "?";
}

}  // namespace gridrush
