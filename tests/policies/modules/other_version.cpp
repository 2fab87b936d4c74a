#include "policies/module.hpp"

/// A policy that was built for the next version of the interface.
extern "C" __attribute__((visibility("default"))) gridrush::PolicyModule const*
gridrush_policy_module(char const*) {
    static auto const module = [] {
        gridrush::PolicyModule made;
        made.abi_version = gridrush::policy_abi_version + 1;
        return made;
    }();
    return &module;
}
