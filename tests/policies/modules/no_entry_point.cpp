/// A shared object without a policy.
extern "C" __attribute__((visibility("default"))) int nothing_to_see() {
    return 0;
}
