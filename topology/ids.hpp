#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace gridrush {

/// Typed index of a row in one table: a BusId cannot be used where a BranchId is wanted.
/// Rows are numbered from 0 in the order of the input. The default value is "none".
template <class Tag>
class Id {
public:
    constexpr Id() = default;
    constexpr explicit Id(std::size_t index) : value_{static_cast<std::int32_t>(index)} {}

    /// Row number; precondition: valid().
    [[nodiscard]] constexpr std::size_t index() const { return static_cast<std::size_t>(value_); }
    [[nodiscard]] constexpr bool valid() const { return value_ >= 0; }
    /// Row number, or -1 for "none": the form that result files store.
    [[nodiscard]] constexpr std::int32_t code() const { return value_; }

    friend constexpr auto operator<=>(Id, Id) = default;

private:
    std::int32_t value_ = -1;
};

using AreaId = Id<struct AreaTag>;
using BusId = Id<struct BusTag>;
using BranchId = Id<struct BranchTag>;
using DcLineId = Id<struct DcLineTag>;
using GeneratorId = Id<struct GeneratorTag>;
using SeriesId = Id<struct SeriesTag>;
using SubstationId = Id<struct SubstationTag>;
using BankId = Id<struct BankTag>;
using StorageId = Id<struct StorageTag>;
using SiteId = Id<struct SiteTag>;
using RequestId = Id<struct RequestTag>;
using TenantId = Id<struct TenantTag>;
using JobId = Id<struct JobTag>;

}  // namespace gridrush

template <class Tag>
struct std::hash<gridrush::Id<Tag>> {
    std::size_t operator()(gridrush::Id<Tag> id) const noexcept {
        return std::hash<std::int32_t>{}(id.code());
    }
};
