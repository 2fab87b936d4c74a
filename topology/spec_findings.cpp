#include "topology/spec_findings.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr double slope_tolerance = 1e-6;
constexpr int curvature_samples = 20;

double second_derivative(std::vector<double> const& polynomial, double mw) {
    double value = 0.0;
    for (std::size_t power = polynomial.size(); power-- > 2;) {
        value = value * mw + static_cast<double>(power * (power - 1)) * polynomial[power];
    }
    return value;
}

bool is_convex(std::vector<double> const& polynomial, double min_mw, double max_mw) {
    for (int i = 0; i <= curvature_samples; ++i) {
        double const mw = min_mw + (max_mw - min_mw) * i / curvature_samples;
        if (second_derivative(polynomial, mw) < 0.0) {
            return false;
        }
    }
    return true;
}

double slope(CostCurve::Point const& a, CostCurve::Point const& b) {
    return (b.usd_per_h - a.usd_per_h) / (b.mw - a.mw);
}

/// What is wrong with a piecewise curve, or "".
std::string mistake_in(std::vector<CostCurve::Point> const& points) {
    for (std::size_t k = 0; k < points.size(); ++k) {
        if (!std::isfinite(points[k].mw) || !std::isfinite(points[k].usd_per_h)) {
            return fmt::format("point {} is not a number ({} MW, {} usd/h)", k + 1, points[k].mw,
                               points[k].usd_per_h);
        }
        if (k > 0 && points[k].mw <= points[k - 1].mw) {
            return fmt::format("points must rise in MW (point {} is at {} MW after {} MW)", k + 1,
                               points[k].mw, points[k - 1].mw);
        }
    }
    for (std::size_t k = 2; k < points.size(); ++k) {
        double const before = slope(points[k - 2], points[k - 1]);
        double const after = slope(points[k - 1], points[k]);
        if (after < before - slope_tolerance * std::max(1.0, std::abs(before))) {
            return fmt::format(
                "is not convex ({} usd/MWh after {} usd/MWh at {} MW; the cheaper "
                "megawatts would be taken first)",
                after, before, points[k - 1].mw);
        }
    }
    return {};
}

/// What is wrong with a polynomial cost, or "".
std::string mistake_in(std::vector<double> const& polynomial, double min_mw, double max_mw) {
    for (std::size_t power = 0; power < polynomial.size(); ++power) {
        if (!std::isfinite(polynomial[power])) {
            return fmt::format("coefficient of p^{} is not a number ({})", power,
                               polynomial[power]);
        }
    }
    if (!is_convex(polynomial, min_mw, max_mw)) {
        return fmt::format("is not convex between {} and {} MW (its marginal cost falls)", min_mw,
                           max_mw);
    }
    return {};
}

}  // namespace

RowFindings::RowFindings(Issues& issues, Location const& at, std::string_view table,
                         std::string const& id)
    : issues_{issues}, at_{at}, prefix_{fmt::format("{}.{}.", table, id)} {}

void RowFindings::add(std::string_view member, std::string message) {
    issues_.push_back({at_, prefix_ + std::string{member}, std::move(message)});
}

void RowFindings::need_number(std::string_view member, double value) {
    if (!std::isfinite(value)) {
        add(member, fmt::format("must be a finite number ({})", value));
    }
}

void RowFindings::need_within(std::string_view member, double value, double low, double high,
                              std::string_view why) {
    if (!(value >= low && value <= high) || std::isinf(value)) {
        auto const range = std::isinf(high) ? fmt::format("at least {}", low)
                                            : fmt::format("between {} and {}", low, high);
        add(member, fmt::format("must be {} ({}; {})", range, value, why));
    }
}

void RowFindings::allow_within(std::string_view member, double value, double low, double high,
                               std::string_view why) {
    if (!std::isnan(value)) {
        need_within(member, value, low, high, why);
    }
}

void RowFindings::need_positive(std::string_view member, double value, std::string_view why) {
    if (!(value > 0.0) || std::isinf(value)) {
        add(member, fmt::format("must be greater than 0 ({}; {})", value, why));
    }
}

void RowFindings::need_rating(std::string_view member, double value) {
    if (!(value >= 0.0)) {
        add(member, fmt::format("must be at least 0 ({} MW; leave it out for no limit)", value));
    }
}

void RowFindings::need_order(std::string_view low_member, double low, std::string_view high_member,
                             double high) {
    if (low > high) {
        add(low_member,
            fmt::format("must not be greater than {} ({} > {})", high_member, low, high));
    }
}

void RowFindings::need_dates(TimePoint from, TimePoint until) {
    if (from >= until) {
        add("until_date", fmt::format("must be after from_date ({}, from {})", format_time(until),
                                      format_time(from)));
    }
}

void RowFindings::need_known(std::string_view member, std::string const& what,
                             std::string const& word, RowOfId const& known) {
    if (known.contains(word)) {
        return;
    }
    std::vector<std::pair<std::size_t, std::string>> rows;
    for (auto const& [id, row] : known) {
        rows.emplace_back(row, id);
    }
    std::sort(rows.begin(), rows.end());
    std::vector<std::string> ids;
    for (auto& row : rows) {
        ids.push_back(std::move(row.second));
    }
    add(member, unknown_word(what, word, ids));
}

void RowFindings::need_cost(CostCurve const& cost, double min_mw, double max_mw) {
    if (!cost.points.empty() && !cost.polynomial.empty()) {
        add("cost", "has points and a polynomial (only one of them can be meant)");
        return;
    }
    std::string mistake =
        cost.points.empty() ? mistake_in(cost.polynomial, min_mw, max_mw) : mistake_in(cost.points);
    if (!mistake.empty()) {
        add("cost", std::move(mistake));
    }
}

}  // namespace gridrush
