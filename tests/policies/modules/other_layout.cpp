#include "policies/module.hpp"

/// A policy whose compiler lays types out in another way.
extern "C" __attribute__((visibility("default"))) gridrush::PolicyModule const*
gridrush_policy_module(char const*) {
    static auto const module = [] {
        gridrush::PolicyModule made;
        made.layout = gridrush::policy_layout() + 1;
        return made;
    }();
    return &module;
}
