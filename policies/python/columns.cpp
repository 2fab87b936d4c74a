#include "policies/python/columns.hpp"

#include <algorithm>

namespace gridrush::python {
namespace {

constexpr std::size_t most_buffers = 256;
constexpr std::size_t longest_kind = 11;  // of a tenant, in letters
constexpr char const* kind_element = "U11";

/// Whether nobody but the holders that are counted knows the object.
bool only_ours(py::handle object, int holders) {
    return object.ref_count() == holders;
}

}  // namespace

PythonView::PythonView(char const* class_name)
    : class_{policy_package(class_name)},
      clock_{py::dtype::from_args(py::str(element_name<TimePoint>())), 1},
      clock_s_{static_cast<std::int64_t*>(clock_.mutable_data())} {}

void PythonView::begin(std::size_t rows) {
    if (buffers_.size() > most_buffers && !buffers_.contains(rows)) {
        buffers_.clear();
    }
    current_ = &buffers_[rows];
    if (!current_->view || !only_ours(current_->view, 1)) {
        current_->view = class_.attr("__new__")(class_);
        current_->columns.clear();  // they are those of the view that was kept
    }
    next_column_ = 0;
    rows_ = rows;
}

void PythonView::assign(char const* name, py::handle value) {
    auto const found = names_.try_emplace(name, name).first;
    if (PyObject_SetAttr(current_->view.ptr(), found->second.ptr(), value.ptr()) != 0) {
        throw py::error_already_set{};
    }
}

void PythonView::set(char const* name, py::object const& value) {
    assign(name, value);
}

void PythonView::set(char const* name, TimePoint time) {
    *clock_s_ = time.time_since_epoch().count();
    auto const scalar = py::reinterpret_steal<py::object>(PySequence_GetItem(clock_.ptr(), 0));
    if (!scalar) {
        throw py::error_already_set{};
    }
    assign(name, scalar);
}

/// As a word, which is made once.
void PythonView::set(char const* name, CurtailmentTier tier) {
    auto const word = to_string(tier);  // a literal
    auto const found = names_.try_emplace(word.data(), std::string{word}).first;
    assign(name, found->second);
}

/// As words, which numpy holds as codes of Unicode, 4 bytes each.
void PythonView::set(char const* name, std::span<TenantKind const> column) {
    auto* to = static_cast<char32_t*>(column_memory(name, kind_element, column.size()));
    for (auto const kind : column) {
        auto const word = to_string(kind);
        std::fill(std::copy(word.begin(), word.end(), to), to + longest_kind, U'\0');
        to += longest_kind;
    }
}

void* PythonView::column_memory(char const* name, char const* element, std::size_t rows) {
    if (next_column_ == current_->columns.size()) {
        current_->columns.emplace_back();
    }
    Column& column = current_->columns[next_column_++];
    // Held here and by the view's attribute; a slice of it would hold it too.
    bool const fits = column.array && column.memory != nullptr &&
                      static_cast<std::size_t>(column.array.size()) == rows;
    if (!fits || !only_ours(column.array, 2)) {
        column.array =
            py::array{py::dtype::from_args(py::str(element)), static_cast<py::ssize_t>(rows)};
        column.memory = column.array.mutable_data();
        column.array.attr("flags").attr("writeable") = false;
    }
    assign(name, column.array);
    return column.memory;
}

}  // namespace gridrush::python
