#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include "results/h5.hpp"
#include "results/h5_calls.hpp"

namespace gridrush::h5 {
namespace {

constexpr unsigned deflate_level = 1;

int close_space(std::int64_t id) {
    return H5Sclose(id);
}
int close_type(std::int64_t id) {
    return H5Tclose(id);
}
int close_property(std::int64_t id) {
    return H5Pclose(id);
}

std::int64_t file_type(Type type) {
    switch (type) {
        case Type::int32:
            return H5T_STD_I32LE;
        case Type::int64:
            return H5T_STD_I64LE;
        case Type::float32:
            return H5T_IEEE_F32LE;
        case Type::float64:
            return H5T_IEEE_F64LE;
        case Type::text:
            break;
    }
    return -1;
}

std::vector<hsize_t> sizes(std::vector<std::size_t> const& shape) {
    return {shape.begin(), shape.end()};
}

/// Creation properties: chunks and filters where it grows.
std::int64_t creation_properties(DatasetSpec const& spec) {
    hid_t const properties = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(properties, false);
    bool const real = spec.type == Type::float32 || spec.type == Type::float64;
    if (spec.type != Type::text && (real || std::isfinite(spec.unwritten))) {
        H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &spec.unwritten);
    }
    if (spec.chunk_rows == 0) {
        return properties;
    }
    std::vector<hsize_t> chunk = sizes(spec.shape);
    chunk[0] = spec.chunk_rows;
    if (chunk.size() > 1) {
        chunk[1] = spec.chunk_columns;
    }
    H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data());
    if (spec.compressed) {
        H5Pset_shuffle(properties);
        H5Pset_deflate(properties, deflate_level);
    }
    return properties;
}

std::int64_t create_space(DatasetSpec const& spec) {
    if (spec.shape.empty()) {
        return H5Screate(H5S_SCALAR);
    }
    std::vector<hsize_t> const now = sizes(spec.shape);
    std::vector<hsize_t> most = now;
    if (spec.chunk_rows > 0) {
        most[0] = H5S_UNLIMITED;
    }
    return H5Screate_simple(static_cast<int>(now.size()), now.data(), most.data());
}

std::size_t count(std::vector<std::size_t> const& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>{});
}

}  // namespace

Dataset Group::create(DatasetSpec const& spec) {
    std::string child = path_ == "/" ? "/" + spec.name : path_ + "/" + spec.name;
    Id const creation{creation_properties(spec), close_property};
    Id const space{checked(*file_, create_space(spec), "give a shape to", child), close_space};
    Id const text = text_type();
    hid_t const type = spec.type == Type::text ? text.get() : file_type(spec.type);
    hid_t const id = checked(*file_,
                             H5Dcreate2(id_, spec.name.c_str(), type, space.get(), H5P_DEFAULT,
                                        creation.get(), H5P_DEFAULT),
                             "create", child);
    return Dataset{file_, id, std::move(child)};
}

std::vector<std::size_t> Dataset::shape() const {
    Id const space{checked(*file_, H5Dget_space(id_), "read the shape of", path_), close_space};
    std::vector<hsize_t> now(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space.get())));
    H5Sget_simple_extent_dims(space.get(), now.data(), nullptr);
    return {now.begin(), now.end()};
}

bool Dataset::growing() const {
    Id const space{checked(*file_, H5Dget_space(id_), "read the shape of", path_), close_space};
    std::vector<hsize_t> most(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space.get())));
    H5Sget_simple_extent_dims(space.get(), nullptr, most.data());
    return !most.empty() && most[0] == H5S_UNLIMITED;
}

bool Dataset::is_text() const {
    Id const type{checked(*file_, H5Dget_type(id_), "read the type of", path_), close_type};
    return H5Tget_class(type.get()) == H5T_STRING;
}

void Dataset::write(std::span<std::string const> values) {
    std::vector<char const*> texts;
    texts.reserve(values.size());
    for (std::string const& value : values) {
        texts.push_back(value.c_str());
    }
    Id const type = text_type();
    checked(*file_, H5Dwrite(id_, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), "write",
            path_);
}

