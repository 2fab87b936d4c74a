"""Where each tenant is: a row each, a colour for each site, darker where it was cut."""

import matplotlib.dates as dates
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from . import cuts, tenants
from .style import BLACK, GREY, legend, new_figure, plt, time_axis, title

_MOST_ROWS = 60
_HEIGHT = 0.8


def stays(first_site, moves, lease, powered):
    """(site, first, last) of a tenant's stays within its lease (first, last), from when the site
    was connected; between two stays it was on its way. Splits are no moves."""
    site, (since, end) = first_site, lease
    for move in moves[moves["kind"] == "move"].itertuples():
        yield from _stay(site, since, move.decided_at, powered)
        site, since = move.to_site, move.arrived_at
        if pd.isna(since):
            return
    yield from _stay(site, since, end, powered)


def _stay(site, since, until, powered):
    since = max(since, powered.get(site, since))
    if until > since:
        yield site, since, until


def replicas(moves, end):
    """(site, first, last, share) of what an inference tenant has served elsewhere."""
    splits = moves[(moves["kind"] == "split") & moves["arrived_at"].notna()]
    splits = splits.sort_values("arrived_at")
    for row, last in zip(splits.itertuples(), [*splits["arrived_at"].iloc[1:], end]):
        if row.share > 0.0 and last > row.arrived_at:
            yield row.to_site, row.arrived_at, last, row.share


def figure(run):
    table = tenants.table(run)
    start, end = tenants.times_of(run)
    shown = table.iloc[:_MOST_ROWS]
    moves = _moves(run, table)
    colours = _colours(shown, moves)
    cut, rests, leases = _cut(run, list(colours)), _rests(run), _leases(run, table, start, end)
    powered = _powered(run, end)
    fig, axis = new_figure(10.5, 1.7 + 0.26 * len(shown))
    deepest = 0.0
    for row, tenant in shown.iterrows():
        own = moves[moves["tenant"] == row]
        axis.barh(row, _days(start, end), left=dates.date2num(start), height=0.06, color=GREY,
                  lw=0, zorder=1)
        for stay in stays(tenant["first_site"], own, leases[row], powered):
            _bar(axis, row, stay, colours[stay[0]], _days(start, end))
            deepest = max(deepest, _shade(axis, row, stay, cut))
        _draw_replicas(axis, row, own, end, colours)
        _draw_marks(axis, row, own, rests.get(tenant["tenant"], []))
    _axes(axis, shown, start, end)
    legend(axis, _handles(colours, cut, deepest, rests, moves))
    title(fig, axis, _story(table, moves, len(shown)), run)
    return fig


def _draw_replicas(axis, row, moves, end, colours):
    for site, first, last, share in replicas(moves, end):
        height = max(share, 0.2) * _HEIGHT / 2
        axis.barh(row + (_HEIGHT - height) / 2, _days(first, last), height=height,
                  left=dates.date2num(first), color=colours[site], edgecolor=BLACK, lw=0.5,
                  zorder=5)


def _draw_marks(axis, row, moves, rests):
    """Rests in white, moves as a stroke."""
    for first, last in rests:
        axis.barh(row, _days(first, last), left=dates.date2num(first), height=0.5 * _HEIGHT,
                  color="white", edgecolor="white", lw=0.7, zorder=5)
    for time in moves.loc[moves["kind"] == "move", "decided_at"]:
        axis.plot(time, row, marker="|", color=BLACK, ms=11, mew=1.4, zorder=6)


def _moves(run, table):
    found = tenants.moves(run, table) if run.has("migrations", "decided_at") else pd.DataFrame(
        columns=["tenant", "kind", "decided_at", "arrived_at", "share", "to"])
    sites = run.entities("site").index.to_numpy()
    return found.assign(kind=found["kind"].astype(str),
                        to_site=sites[found["to"].to_numpy(dtype=int)])


def _colours(table, moves):
    """A colour for each site where any tenant is, in the order in which they come up."""
    names = list(dict.fromkeys([*table["first_site"], *moves["to_site"]]))
    palette = np.array(plt.get_cmap("tab20").colors)
    order = 0.75 * np.r_[palette[1::2], palette[::2]] + 0.25  # pale: words and shade stand out
    return {name: order[k % len(order)] for k, name in enumerate(names)}


def _leases(run, table, start, end):
    """(first, last) of each tenant's lease, as far as /tenant tells; else all of the run."""
    if not run.has("tenant", "site"):
        return [(start, end)] * len(table)
    held = run.resample("tenant", "site", "day", "max") >= 0
    found = []
    for name in table["tenant"]:
        days = held.index[held[name]]
        found.append((max(days[0], start), min(days[-1] + pd.Timedelta(days=1), end))
                     if len(days) else (end, end))
    return found


