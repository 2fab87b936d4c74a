#include "sim/calendar.hpp"

#include <algorithm>

namespace gridrush {

void Calendar::add(TimePoint time, CalendarEvent event) {
    heap_.push_back({time, event, added_++});
    std::push_heap(heap_.begin(), heap_.end(), later);
}

std::optional<TimePoint> Calendar::next() const {
    if (heap_.empty()) {
        return std::nullopt;
    }
    return heap_.front().time;
}

bool Calendar::pop_due(TimePoint now, CalendarEvent& out) {
    if (heap_.empty() || heap_.front().time > now) {
        return false;
    }
    out = heap_.front().event;
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
    return true;
}

}  // namespace gridrush
