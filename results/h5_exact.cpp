#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <hdf5.h>

#include "results/compare_exact.hpp"
#include "results/h5.hpp"
#include "results/h5_calls.hpp"
#include "results/run_file.hpp"

namespace gridrush {
namespace {

using h5::checked;
using h5::FileState;
using Handle = h5::Id;

constexpr std::size_t block_bytes = std::size_t{4} << 20U;
constexpr char const* left_out = "/timing";

int close_object(std::int64_t id) {
    return H5Oclose(id);
}
int close_attribute(std::int64_t id) {
    return H5Aclose(id);
}
int close_type(std::int64_t id) {
    return H5Tclose(id);
}
int close_space(std::int64_t id) {
    return H5Sclose(id);
}
int close_file(std::int64_t id) {
    return H5Fclose(id);
}

herr_t add_link(hid_t, char const* name, H5L_info_t const*, void* names) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

herr_t add_attribute(hid_t, char const* name, H5A_info_t const*, void* names) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

std::string quoted(char const* text) {
    constexpr std::size_t most = 60;
    std::string const whole = text == nullptr ? "" : text;
    return "'" + (whole.size() > most ? whole.substr(0, most) + "..." : whole) + "'";
}

template <class Number>
std::string shown_as(char const* bytes) {
    Number value{};
    std::memcpy(&value, bytes, sizeof value);
    return fmt::format("{}", value);
}

/// A value in the memory form of `type` for people.
std::string shown(std::int64_t type, char const* bytes) {
    if (H5Tis_variable_str(type) > 0) {
        char const* text = nullptr;
        std::memcpy(&text, bytes, sizeof text);
        return quoted(text);
    }
    std::size_t const size = H5Tget_size(type);
    if (H5Tget_class(type) == H5T_FLOAT && (size == 4 || size == 8)) {
        return size == 4 ? shown_as<float>(bytes) : shown_as<double>(bytes);
    }
    if (H5Tget_class(type) == H5T_INTEGER && size == 4) {
        return shown_as<std::int32_t>(bytes);
    }
    if (H5Tget_class(type) == H5T_INTEGER && size == 8) {
        return H5Tget_sign(type) == H5T_SGN_NONE ? shown_as<std::uint64_t>(bytes)
                                                 : shown_as<std::int64_t>(bytes);
    }
    std::string hex = "0x";
    for (std::size_t i = 0; i < std::min<std::size_t>(size, 16); ++i) {
        hex += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
    }
    return hex;
}

bool equal_value(std::int64_t type, char const* a, char const* b) {
    if (H5Tis_variable_str(type) <= 0) {
        return std::memcmp(a, b, H5Tget_size(type)) == 0;
    }
    char const* first = nullptr;
    char const* second = nullptr;
    std::memcpy(&first, a, sizeof first);
    std::memcpy(&second, b, sizeof second);
    return std::strcmp(first == nullptr ? "" : first, second == nullptr ? "" : second) == 0;
}

std::vector<hsize_t> shape_of(std::int64_t space) {
    std::vector<hsize_t> shape(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, shape.data(), nullptr);
    return shape;
}

std::size_t count(std::vector<hsize_t> const& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>{});
}

std::string index_text(std::vector<hsize_t> const& shape, std::size_t flat) {
    std::vector<std::size_t> index(shape.size());
    for (std::size_t d = shape.size(); d-- > 0;) {
        index[d] = flat % shape[d];
        flat /= shape[d];
    }
    return shape.empty() ? "" : fmt::format("[{}]", fmt::join(index, ", "));
}

/// Values of one dataset or attribute in memory; gives back the texts that the library allocated.
class Values {
public:
    Values(std::int64_t type, std::size_t number)
        : type_{type},
          number_{number},
          bytes_(std::max<std::size_t>(1, number * H5Tget_size(type))) {}
    Values(Values const&) = delete;
    Values& operator=(Values const&) = delete;
    ~Values() {
        if (H5Tis_variable_str(type_) > 0) {
            hsize_t const size = number_;
            Handle const space{H5Screate_simple(1, &size, nullptr), close_space};
            H5Dvlen_reclaim(type_, space.get(), H5P_DEFAULT, bytes_.data());
        }
    }
    [[nodiscard]] char* data() { return bytes_.data(); }
    [[nodiscard]] char const* at(std::size_t i) const {
        return bytes_.data() + i * H5Tget_size(type_);
    }

private:
    std::int64_t type_;
    std::size_t number_;
    std::vector<char> bytes_;
};

class ExactWalk {
public:
    ExactWalk(FileState const& a, FileState const& b, std::size_t most)
        : a_{a}, b_{b}, most_{most} {}

