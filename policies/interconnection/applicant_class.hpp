#pragma once

#include <cstddef>
#include <string_view>

namespace gridrush {

/// Who asks for a connection, finer than what a load is once it runs.
enum class ApplicantClass {
    ai_training,
    ai_inference,
    cloud,
    mine,
    sovereign_mine,
    industry,
    generator_backed,  ///< brings power stations of its own
};
inline constexpr std::size_t applicant_class_count = 7;
[[nodiscard]] std::string_view to_string(ApplicantClass applicant);

}  // namespace gridrush
