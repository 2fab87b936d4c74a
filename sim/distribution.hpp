#pragma once

namespace gridrush {

/// How a number is drawn: one of these, by `shape`.
struct Draw {
    enum class Shape { constant, uniform, lognormal, triangular };
    Shape shape = Shape::constant;
    double a = 0.0;      ///< the value; low; median; low
    double b = 0.0;      ///< -; high; sigma; mode
    double c = 0.0;      ///< -; -; -; high
    double never = 0.0;  ///< probability that it is infinite instead
};

}  // namespace gridrush
