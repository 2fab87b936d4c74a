#include "policies/python/program_module.hpp"

#include <span>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "policies/curtailment/split.hpp"

namespace gridrush::python {
namespace {

using Numbers = py::array_t<double, py::array::c_style | py::array::forcecast>;

std::span<double const> span_of(Numbers const& numbers, std::size_t rows, char const* what) {
    if (numbers.ndim() != 1 || static_cast<std::size_t>(numbers.size()) != rows) {
        throw py::value_error{std::string{what} + " must have one number per row of the view"};
    }
    return {numbers.data(), rows};
}

py::array_t<double> to_array(std::vector<double> const& numbers) {
    return py::array_t<double>(static_cast<py::ssize_t>(numbers.size()), numbers.data());
}

/// The part of a view that the splits below read.
struct Split {
    explicit Split(py::handle view)
        : cuttable(py::cast<Numbers>(view.attr("cuttable_mw"))),
          site(static_cast<std::size_t>(cuttable.size())) {
        columns.cut_mw = py::cast<double>(view.attr("cut_mw"));
        columns.site = site;
        columns.cuttable_mw = span_of(cuttable, site.size(), "cuttable_mw");
    }
    Numbers cuttable;
    std::vector<SiteId> site;
    CurtailmentView columns;
};

py::array_t<double> in_proportion(py::handle view, Numbers const& weight) {
    Split const split{view};
    return to_array(
        split_in_proportion(split.columns, span_of(weight, split.site.size(), "weight")));
}

py::array_t<double> in_order(py::handle view, std::vector<std::size_t> const& order) {
    Split const split{view};
    for (auto const row : order) {
        if (row >= split.site.size()) {
            throw py::index_error{"order names row " + std::to_string(row) + " of a view with " +
                                  std::to_string(split.site.size()) + " rows"};
        }
    }
    return to_array(split_in_order(split.columns, order));
}

}  // namespace

Rng& LentRng::rng() const {
    if (rng_ == nullptr) {
        throw std::runtime_error{"random numbers can be drawn only within decide()"};
    }
    return *rng_;
}

py::object make_rng() {
    return py::module_::import("_gridrush_policy").attr("Rng")();
}

PYBIND11_EMBEDDED_MODULE(_gridrush_policy, module) {
    py::class_<LentRng>(module, "Rng")
        .def(py::init<>())
        .def("uniform", [](LentRng const& lent) { return lent.rng().uniform(); })
        .def(
            "uniform",
            [](LentRng const& lent, double low, double high) {
                return lent.rng().uniform(low, high);
            },
            py::arg("low"), py::arg("high"))
        .def("normal", [](LentRng const& lent) { return lent.rng().normal(); })
        .def(
            "lognormal",
            [](LentRng const& lent, double median, double sigma) {
                return lent.rng().lognormal(median, sigma);
            },
            py::arg("median"), py::arg("sigma"))
        .def(
            "exponential",
            [](LentRng const& lent, double mean) { return lent.rng().exponential(mean); },
            py::arg("mean"))
        .def(
            "triangular",
            [](LentRng const& lent, double low, double mode, double high) {
                return lent.rng().triangular(low, mode, high);
            },
            py::arg("low"), py::arg("mode"), py::arg("high"))
        .def("bits", [](LentRng const& lent) { return lent.rng()(); });
    module.def("split_in_proportion", in_proportion, py::arg("view"), py::arg("weight"));
    module.def("split_in_order", in_order, py::arg("view"), py::arg("order"));
}

}  // namespace gridrush::python
