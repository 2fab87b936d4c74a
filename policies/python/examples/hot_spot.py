"""The built-in loading policy `hot_spot` in Python: the same limits, bit by bit."""

from gridrush.policy import LOADING_CLASSES, Loading, Parameter


class HotSpot(Loading):
    "Banks carry what keeps top oil and hot spot within their limits in the weather of now."
    name = "hot_spot_in_python"
    source = "IEC 60076-7:2018 clause 8 and table 2, or IEEE C57.91 clause 7"
    parameters = {
        "loading": Parameter("normal", choices=LOADING_CLASSES, description="limits that hold"),
        "look_ahead_h": Parameter(4.0, minimum=0, maximum=168,
                                  description="the limit can be held for this long"),
    }

    def decide(self, view, rng):
        hours = max(self.look_ahead_h, view.interval_h)
        return [view.carriable_mw(row, self.loading, hours) for row in range(len(view.substation))]
