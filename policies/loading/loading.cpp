#include "policies/loading/loading.hpp"

namespace gridrush {

std::string_view to_string(LoadingClass loading) {
    switch (loading) {
        case LoadingClass::normal:
            return "normal";
        case LoadingClass::long_term_emergency:
            return "long_term_emergency";
        case LoadingClass::short_term_emergency:
            break;
    }
    return "short_term_emergency";
}

}  // namespace gridrush