    void objects(std::int64_t a, std::int64_t b, std::string const& path) {
        attributes(a, b, path);
        H5I_type_t const kind = H5Iget_type(a);
        if (kind != H5Iget_type(b)) {
            differ(path, kind_text(a), kind_text(b));
        } else if (kind == H5I_GROUP) {
            ++result_.objects;
            children(a, b, path);
        } else if (kind == H5I_DATASET) {
            ++result_.objects;
            dataset(a, b, path);
        }
    }

    [[nodiscard]] ExactComparison take() { return std::move(result_); }

private:
    static std::string kind_text(std::int64_t id) {
        return H5Iget_type(id) == H5I_GROUP ? "a group" : "a dataset";
    }

    void differ(std::string place, std::string first, std::string second) {
        ++result_.differing;
        if (result_.shown.size() < most_) {
            result_.shown.push_back({std::move(place), std::move(first), std::move(second)});
        }
    }

    /// Names in both, in the order of the first; the others are differences.
    std::vector<std::string> common(std::vector<std::string> const& a,
                                    std::vector<std::string> const& b, std::string const& before) {
        std::vector<std::string> both;
        for (std::string const& name : a) {
            if (std::ranges::find(b, name) != b.end()) {
                both.push_back(name);
            } else {
                differ(before + name, "there", "not there");
            }
        }
        for (std::string const& name : b) {
            if (std::ranges::find(a, name) == a.end()) {
                differ(before + name, "not there", "there");
            }
        }
        return both;
    }

    static std::vector<std::string> links(FileState const& file, std::int64_t group,
                                          std::string const& path) {
        std::vector<std::string> names;
        checked(file, H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, add_link, &names),
                "list", path);
        std::erase_if(names, [&](std::string const& name) { return path + name == left_out; });
        return names;
    }

    void children(std::int64_t a, std::int64_t b, std::string const& path) {
        std::string const before = path == "/" ? path : path + "/";
        for (std::string const& name : common(links(a_, a, before), links(b_, b, before), before)) {
            Handle const first{
                checked(a_, H5Oopen(a, name.c_str(), H5P_DEFAULT), "open", before + name),
                close_object};
            Handle const second{
                checked(b_, H5Oopen(b, name.c_str(), H5P_DEFAULT), "open", before + name),
                close_object};
            objects(first.get(), second.get(), before + name);
        }
    }

    void attributes(std::int64_t a, std::int64_t b, std::string const& path) {
        std::vector<std::string> names_a;
        std::vector<std::string> names_b;
        checked(a_, H5Aiterate2(a, H5_INDEX_NAME, H5_ITER_INC, nullptr, add_attribute, &names_a),
                "list the attributes of", path);
        checked(b_, H5Aiterate2(b, H5_INDEX_NAME, H5_ITER_INC, nullptr, add_attribute, &names_b),
                "list the attributes of", path);
        for (std::string const& name : common(names_a, names_b, path + "@")) {
            attribute(a, b, name, path + "@" + name);
        }
    }

    void attribute(std::int64_t a, std::int64_t b, std::string const& name,
                   std::string const& place) {
        Handle const first{checked(a_, H5Aopen(a, name.c_str(), H5P_DEFAULT), "open", place),
                           close_attribute};
        Handle const second{checked(b_, H5Aopen(b, name.c_str(), H5P_DEFAULT), "open", place),
                            close_attribute};
        Handle const type_a{H5Aget_type(first.get()), close_type};
        Handle const type_b{H5Aget_type(second.get()), close_type};
        if (H5Tdetect_class(type_a.get(), H5T_REFERENCE) > 0) {
            return;
        }
        ++result_.objects;
        Handle const space_a{H5Aget_space(first.get()), close_space};
        Handle const space_b{H5Aget_space(second.get()), close_space};
        std::vector<hsize_t> const shape = shape_of(space_a.get());
        if (!same_form(type_a.get(), type_b.get(), shape, shape_of(space_b.get()), place)) {
            return;
        }
        Values one{type_a.get(), count(shape)};
        Values other{type_a.get(), count(shape)};
        checked(a_, H5Aread(first.get(), type_a.get(), one.data()), "read", place);
        checked(b_, H5Aread(second.get(), type_a.get(), other.data()), "read", place);
        static_cast<void>(same_values(type_a.get(), one, other, count(shape), shape, 0, place));
    }

