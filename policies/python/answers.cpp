#include "policies/python/answers.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <pybind11/numpy.h>

namespace gridrush::python {
namespace {

constexpr std::size_t most_shown = 60;

/// `a list: [1, 2]`, cut off where it is long.
std::string shown(py::handle value) {
    if (value.is_none()) {
        return "None";
    }
    auto text = py::cast<std::string>(py::repr(value));
    std::ranges::replace(text, '\n', ' ');
    if (text.size() > most_shown) {
        text = text.substr(0, most_shown) + "...";
    }
    return fmt::format("{}: {}", Py_TYPE(value.ptr())->tp_name, text);
}

[[noreturn]] void refuse(std::string const& expected, py::handle answer,
                         char const* method = "decide") {
    throw std::runtime_error{
        fmt::format("{}() must return {} (returned {})", method, expected, shown(answer))};
}

/// The code of the word that `value` is.
std::size_t code_of(py::handle value, std::span<std::string_view const> words,
                    std::string const& what, char const* method = "decide") {
    auto const word = py::isinstance<py::str>(value) ? py::cast<std::string>(value) : std::string{};
    auto const found = std::ranges::find(words, word);
    if (found == words.end()) {
        throw std::runtime_error{fmt::format("{}() returned {} (found {}; known: {})", method, what,
                                             shown(value), fmt::join(words, ", "))};
    }
    return static_cast<std::size_t>(found - words.begin());
}

/// Calls `each` for every item of a list, tuple, array or other sequence.
template <class Each>
void for_each_item(py::object const& answer, std::string const& expected, Each each) {
    if (py::isinstance<py::str>(answer) || PySequence_Check(answer.ptr()) == 0) {
        refuse(expected, answer);
    }
    for (auto const item : answer) {
        each(item);
    }
}

py::tuple fields(py::handle item, std::size_t count, std::string const& what) {
    bool const fits = py::isinstance<py::tuple>(item) && py::len(item) == count;
    if (!fits) {
        throw std::runtime_error{
            fmt::format("decide() must return a list of {} (found {})", what, shown(item))};
    }
    return py::reinterpret_borrow<py::tuple>(item);
}

double number(py::handle value, char const* what, char const* method = "decide") {
    double const result = PyFloat_AsDouble(value.ptr());
    if (result == -1.0 && PyErr_Occurred() != nullptr) {
        PyErr_Clear();
        throw std::runtime_error{fmt::format("{}() returned {} that is no number (found {})",
                                             method, what, shown(value))};
    }
    return result;
}

template <class IdType>
IdType id(py::handle value, char const* what) {
    auto const index = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
    long long const code = index ? PyLong_AsLongLong(index.ptr()) : -1;
    if (PyErr_Occurred() != nullptr) {
        PyErr_Clear();
        throw std::runtime_error{fmt::format("decide() returned a {} that is no integer (found {})",
                                             what, shown(value))};
    }
    return to_id<IdType>(code);
}

constexpr std::array<std::string_view, 3> kinds{"wait", "grant", "refuse"};
constexpr std::array<std::string_view, 4> move_kinds{"move", "split", "pause", "resume"};
constexpr std::array<std::string_view, 1> uses{"mine"};
constexpr std::array<std::string_view, 3> payments{"contract", "as_bid", "clearing"};

std::array<std::string_view, ruling_reason_count> reasons() {
    std::array<std::string_view, ruling_reason_count> names;
    for (std::size_t code = 0; code < names.size(); ++code) {
        names[code] = to_string(static_cast<RulingReason>(code));
    }
    return names;
}

Ruling to_ruling(py::handle item) {
    static auto const reason_words = reasons();
    auto const row = fields(item, 5, "Rulings, made with grant(), wait() and refuse()");
    return {.request = id<RequestId>(row[0], "request"),
            .kind = static_cast<RulingKind>(code_of(row[1], kinds, "an unknown kind of ruling")),
            .firm_mw = number(row[2], "firm MW"),
            .non_firm_mw = number(row[3], "non-firm MW"),
            .reason = static_cast<RulingReason>(
                code_of(row[4], reason_words, "an unknown reason of a ruling"))};
}

/// The numbers of an array of float64 or of a list of floats, which is what most policies return;
/// nullopt for everything else, which takes longer.
std::optional<std::vector<double>> plain_numbers(py::handle answer) {
    using Plain = py::array_t<double, py::array::c_style>;
    if (py::isinstance<Plain>(answer)) {
        auto const array = py::reinterpret_borrow<Plain>(answer);
        return array.ndim() == 1
                   ? std::optional{std::vector<double>{array.data(), array.data() + array.size()}}
                   : std::nullopt;
    }
    if (PyList_CheckExact(answer.ptr()) == 0) {
        return std::nullopt;
    }
    std::vector<double> numbers(static_cast<std::size_t>(PyList_GET_SIZE(answer.ptr())));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        PyObject* const item = PyList_GET_ITEM(answer.ptr(), static_cast<py::ssize_t>(i));
        if (PyFloat_CheckExact(item) == 0) {
            return std::nullopt;
        }
        numbers[i] = PyFloat_AS_DOUBLE(item);
    }
    return numbers;
}

}  // namespace

