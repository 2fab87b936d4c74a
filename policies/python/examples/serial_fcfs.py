"""First come, first served by studies that answer at once: the simplest rule of connection.

The built-in `serial_fcfs` is a regime whose studies take engineers and time."""

import numpy as np

from gridrush.policy import Interconnection, Parameter, grant, wait


class SerialFcfs(Interconnection):
    "Requests are ruled on one after the other; each is granted firm when it fits, else it waits."
    name = "serial_fcfs_in_python"
    source = "FERC Order 2003 pro forma serial study (general description)"
    parameters = {
        "study_months": Parameter(6.0, minimum=0, maximum=120,
                                  description="months from application to the first ruling"),
        "tolerance_mw": Parameter(0.5, minimum=0, maximum=100,
                                  description="MW by which a request may exceed what fits"),
    }

    def decide(self, view, rng):
        study = np.timedelta64(int(self.study_months * 30.4375), "D")
        rulings, ahead = [], []
        for row, request in enumerate(view.request):
            if view.now < view.applied_at[row] + study:
                break  # nobody overtakes a request that is still being studied
            mw = view.requested_mw[row]
            found = view.study(request, ahead)
            if found.transformer_mw + self.tolerance_mw < mw:
                rulings.append(wait(request, "transformer_full"))
            elif found.network_mw + self.tolerance_mw < mw:
                rulings.append(wait(request, "network_full"))
            else:
                rulings.append(grant(request, firm_mw=mw))
            ahead.append((request, mw))
        return rulings
