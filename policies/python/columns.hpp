#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <pybind11/numpy.h>

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "policies/curtailment/curtailment.hpp"
#include "policies/migration/migration.hpp"
#include "policies/python/interpreter.hpp"

namespace gridrush::python {

/// How numpy names what a column holds.
template <class T>
constexpr char const* element_name() {
    if constexpr (std::is_same_v<T, double>) {
        return "float64";
    } else if constexpr (std::is_same_v<T, char> || std::is_same_v<T, std::uint8_t>) {
        return "bool";
    } else if constexpr (std::is_same_v<T, TimePoint>) {
        return "datetime64[s]";
    } else {
        static_assert(sizeof(T) == sizeof(std::int32_t) && std::is_trivially_copyable_v<T>,
                      "an id is its code");
        return "int32";
    }
}

/// A policy's view as Python sees it: an object of a class of gridrush.policy with read-only
/// arrays. Arrays are made once for each number of rows and filled anew for each call, which is
/// cheaper than an array over foreign memory, and safe: what the policy keeps is left to it and
/// replaced. Python's lock must be held.
class PythonView {
public:
    explicit PythonView(char const* class_name);

    /// Starts the view of a call with so many rows. Then every member is set, in a fixed order.
    void begin(std::size_t rows);
    void set(char const* name, py::object const& value);
    void set(char const* name, double value) { set(name, py::float_(value)); }
    void set(char const* name, TimePoint time);
    void set(char const* name, CurtailmentTier tier);
    template <class T>
    void set(char const* name, std::span<T const> column) {
        static_assert(std::is_trivially_copyable_v<T>);
        void* const to = column_memory(name, element_name<T>(), column.size());
        if (!column.empty()) {
            std::memcpy(to, column.data(), column.size_bytes());
        }
    }
    void set(char const* name, std::span<TenantKind const> column);
    [[nodiscard]] py::object const& object() const { return current_->view; }
    [[nodiscard]] std::size_t rows() const { return rows_; }

private:
    struct Column {
        py::array array;
        void* memory = nullptr;
    };
    struct Buffer {
        py::object view;
        std::vector<Column> columns;
    };

    [[nodiscard]] void* column_memory(char const* name, char const* element, std::size_t rows);
    void assign(char const* name, py::handle value);

    py::object class_;
    py::array clock_;  ///< of one time: to take it from here is the fastest way to a datetime64
    std::int64_t* clock_s_;
    std::map<char const*, py::str> names_;  ///< by address: the names are literals
    std::map<std::size_t, Buffer> buffers_;
    Buffer* current_ = nullptr;
    std::size_t next_column_ = 0, rows_ = 0;
};

}  // namespace gridrush::python
