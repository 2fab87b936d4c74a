#include <cstring>
#include <utility>

#include <hdf5.h>

#include "results/h5.hpp"
#include "results/h5_calls.hpp"

namespace gridrush::h5 {
namespace {

int close_space(std::int64_t id) {
    return H5Sclose(id);
}
int close_type(std::int64_t id) {
    return H5Tclose(id);
}
int close_attribute(std::int64_t id) {
    return H5Aclose(id);
}
int close_property(std::int64_t id) {
    return H5Pclose(id);
}

/// Group creation: names in order, everything in the header.
std::int64_t group_properties() {
    hid_t const properties = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_link_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_obj_track_times(properties, false);
    return properties;
}

struct Listing {
    int kind;
    std::vector<std::string> names;
};

herr_t list_child(hid_t group, char const* name, H5L_info_t const*, void* data) {
    Listing& listing = *static_cast<Listing*>(data);
    H5O_info_t info;
    if (H5Oget_info_by_name2(group, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0) {
        return -1;
    }
    if (info.type == listing.kind) {
        listing.names.emplace_back(name);
    }
    return 0;
}

std::string joined(std::string const& parent, std::string const& name) {
    return parent == "/" ? "/" + name : parent + "/" + name;
}

}  // namespace

Object::Object(std::shared_ptr<FileState> file, std::int64_t id, std::string path)
    : file_{std::move(file)}, id_{id}, path_{std::move(path)} {}

Object::Object(Object&& other) noexcept
    : file_{std::move(other.file_)},
      id_{std::exchange(other.id_, -1)},
      path_{std::move(other.path_)} {}

Object& Object::operator=(Object&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(id_, other.id_);
    std::swap(path_, other.path_);
    return *this;
}

Object::~Object() {
    if (id_ >= 0 && file_->open) {
        H5Oclose(id_);
    }
}

void Object::write_attribute(std::string const& name, std::int64_t type, std::int64_t space,
                             void const* data) {
    std::string const what = joined(path_, name);
    if (H5Aexists(id_, name.c_str()) > 0) {
        checked(*file_, H5Adelete(id_, name.c_str()), "replace attribute", what);
    }
    Id const attribute{
        checked(*file_, H5Acreate2(id_, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT),
                "create attribute", what),
        close_attribute};
    checked(*file_, H5Awrite(attribute.get(), type, data), "write attribute", what);
}

void Object::set_attribute(std::string const& name, std::string const& value) {
    Id const type = text_type();
    Id const space{H5Screate(H5S_SCALAR), close_space};
    char const* const text = value.c_str();
    write_attribute(name, type.get(), space.get(), &text);
}

void Object::set_attribute(std::string const& name, float value) {
    Id const space{H5Screate(H5S_SCALAR), close_space};
    write_attribute(name, H5T_NATIVE_FLOAT, space.get(), &value);
}

void Object::set_attribute(std::string const& name, double value) {
    Id const space{H5Screate(H5S_SCALAR), close_space};
    write_attribute(name, H5T_NATIVE_DOUBLE, space.get(), &value);
}

void Object::set_attribute(std::string const& name, std::uint64_t value) {
    Id const space{H5Screate(H5S_SCALAR), close_space};
    write_attribute(name, H5T_NATIVE_UINT64, space.get(), &value);
}

void Object::set_attribute(std::string const& name, std::span<std::int32_t const> values) {
    hsize_t const size = values.size();
    Id const space{H5Screate_simple(1, &size, nullptr), close_space};
    write_attribute(name, H5T_NATIVE_INT32, space.get(), values.data());
}

void Object::set_attribute(std::string const& name, std::span<float const> values) {
    hsize_t const size = values.size();
    Id const space{H5Screate_simple(1, &size, nullptr), close_space};
    write_attribute(name, H5T_NATIVE_FLOAT, space.get(), values.data());
}

std::optional<std::string> Object::text_attribute(std::string const& name) const {
    if (H5Aexists(id_, name.c_str()) <= 0) {
        return std::nullopt;
    }
    Id const attribute{
        checked(*file_, H5Aopen(id_, name.c_str(), H5P_DEFAULT), "open attribute", name),
        close_attribute};
    Id const stored{H5Aget_type(attribute.get()), close_type};
    if (H5Tget_class(stored.get()) != H5T_STRING || H5Tis_variable_str(stored.get()) <= 0) {
        return std::nullopt;
    }
    Id const type = text_type();
    char* text = nullptr;
    checked(*file_, H5Aread(attribute.get(), type.get(), &text), "read attribute", name);
    std::string value = text == nullptr ? "" : text;
    H5free_memory(text);
    return value;
}

std::optional<std::uint64_t> Object::integer_attribute(std::string const& name) const {
    if (H5Aexists(id_, name.c_str()) <= 0) {
        return std::nullopt;
    }
    Id const attribute{
        checked(*file_, H5Aopen(id_, name.c_str(), H5P_DEFAULT), "open attribute", name),
        close_attribute};
    Id const space{H5Aget_space(attribute.get()), close_space};
    Id const stored{H5Aget_type(attribute.get()), close_type};
    if (H5Tget_class(stored.get()) != H5T_INTEGER ||
        H5Sget_simple_extent_npoints(space.get()) != 1) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    checked(*file_, H5Aread(attribute.get(), H5T_NATIVE_UINT64, &value), "read attribute", name);
    return value;
}

Group Group::create_group(std::string const& name) {
    Id const properties{group_properties(), close_property};
    std::string child = joined(path_, name);
    hid_t const id =
        checked(*file_, H5Gcreate2(id_, name.c_str(), H5P_DEFAULT, properties.get(), H5P_DEFAULT),
                "create group", child);
    return Group{file_, id, std::move(child)};
}

Group Group::create_unnamed_group(std::string const& later_name) {
    Id const properties{group_properties(), close_property};
    std::string child = joined(path_, later_name);
    hid_t const id =
        checked(*file_, H5Gcreate_anon(id_, properties.get(), H5P_DEFAULT), "create group", child);
    return Group{file_, id, std::move(child)};
}

void Group::link(Group const& child, std::string const& name) {
    checked(*file_, H5Olink(child.id_, id_, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "link",
            joined(path_, name));
}

Group Group::open_group(std::string const& name) const {
    std::string child = joined(path_, name);
    hid_t const id = checked(*file_, H5Gopen2(id_, name.c_str(), H5P_DEFAULT), "open group", child);
    return Group{file_, id, std::move(child)};
}

Dataset Group::open(std::string const& name) const {
    std::string child = joined(path_, name);
    hid_t const id = checked(*file_, H5Dopen2(id_, name.c_str(), H5P_DEFAULT), "open", child);
    return Dataset{file_, id, std::move(child)};
}

bool Group::has(std::string const& name) const {
    return H5Lexists(id_, name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> Group::children(int kind) const {
    Listing listing{kind, {}};
    herr_t status = H5Literate(id_, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, list_child, &listing);
    if (status < 0) {
        listing.names.clear();
        status = H5Literate(id_, H5_INDEX_NAME, H5_ITER_INC, nullptr, list_child, &listing);
    }
    checked(*file_, status, "list", path_);
    return std::move(listing.names);
}

std::vector<std::string> Group::groups() const {
    return children(H5O_TYPE_GROUP);
}

std::vector<std::string> Group::datasets() const {
    return children(H5O_TYPE_DATASET);
}

}  // namespace gridrush::h5
