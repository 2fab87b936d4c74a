#include "sim/interconnection/draw.hpp"

#include <cmath>
#include <limits>

namespace gridrush {
namespace {

constexpr double normal_p90 = 1.2815515655446004;

}  // namespace

double triangular_quantile(double low, double mode, double high, double u) {
    double const left = mode - low;
    double const right = high - mode;
    double const width = high - low;
    return u * width < left ? low + std::sqrt(u * width * left)
                            : high - std::sqrt((1.0 - u) * width * right);
}

double sample(Draw const& draw, Rng& rng) {
    bool const never = rng.uniform() < draw.never;
    double const u = rng.uniform();
    double const z = rng.normal();
    if (never) {
        return std::numeric_limits<double>::infinity();
    }
    switch (draw.shape) {
        case Draw::Shape::constant:
            break;
        case Draw::Shape::uniform:
            return draw.a + (draw.b - draw.a) * u;
        case Draw::Shape::lognormal:
            return draw.a * std::exp(draw.b * z);
        case Draw::Shape::triangular:
            return triangular_quantile(draw.a, draw.b, draw.c, u);
    }
    return draw.a;
}

double lognormal_sigma(double median, double p90) {
    return p90 > median ? std::log(p90 / median) / normal_p90 : 0.0;
}

}  // namespace gridrush
