"""The built-in curtailment policy `pro_rata` in Python, with numpy: the same cuts, bit by bit."""

import numpy as np

from gridrush.policy import Curtailment


def in_turn(values):
    return np.cumsum(values)[-1]  # np.sum adds up in another order than the program


class ProRata(Curtailment):
    "A cut is shared in proportion to contracted megawatts."
    name = "pro_rata_in_python"
    source = "Anaya and Pollitt (2013), EPRG 1316, principles of access"

    def decide(self, view, rng):
        limit, weight = view.cuttable_mw, view.contracted_mw
        cut, left = np.zeros(len(limit)), view.cut_mw
        for _ in range(len(limit) + 1):  # each pass fills a row or places what is left
            room = limit - cut
            can = room > 0.0
            if left <= 0.0 or not can.any():
                break
            total = in_turn(weight[can])
            share = weight / total if total > 0.0 else room / in_turn(room[can])
            part = np.where(can, np.minimum(room, left * share), 0.0)
            cut = np.minimum(cut + part, limit)
            placed = in_turn(part)
            left -= placed
            if placed <= 0.0:
                break
        return cut
