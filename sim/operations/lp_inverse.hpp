#pragma once

#include <cstddef>
#include <vector>

namespace gridrush {

/// Replaces `matrix` (n x n, destroyed) by its inverse in `inverse`; false when singular.
[[nodiscard]] bool gauss_jordan(std::size_t n, std::vector<double>& matrix,
                                std::vector<double>& inverse);

}  // namespace gridrush
