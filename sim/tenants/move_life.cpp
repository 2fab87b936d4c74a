#include "sim/tenants/move_life.hpp"

namespace gridrush {
namespace {

void send(Life& life, Errand& errand, Seconds retry_after) {
    for (;;) {
        if (errand.blocked) {
            static_cast<void>(life.wait_until(TimePoint::max()));
            continue;
        }
        auto const ending = life.transfer(errand.from, errand.to, errand.bytes);
        if (ending == Ending::done) {
            errand.sent_at = life.now();
            return;
        }
        ++errand.failures;
        if (ending == Ending::failed) {
            static_cast<void>(life.wait_until(life.now() + retry_after));
        }
    }
}

}  // namespace

void live_as_mover(Life& life, TenantId tenant, Errand& errand, Seconds retry_after) {
    for (;;) {
        static_cast<void>(life.wait_until(TimePoint::max()));
        if (!errand.open) {
            continue;
        }
        send(life, errand, retry_after);
        life.sleep_until(life.now() + errand.restart);
        errand.open = false;
        life.tell({tenant, Message::Kind::arrive});
    }
}

}  // namespace gridrush
