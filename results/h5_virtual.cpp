#include <limits>
#include <utility>

#include <hdf5.h>

#include "results/h5.hpp"
#include "results/h5_calls.hpp"

namespace gridrush::h5 {
namespace {

int close_space(std::int64_t id) {
    return H5Sclose(id);
}
int close_property(std::int64_t id) {
    return H5Pclose(id);
}

Id simple_space(FileState const& file, std::vector<hsize_t> const& shape, std::string const& path) {
    return Id{checked(file, H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                      "give a shape to", path),
              close_space};
}

}  // namespace

Dataset Group::create_virtual(VirtualSpec const& spec) {
    std::string child = path_ == "/" ? "/" + spec.name : path_ + "/" + spec.name;
    std::vector<hsize_t> const shape{spec.shape.begin(), spec.shape.end()};
    std::vector<hsize_t> const slice_shape{shape.begin() + 1, shape.end()};
    Id const whole = simple_space(*file_, shape, child);
    Id const target = simple_space(*file_, shape, child);
    Id const source = simple_space(*file_, slice_shape, child);
    Id const creation{H5Pcreate(H5P_DATASET_CREATE), close_property};
    H5Pset_obj_track_times(creation.get(), false);
    float const unwritten = std::numeric_limits<float>::quiet_NaN();
    H5Pset_fill_value(creation.get(), H5T_NATIVE_FLOAT, &unwritten);

    std::vector<hsize_t> offset(shape.size(), 0);
    std::vector<hsize_t> block = shape;
    block[0] = 1;
    for (VirtualSpec::Source const& from : spec.sources) {
        offset[0] = from.slice;
        checked(*file_,
                H5Sselect_hyperslab(target.get(), H5S_SELECT_SET, offset.data(), nullptr,
                                    block.data(), nullptr),
                "select a slice of", child);
        checked(*file_,
                H5Pset_virtual(creation.get(), target.get(), from.file.c_str(),
                               spec.source_path.c_str(), source.get()),
                "map a file to", child);
    }
    hid_t const id = checked(*file_,
                             H5Dcreate2(id_, spec.name.c_str(), H5T_IEEE_F32LE, whole.get(),
                                        H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                             "create", child);
    return Dataset{file_, id, std::move(child)};
}

}  // namespace gridrush::h5