void Dataset::write(std::span<double const> values) {
    checked(*file_, H5Dwrite(id_, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            "write", path_);
}

void Dataset::write(std::span<std::int32_t const> values) {
    checked(*file_, H5Dwrite(id_, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            "write", path_);
}

void Dataset::write_rows(std::size_t first, std::size_t rows, float const* values) {
    write_block(first, rows, H5T_NATIVE_FLOAT, values);
}

void Dataset::write_rows(std::size_t first, std::size_t rows, double const* values) {
    write_block(first, rows, H5T_NATIVE_DOUBLE, values);
}

void Dataset::write_rows(std::size_t first, std::size_t rows, std::int64_t const* values) {
    write_block(first, rows, H5T_NATIVE_INT64, values);
}

void Dataset::write_block(std::size_t first, std::size_t rows, std::int64_t type,
                          void const* data) {
    std::vector<hsize_t> block = sizes(shape());
    if (first + rows > block[0]) {
        resize(first + rows);
    }
    block[0] = rows;
    std::vector<hsize_t> offset(block.size(), 0);
    offset[0] = first;
    Id const target{checked(*file_, H5Dget_space(id_), "read the shape of", path_), close_space};
    Id const source{H5Screate_simple(static_cast<int>(block.size()), block.data(), nullptr),
                    close_space};
    checked(*file_,
            H5Sselect_hyperslab(target.get(), H5S_SELECT_SET, offset.data(), nullptr, block.data(),
                                nullptr),
            "select rows of", path_);
    checked(*file_, H5Dwrite(id_, type, source.get(), target.get(), H5P_DEFAULT, data), "write",
            path_);
}

void Dataset::resize(std::size_t rows) {
    std::vector<hsize_t> target = sizes(shape());
    target[0] = rows;
    checked(*file_, H5Dset_extent(id_, target.data()), "resize", path_);
}

std::vector<std::string> Dataset::read_texts() const {
    std::vector<char*> texts(count(shape()), nullptr);
    Id const type = text_type();
    Id const space{checked(*file_, H5Dget_space(id_), "read the shape of", path_), close_space};
    checked(*file_, H5Dread(id_, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), "read",
            path_);
    std::vector<std::string> values;
    values.reserve(texts.size());
    for (char const* text : texts) {
        values.emplace_back(text == nullptr ? "" : text);
    }
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, texts.data());
    return values;
}

std::vector<double> Dataset::read() const {
    std::vector<double> values(count(shape()));
    checked(*file_, H5Dread(id_, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            "read", path_);
    return values;
}

std::vector<double> Dataset::read_rows(std::size_t first, std::size_t rows) const {
    std::vector<hsize_t> block = sizes(shape());
    if (block.empty() || first + rows > block[0]) {
        throw H5Error{file_->path,
                      fmt::format("read rows {} to {} of '{}'", first, first + rows, path_),
                      "it has fewer rows"};
    }
    block[0] = rows;
    std::vector<hsize_t> offset(block.size(), 0);
    offset[0] = first;
    std::vector<double> values(count({block.begin(), block.end()}));
    Id const from{checked(*file_, H5Dget_space(id_), "read the shape of", path_), close_space};
    Id const into{H5Screate_simple(static_cast<int>(block.size()), block.data(), nullptr),
                  close_space};
    H5Sselect_hyperslab(from.get(), H5S_SELECT_SET, offset.data(), nullptr, block.data(), nullptr);
    checked(*file_,
            H5Dread(id_, H5T_NATIVE_DOUBLE, into.get(), from.get(), H5P_DEFAULT, values.data()),
            "read", path_);
    return values;
}

void Dataset::make_scale() {
    std::string const name = path_.substr(path_.rfind('/') + 1);
    checked(*file_, H5DSset_scale(id_, name.c_str()), "make a dimension of", path_);
}

void Dataset::attach_scale(std::size_t dimension, Dataset const& scale) {
    checked(*file_, H5DSattach_scale(id_, scale.id_, static_cast<unsigned>(dimension)),
            "attach a dimension to", path_);
}

}  // namespace gridrush::h5
