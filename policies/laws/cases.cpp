#include "policies/laws/cases.hpp"

#include <utility>

namespace gridrush {
namespace {

/// What the numbers of a case are like: most are plain, the others are where mistakes hide.
enum class Style { plain, ties, zeros, tiny, huge, mixed };

Style random_style(Rng& rng) {
    constexpr Style styles[] = {Style::plain, Style::plain, Style::plain, Style::ties,
                                Style::zeros, Style::tiny,  Style::huge,  Style::mixed};
    return styles[static_cast<std::size_t>(rng.uniform() * 8.0)];
}

std::size_t random_rows(Rng& rng) {
    double const u = rng.uniform();
    if (u < 0.05) {
        return 0;
    }
    if (u < 0.15) {
        return 1;
    }
    return 2 + static_cast<std::size_t>(rng.uniform() * (u > 0.95 ? 60.0 : 8.0));
}

double random_mw(Style style, Rng& rng) {
    double const u = rng.uniform();
    switch (style) {
        case Style::plain:
            return 500.0 * u;
        case Style::ties:
            return 100.0 * static_cast<int>(3.0 * u);
        case Style::zeros:
            return u < 0.5 ? 0.0 : 500.0 * u;
        case Style::tiny:
            return 1e-9 * u;
        case Style::huge:
            return 1e7 * u;
        case Style::mixed:
            break;
    }
    constexpr Style others[] = {Style::plain, Style::ties, Style::zeros, Style::tiny, Style::huge};
    return random_mw(others[static_cast<std::size_t>(u * 5.0)], rng);
}

double random_number(ColumnKind kind, Style style, std::size_t row, Rng& rng) {
    constexpr double days_back = 3000.0;
    switch (kind) {
        case ColumnKind::id:
            return static_cast<double>(row);
        case ColumnKind::past: {
            double const days = style == Style::ties
                                    ? 1000.0 * static_cast<int>(3.0 * rng.uniform())
                                    : days_back * rng.uniform();
            return static_cast<double>((law_time().time_since_epoch().count())) -
                   static_cast<double>(static_cast<long>(86400.0 * days));
        }
        case ColumnKind::mw:
            return random_mw(style, rng);
        case ColumnKind::price:
            return random_mw(style, rng) * (rng.uniform() < 0.1 ? -1.0 : 1.0);
        case ColumnKind::temperature:
            break;
    }
    return rng.uniform(-30.0, 120.0);
}

}  // namespace

LawCase LawCase::without(std::size_t row) const {
    LawCase rest = *this;
    for (auto& column : rest.columns) {
        column.erase(column.begin() + static_cast<std::ptrdiff_t>(row));
    }
    return rest;
}

LawCase LawCase::in_order(std::vector<std::size_t> const& order) const {
    LawCase other = *this;
    for (std::size_t k = 0; k < columns.size(); ++k) {
        for (std::size_t row = 0; row < order.size(); ++row) {
            other.columns[k][row] = columns[k][order[row]];
        }
    }
    return other;
}

std::vector<TimePoint> LawCase::times(std::size_t column) const {
    std::vector<TimePoint> found;
    for (double const value : columns[column]) {
        found.emplace_back(Seconds{static_cast<long>(value)});
    }
    return found;
}

LawCase random_case(std::vector<std::string_view> names, std::vector<ColumnKind> const& kinds,
                    Rng& rng) {
    LawCase law_case;
    law_case.names = std::move(names);
    auto const style = random_style(rng);
    auto const rows = random_rows(rng);
    law_case.alike = style != Style::plain && style != Style::huge;
    law_case.world = rng();
    law_case.share = rng.uniform() < 0.15 ? 1.0 : rng.uniform();
    for (auto const kind : kinds) {
        auto& column = law_case.columns.emplace_back();
        for (std::size_t row = 0; row < rows; ++row) {
            column.push_back(random_number(kind, style, row, rng));
        }
    }
    return law_case;
}

TimePoint law_time() {
    return make_time(2030, 7, 1, 15);
}

double world_number(LawCase const& law_case, std::uint32_t a, std::uint32_t b) {
    return Rng{law_case.world, Purpose::test, a, b}.uniform();
}

}  // namespace gridrush