def _powered(run, end):
    """When each site of a request was energised; the end of the run where it never was."""
    sites = run.entities("site")
    asked = sites[sites["request"] >= 0]
    if asked.empty:
        return {}
    energised = run.frame("queue")["energised_at"].iloc[asked["request"]]
    return dict(zip(asked.index, energised.fillna(end)))


def _rests(run):
    """(first, last) of each tenant's rests: it has a lease and draws nothing."""
    if not (run.has("tenant", "wanted_mw") and run.has("tenant", "site")
            and run.interval("tenant") == "hour"):
        return {}
    wanted = run.frame("tenant", "wanted_mw", wide=True)
    rests = (wanted < 1e-9) & (run.frame("tenant", "site", wide=True) >= 0)
    found = {}
    for name in rests.columns[rests.any()]:
        edges = np.flatnonzero(np.diff(np.r_[False, rests[name].to_numpy(), False]))
        times = [*rests.index, rests.index[-1] + pd.Timedelta(hours=1)]
        found[name] = [(times[first], times[last]) for first, last in edges.reshape(-1, 2)]
    return found


def _cut(run, names):
    """Share of what sites wanted that the grid cut, by period; none where it is not known."""
    if not run.has("site", "consumed_mw"):
        return None
    period = cuts.period_of(run.times("site"))
    cut = sum(run.resample("site", f"cut_{cause}_mw", period) for cause in cuts.IMPOSED
              if run.has("site", f"cut_{cause}_mw"))
    if np.isscalar(cut):
        return None
    wanted = cut + run.resample("site", "consumed_mw", period)
    share = (cut / wanted.where(wanted > 0.0))[names].fillna(0.0)
    step = {"month": pd.offsets.MonthBegin(1), "day": pd.Timedelta(days=1)}[period]
    some = share.to_numpy()[share.to_numpy() > 1e-6]
    dense = float(np.quantile(some, 0.98)) if some.size else 1.0
    share.attrs = {"last": share.index + step, "period": period, "dense": dense}
    return share


def _bar(axis, row, stay, colour, whole):
    site, first, last = stay
    axis.barh(row, _days(first, last), left=dates.date2num(first), height=_HEIGHT, color=colour,
              lw=0, zorder=2)
    if _days(first, last) > 0.009 * len(site) * whole:  # there is room for its name
        axis.annotate(site, (dates.date2num(first), row), xytext=(4, 0), fontsize=6.2, va="center",
                      textcoords="offset points", color=BLACK, zorder=7)


def _days(first, last):
    return dates.date2num(last) - dates.date2num(first)


def _shade(axis, row, stay, cut):
    """A veil over a stay, the denser the more its site was cut in the period. Returns the deepest
    cut."""
    site, first, last = stay
    if cut is None or site not in cut:
        return 0.0
    deepest = 0.0
    for begin, stop, share in zip(cut.index, cut.attrs["last"], cut[site]):
        begin, stop = max(begin, first), min(stop, last)
        if share > 1e-6 and stop > begin:
            deepest = max(deepest, share)
            axis.barh(row, _days(begin, stop), left=dates.date2num(begin), height=_HEIGHT,
                      color=BLACK, lw=0, zorder=4,
                      alpha=0.7 * min(share / cut.attrs["dense"], 1.0) ** 0.5)
    return deepest


def _axes(axis, shown, start, end):
    labels = [f"{row.tenant}  {row.it_mw:.0f} MW" for row in shown.itertuples()]
    axis.set_yticks(range(len(shown)), labels, fontsize=7.5)
    for label, kind in zip(axis.get_yticklabels(), shown["kind"]):
        label.set_color(tenants.KIND_COLOURS.get(kind, BLACK))
    axis.tick_params(axis="y", length=0)
    axis.set_ylim(len(shown) - 0.3, -0.7)
    axis.grid(False, axis="y")
    axis.set_xlim(start, end)
    axis.xaxis_date()
    time_axis(axis)


def _handles(colours, cut, deepest, rests, moves):
    handles = [Patch(color=colour, label=site) for site, colour in list(colours.items())[:16]]
    if len(colours) > 16:
        handles.append(Patch(alpha=0, label=f"and {len(colours) - 16} more"))
    handles.append(Patch(alpha=0, label=""))
    if deepest > 1e-6:
        handles.append(Patch(color=BLACK, alpha=0.7,
                             label=f"its site was cut, by up\nto {100 * deepest:.2g} % of a {cut.attrs['period']}"))
    if rests:
        handles.append(Patch(facecolor="white", edgecolor=GREY, label="draws nothing: paused"))
    if (moves["kind"] == "move").any():
        handles.append(Line2D([], [], marker="|", ls="", color=BLACK, ms=9, mew=1.4, label="moves"))
    if (moves["kind"] == "split").any():
        handles.append(Patch(color=GREY, label="strip: a part is\nserved elsewhere"))
    return handles


def _story(table, moves, shown):
    text = f"Where {len(table)} tenants are: {tenants.counted(moves)}"
    return text + (f" (first {shown} shown)" if shown < len(table) else "")
