#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "topology/time.hpp"
#include "experiments/key_info.hpp"

namespace gridrush {

/// Conversions of one value: read_value leaves `value` alone and appends an issue when the node is
/// not of the key's type or out of its range; write_value gives what read_value reads back.
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                double& value);
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                bool& value);
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                int& value);
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::uint32_t& value);
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::uint64_t& value);
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::string& value);
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                TimePoint& value);
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::vector<std::string>& value);
/// A bare number is a list of one.
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::vector<double>& value);

[[nodiscard]] DocNode write_value(double value);
[[nodiscard]] DocNode write_value(bool value);
[[nodiscard]] DocNode write_value(int value);
[[nodiscard]] DocNode write_value(std::uint32_t value);
[[nodiscard]] DocNode write_value(std::uint64_t value);
[[nodiscard]] DocNode write_value(std::string const& value);
[[nodiscard]] DocNode write_value(TimePoint value);
[[nodiscard]] DocNode write_value(std::vector<std::string> const& value);
[[nodiscard]] DocNode write_value(std::vector<double> const& value);

/// The type that a key of this C++ type has.
[[nodiscard]] constexpr KeyType key_type_of(double) {
    return KeyType::number;
}
[[nodiscard]] constexpr KeyType key_type_of(bool) {
    return KeyType::flag;
}
[[nodiscard]] constexpr KeyType key_type_of(std::uint64_t) {
    return KeyType::integer;
}
[[nodiscard]] constexpr KeyType key_type_of(std::uint32_t) {
    return KeyType::integer;
}
[[nodiscard]] constexpr KeyType key_type_of(int) {
    return KeyType::integer;
}
[[nodiscard]] constexpr KeyType key_type_of(TimePoint) {
    return KeyType::date;
}
[[nodiscard]] inline KeyType key_type_of(std::string const&) {
    return KeyType::text;
}
[[nodiscard]] inline KeyType key_type_of(std::vector<std::string> const&) {
    return KeyType::names;
}
[[nodiscard]] inline KeyType key_type_of(std::vector<double> const&) {
    return KeyType::numbers;
}

/// Keys that may be left out for good.
template <class T>
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::optional<T>& value) {
    T read{};
    std::size_t const before = issues.size();
    read_value(node, info, path, issues, read);
    if (issues.size() == before) {
        value = read;
    }
}
template <class T>
[[nodiscard]] DocNode write_value(std::optional<T> const& value) {
    return value ? write_value(*value) : DocNode{};
}
template <class T>
[[nodiscard]] KeyType key_type_of(std::optional<T> const&) {
    return key_type_of(T{});
}

/// The word of a key with choices; "" and an issue when it is none of them.
[[nodiscard]] std::string read_choice(DocNode const& node, KeyInfo const& info,
                                      std::string const& path, Issues& issues);

}  // namespace gridrush
