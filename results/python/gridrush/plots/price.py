"""Duration curve of the locational prices."""

import numpy as np

from .style import BLACK, BLUE, ORANGE, SKY, NothingToDraw, legend, new_figure, title

# Prices are counted in bins of an asinh scale, about 0.5 % wide: memory does not grow with hours.
_EDGES = np.sinh(np.linspace(np.arcsinh(-2e4), np.arcsinh(2e4), 4001))
_CENTRES = (_EDGES[:-1] + _EDGES[1:]) / 2
_CENTRES[np.abs(_CENTRES) < 0.02] = 0.0


def _counts(run, group, variable):
    """Hours per price bin and entity."""
    counts = None
    for block in run.blocks(group, variable):
        block = np.asarray(block, dtype=float).reshape(len(block), -1)
        if counts is None:
            counts = np.zeros((block.shape[1], len(_CENTRES)), dtype=np.int64)
        bins = np.clip(np.searchsorted(_EDGES, block, side="right") - 1, 0, len(_CENTRES) - 1)
        for entity in range(block.shape[1]):
            known = np.isfinite(block[:, entity])
            counts[entity] += np.bincount(bins[known, entity], minlength=len(_CENTRES))
    return counts


def _exceeded(counts, share):
    """Price that is exceeded in `share` of the hours, per entity."""
    cumulative = np.cumsum(counts, axis=1)
    hours = cumulative[:, -1:]
    return np.array([_CENTRES[np.minimum(np.searchsorted(row, (1 - share) * total),
                                         len(_CENTRES) - 1)]
                     for row, total in zip(cumulative, hours.ravel())])


def figure(run):
    if not run.has("bus", "lmp_usd_per_mwh"):
        raise NothingToDraw("the prices of /bus were not recorded")
    counts = _counts(run, "bus", "lmp_usd_per_mwh")
    counted = None if counts is None else counts.sum(axis=1) > 0
    if counts is None or not counted.any():
        raise NothingToDraw("no hour has a price")
    counts = counts[counted]
    names = np.array(list(run.entities("bus").index))[counted]
    hours = int(counts.sum(axis=1).max())
    share = np.unique(np.r_[np.geomspace(max(1 / hours, 2e-5), 0.5, 300),
                            1 - np.geomspace(max(1 / hours, 2e-5), 0.5, 300)])
    curves = _exceeded(counts, share)
    mean = (counts * _CENTRES).sum(axis=1) / counts.sum(axis=1)
    fig, axis = new_figure(10, 5.2)
    axis.fill_between(share, curves.min(axis=0), curves.max(axis=0), color=SKY, alpha=0.35, lw=0,
                      label=f"all {len(curves)} buses")
    ends = [(int(mean.argmax()), ORANGE, "dearest"), (int(mean.argmin()), BLUE, "cheapest")]
    for k, colour, word in ends if np.ptp(mean) > 0.01 else []:
        axis.plot(share, curves[k], color=colour, lw=1.5,
                  label=f"{word} bus: {names[k]}\n(mean {mean[k]:.1f} USD/MWh)")
    _draw_mean(run, axis, share)
    _axes(axis, share, curves)
    legend(axis)
    title(fig, axis, "Price duration: USD/MWh that is exceeded in a share of all hours", run)
    return fig


def _draw_mean(run, axis, share):
    if not run.has("system", "lmp_mean_usd_per_mwh"):
        return
    counts = _counts(run, "system", "lmp_mean_usd_per_mwh")
    if counts is None or counts.sum() == 0:
        return
    mean = float((counts * _CENTRES).sum() / counts.sum())
    axis.plot(share, _exceeded(counts, share)[0], color=BLACK, lw=1.8,
              label=f"mean over consumption\n(mean {mean:.1f} USD/MWh)")


def _axes(axis, share, curves):
    axis.set_xscale("logit")
    axis.set_xlim(share[0], share[-1])
    ticks = [1e-4, 1e-3, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999]
    ticks = [tick for tick in ticks if share[0] <= tick <= share[-1]]
    axis.set_xticks(ticks, [f"{100 * tick:g} %" for tick in ticks])
    axis.set_xticks([], minor=True)
    axis.set_yscale("symlog", linthresh=50, linscale=1.6)
    ticks = [-10000, -1000, -100, -50, -25, 0, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10000]
    low, high = min(0, curves.min()), max(100, curves.max())
    low, high = (low * 1.15 if low < -1 else -3), high * 1.2
    ticks = [tick for tick in ticks if low <= tick <= high]
    axis.set_ylim(low, high)
    axis.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
    axis.set_yticks([], minor=True)
    axis.set_ylabel("USD/MWh (linear to 50, logarithmic above)")
    axis.set_xlabel("share of hours with a higher price (both tails stretched)")
    axis.grid(True, axis="x")
