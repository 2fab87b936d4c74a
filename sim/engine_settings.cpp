#include "sim/engine_settings.hpp"

namespace gridrush {

namespace {

// Address sanitizer cannot follow an exception over stacks that it does not know and then reports
// errors that are none: there, every actor is a thread. Some 20 times slower, the same order.
#if defined(__SANITIZE_ADDRESS__)
constexpr char const* context_factory = "--cfg=contexts/factory:thread";
#else
constexpr char const* context_factory = "--cfg=contexts/factory:raw";
#endif

}  // namespace

SimGridArguments::SimGridArguments()
    : texts_{
          "gridrush", "--log=root.thresh:critical", "--log=xbt_cfg.thresh:warning",
          // Fair shares of the links as they are, without the model of TCP, which makes a long fat
          // flow several times slower. TCP-gamma is the largest window: beyond any rate here. 0
          // lifts it too, but then the later of two flows that meet may ignore its other links.
          "--cfg=network/model:CM02", "--cfg=network/crosstraffic:0",
          "--cfg=network/bandwidth-factor:1", "--cfg=network/latency-factor:1",
          "--cfg=network/weight-S:0", "--cfg=network/TCP-gamma:1e18", context_factory,
          "--cfg=contexts/stack-size:256",  // KiB, of a life
      } {
    for (std::string& text : texts_) {
        pointers_.push_back(text.data());
    }
    count_ = static_cast<int>(pointers_.size());
    pointers_.push_back(nullptr);
}

}  // namespace gridrush