    void dataset(std::int64_t a, std::int64_t b, std::string const& path) {
        Handle const type_a{H5Dget_type(a), close_type};
        Handle const type_b{H5Dget_type(b), close_type};
        Handle const space_a{H5Dget_space(a), close_space};
        Handle const space_b{H5Dget_space(b), close_space};
        std::vector<hsize_t> const shape = shape_of(space_a.get());
        if (!same_form(type_a.get(), type_b.get(), shape, shape_of(space_b.get()), path)) {
            return;
        }
        std::size_t const rows = shape.empty() ? 1 : shape.front();
        std::size_t const row = rows == 0 ? 0 : count(shape) / rows;
        std::size_t const row_bytes = std::max<std::size_t>(1, row * H5Tget_size(type_a.get()));
        std::size_t const step = std::max<std::size_t>(1, block_bytes / row_bytes);
        for (std::size_t r = 0; r < rows; r += step) {
            std::size_t const here = std::min(step, rows - r);
            Values one{type_a.get(), here * row};
            Values other{type_a.get(), here * row};
            read(a_, a, type_a.get(), shape, r, here, one, path);
            read(b_, b, type_a.get(), shape, r, here, other, path);
            if (!same_values(type_a.get(), one, other, here * row, shape, r * row, path)) {
                return;
            }
        }
    }

    static void read(FileState const& file, std::int64_t id, std::int64_t type,
                     std::vector<hsize_t> const& shape, std::size_t first, std::size_t rows,
                     Values& values, std::string const& path) {
        Handle const from{H5Dget_space(id), close_space};
        if (shape.empty()) {
            checked(file, H5Dread(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read",
                    path);
            return;
        }
        std::vector<hsize_t> offset(shape.size(), 0);
        std::vector<hsize_t> block = shape;
        offset[0] = first;
        block[0] = rows;
        checked(file,
                H5Sselect_hyperslab(from.get(), H5S_SELECT_SET, offset.data(), nullptr,
                                    block.data(), nullptr),
                "select rows of", path);
        Handle const into{H5Screate_simple(static_cast<int>(block.size()), block.data(), nullptr),
                          close_space};
        checked(file, H5Dread(id, type, into.get(), from.get(), H5P_DEFAULT, values.data()), "read",
                path);
    }

    bool same_form(std::int64_t type_a, std::int64_t type_b, std::vector<hsize_t> const& shape_a,
                   std::vector<hsize_t> const& shape_b, std::string const& place) {
        if (H5Tequal(type_a, type_b) <= 0) {
            differ(place, "one type", "another type");
            return false;
        }
        if (shape_a != shape_b) {
            differ(place, fmt::format("shape [{}]", fmt::join(shape_a, ", ")),
                   fmt::format("shape [{}]", fmt::join(shape_b, ", ")));
            return false;
        }
        return true;
    }

    bool same_values(std::int64_t type, Values const& a, Values const& b, std::size_t number,
                     std::vector<hsize_t> const& shape, std::size_t offset,
                     std::string const& place) {
        for (std::size_t i = 0; i < number; ++i) {
            if (!equal_value(type, a.at(i), b.at(i))) {
                differ(place + index_text(shape, offset + i), shown(type, a.at(i)),
                       shown(type, b.at(i)));
                return false;
            }
        }
        return true;
    }

    FileState const& a_;
    FileState const& b_;
    std::size_t most_;
    ExactComparison result_;
};

std::int64_t open_file(FileState const& file) {
    hid_t const id = H5Fopen(file.path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (id < 0) {
        h5::fail(file.path, "open the file");
    }
    return id;
}

}  // namespace

ExactComparison compare_exact(std::string const& first, std::string const& second,
                              std::size_t most) {
    check_is_hdf5(first);
    check_is_hdf5(second);
    h5::prepare_library();
    FileState const a{first, -1, true};
    FileState const b{second, -1, true};
    Handle const file_a{open_file(a), close_file};
    Handle const file_b{open_file(b), close_file};
    Handle const root_a{checked(a, H5Oopen(file_a.get(), "/", H5P_DEFAULT), "open", "/"),
                        close_object};
    Handle const root_b{checked(b, H5Oopen(file_b.get(), "/", H5P_DEFAULT), "open", "/"),
                        close_object};
    ExactWalk walk{a, b, most};
    walk.objects(root_a.get(), root_b.get(), "/");
    return walk.take();
}

}  // namespace gridrush
