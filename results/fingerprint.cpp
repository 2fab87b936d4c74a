#include "results/fingerprint.hpp"

#include <array>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace gridrush {

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) !=
        1) {
        throw std::runtime_error{"cannot compute a SHA-256 fingerprint"};
    }
    std::string text;
    for (unsigned k = 0; k < length; ++k) {
        fmt::format_to(std::back_inserter(text), "{:02x}", digest[k]);
    }
    return text;
}

}  // namespace gridrush
