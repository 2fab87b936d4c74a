#include "policies/curtailment/rules.hpp"

#include <algorithm>
#include <array>

namespace gridrush {
namespace {

struct NamedRule {
    std::string_view name;
    SplitRule rule;
};
constexpr std::array named_rules{NamedRule{"pro_rata", split_pro_rata},
                                 NamedRule{"lifo", split_lifo},
                                 NamedRule{"fifo", split_fifo},
                                 NamedRule{"equal_mw", split_equal_mw},
                                 NamedRule{"max_min_fair", split_max_min_fair},
                                 NamedRule{"rota", split_rota},
                                 NamedRule{"technical_best", split_technical_best},
                                 NamedRule{"contract_class_then_pro_rata", split_by_class}};

}  // namespace

SplitRule split_rule(std::string_view name) {
    return std::ranges::find(named_rules, name, &NamedRule::name)->rule;
}

ParameterInfo split_parameter() {
    ParameterInfo info{.name = "split",
                       .default_value = std::string{named_rules.front().name},
                       .choices = {},
                       .description = "rule that shares the cuts that are left",
                       .source = "modelling choice"};
    for (auto const& named : named_rules) {
        info.choices.push_back(named.name);
    }
    return info;
}

}  // namespace gridrush
