#include "results/student_t.hpp"

#include <cmath>

#include <boost/math/distributions/students_t.hpp>

namespace gridrush {

double student_t_bound(double confidence, double degrees) {
    boost::math::students_t_distribution<double> const distribution{degrees};
    return quantile(complement(distribution, (1.0 - confidence) / 2.0));
}

double student_t_two_sided(double t, double degrees) {
    if (std::isinf(t)) {
        return 0.0;
    }
    boost::math::students_t_distribution<double> const distribution{degrees};
    return 2.0 * cdf(complement(distribution, std::abs(t)));
}

}  // namespace gridrush