std::vector<double> to_megawatts(py::object const& answer, std::size_t rows, char const* method) {
    if (auto numbers = plain_numbers(answer)) {
        return std::move(*numbers);
    }
    auto const expected = fmt::format("an array of {} MW, one per row of the view", rows);
    auto array = py::reinterpret_steal<py::array>(py::handle{});  // a plain one is empty, not none
    if (py::isinstance<py::array>(answer)) {
        array = py::reinterpret_borrow<py::array>(answer);
    } else if (PySequence_Check(answer.ptr()) != 0) {
        array = py::array::ensure(answer);
        PyErr_Clear();
    }
    bool const numbers = array && array.ndim() == 1 &&
                         std::string_view{"fiub"}.find(array.dtype().kind()) != std::string::npos;
    if (!numbers && !(array && array.ndim() == 1 && array.size() == 0)) {
        refuse(expected, answer, method);
    }
    auto const values = py::array_t < double,
               py::array::c_style | py::array::forcecast > ::ensure(array);
    if (!values) {
        throw py::error_already_set{};
    }
    return {values.data(), values.data() + values.size()};
}

InterconnectionDecision to_rulings(py::object const& answer) {
    InterconnectionDecision rulings;
    for_each_item(answer, "a list of Rulings",
                  [&](py::handle item) { rulings.push_back(to_ruling(item)); });
    return rulings;
}

MigrationDecision to_moves(py::object const& answer) {
    MigrationDecision moves;
    for_each_item(answer, "a list of Moves", [&](py::handle item) {
        auto const row = fields(item, 4, "Moves, made with move(), split(), pause() and resume()");
        moves.push_back(
            {.tenant = id<TenantId>(row[0], "tenant"),
             .kind = static_cast<MoveKind>(code_of(row[1], move_kinds, "an unknown kind of move")),
             .to = id<SiteId>(row[2], "site"),
             .share = number(row[3], "a share")});
    });
    return moves;
}

StrategyDecision to_uses(py::object const& answer) {
    StrategyDecision decision;
    for_each_item(answer, "a list of uses, one per row of the view", [&](py::handle item) {
        decision.push_back(static_cast<MineUse>(code_of(item, uses, "an unknown use of a mine")));
    });
    return decision;
}

CutPayment to_payment(py::object const& answer) {
    return static_cast<CutPayment>(code_of(answer, payments, "an unknown payment", "payment"));
}

CutCaps to_caps(py::object const& answer) {
    if (!py::isinstance<py::tuple>(answer) || py::len(answer) != 2) {
        refuse("Caps(hours_per_year, energy_share)", answer, "caps");
    }
    auto const row = py::reinterpret_borrow<py::tuple>(answer);
    return {.hours_per_year = number(row[0], "hours", "caps"),
            .energy_share = number(row[1], "a share", "caps")};
}

LoadingClass to_loading_class(std::string const& name) {
    for (auto const loading : loading_classes) {
        if (to_string(loading) == name) {
            return loading;
        }
    }
    throw py::value_error{"unknown loading class '" + name +
                          "' (known: normal, long_term_emergency, short_term_emergency)"};
}

}  // namespace gridrush::python
