"""Writes expected/shap_golden.json: what shap 0.51 draws of the flights sample. Needs shap==0.51.0, pandas, pyarrow, matplotlib."""
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import shap
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrow
from shap.utils import approximate_interactions

ROOT = Path(__file__).resolve().parents[3]
assert shap.__version__ == "0.51.0", shap.__version__

flights = pd.read_parquet(ROOT / "sample/nycflights13_late_monitoring.parquet")
phis = pd.read_parquet(ROOT / "sample/nycflights13_shap.parquet")
columns = [name[5:] for name in phis.columns if name.startswith("shap_")]
rows = phis.merge(flights, on="id").sort_values(["timestamp", "id"], kind="stable")


def explanation(part, names=columns):
    data = part[names].copy()
    for name in data.columns:
        if not pd.api.types.is_numeric_dtype(data[name]):
            data[name] = data[name].astype("category").cat.codes
    return shap.Explanation(
        values=part[[f"shap_{name}" for name in names]].to_numpy(np.float64),
        base_values=part["base_value"].to_numpy(np.float64),
        data=data.to_numpy(np.float64),
        feature_names=list(names),
    )


def between(start, end):
    return rows[(rows.timestamp >= start) & (rows.timestamp < end)]


def text_of(label):
    return label.get_text().replace("\u2212", "-")


def bar(values, display):
    plt.figure()
    axes = shap.plots.bar(values, max_display=display, show=False)
    count = min(display, values.shape[-1])
    # The first tick labels name the rows from the top.
    labels = [text_of(label) for label in axes.get_yticklabels()][:count]
    widths = [patch.get_width() for patch in axes.patches[:count]]
    plt.close("all")
    return {"labels": labels, "widths": widths}


def waterfall(values, display):
    plt.figure()
    axes = shap.plots.waterfall(values, max_display=display, show=False)
    plt.gcf().canvas.draw()
    order = np.argsort(-np.abs(values.values))
    count = min(display, len(order))
    arrows = []
    for patch in [each for part in plt.gcf().axes for each in part.patches]:
        if isinstance(patch, FancyArrow):
            ends = patch.get_xy()
            low, high = float(ends[:, 0].min()), float(ends[:, 0].max())
            positive = to_hex(patch.get_facecolor()) == "#ff0051"
            arrows.append(((ends[:, 1].min() + ends[:, 1].max()) / 2, [low, high] if positive else [high, low]))
    arrows.sort(key=lambda arrow: -arrow[0])
    labels = [text_of(label) for label in axes.get_yticklabels()]
    plt.close("all")
    return {
        "order": [values.feature_names[i] for i in order],
        # From the top: where the arrow of each row starts and ends.
        "arrows": [ends for _, ends in arrows],
        "labels": labels[:count],
        "rows": count,
        "base": float(values.base_values),
        "fx": float(values.base_values + values.values.sum()),
    }


def beeswarm(values, display):
    np.random.seed(0)
    plt.figure()
    axes = shap.plots.beeswarm(values, max_display=display, show=False, group_remaining_features=False)
    swarms = []
    labels = [text_of(label) for label in axes.get_yticklabels()][::-1]
    order = np.argsort(-np.abs(values.values).mean(0), kind="stable")[:display]
    for rank, feature in enumerate(order):
        y0 = len(order) - 1 - rank
        points = [c for c in axes.collections if len(c.get_offsets()) and abs(np.median(np.asarray(c.get_offsets())[:, 1]) - y0) < 0.5]
        offsets = np.vstack([np.asarray(c.get_offsets()) for c in points])
        clim = [c.get_clim() for c in points if c.get_array() is not None and len(c.get_offsets())]
        offsets = offsets[np.lexsort((offsets[:, 1], offsets[:, 0]))]
        swarms.append(
            {
                "column": values.feature_names[feature],
                "clim": [float(v) for v in clim[-1]] if clim else None,
                "x": sorted(float(v) for v in offsets[:, 0]),
                # Which dot of a bin is on which layer is chance in shap; how many are where is not.
                "offsets": sorted(round(float(v), 12) for v in offsets[:, 1] - y0),
            }
        )
    plt.close("all")
    return {"labels": labels[: len(order)], "rows": swarms}


def cohort_bars(parts, display):
    plt.figure()
    axes = shap.plots.bar(parts, max_display=display, show=False)
    count = min(display, len(columns))
    labels = [text_of(label) for label in axes.get_yticklabels()][:count]
    bars = [patch.get_width() for patch in axes.patches]
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    plt.close("all")
    # One list of bars a cohort, each from the top.
    widths = [bars[i * count : (i + 1) * count] for i in range(len(parts))]
    return {"labels": labels, "legend": legend, "widths": widths}


def scatter(values, color, display):
    """Dots of one column coloured by another, numbers both, and the ends of the colours."""
    plt.figure()
    np.random.seed(0)
    shap.plots.scatter(values[:, display], color=values[:, color], show=False, x_jitter=0, hist=False)
    dots = next(c for part in plt.gcf().axes for c in part.collections if len(c.get_offsets()) == len(values))
    found = sorted(np.asarray(dots.get_offsets()).tolist())
    clim = [float(end) for end in dots.get_clim()]
    plt.close("all")
    return {"column": display, "colorBy": color, "dots": found, "clim": clim}


september = between("2013-09-01", "2013-10-01")
day = between("2013-09-12", "2013-09-14")
one_day = between("2013-09-12", "2013-09-13")
record = september[september.id == september.id.iloc[100]]

rng = np.random.default_rng(7)
x = rng.permutation(600) / 600.0
others = np.column_stack([rng.normal(size=600), rng.integers(0, 3, 600), rng.normal(size=600)])
phi = np.where(others[:, 1] == 2, x, -x) + 0.3 * others[:, 0] + 0.05 * rng.normal(size=600)
scores = {}
for index, name in enumerate(["a", "b", "c"], start=1):
    data = np.column_stack([x, others])
    matrix = np.column_stack([phi, np.zeros((600, 3))])
    order = np.argsort(x)
    inc = max(min(int(600 / 10.0), 50), 1)
    total = 0.0
    for start in range(0, 600, inc):
        chunk, value = phi[order][start : start + inc], others[order, index - 1][start : start + inc]
        if np.std(value) > 0 and np.std(chunk) > 0:
            total += abs(np.corrcoef(chunk, value)[0, 1])
    scores[name] = total
best = approximate_interactions(0, matrix, data)

golden = {
    "shap": shap.__version__,
    "bar": {"period": ["2013-09-01", "2013-10-01"], "maxDisplay": 10, **bar(explanation(september), 10)},
    "waterfall": {
        "id": str(int(record.id.iloc[0])),
        "maxDisplay": 8,
        **waterfall(explanation(record)[0], 8),
    },
    "beeswarm": {"period": ["2013-09-12", "2013-09-14"], "n": len(day), **beeswarm(explanation(day), 10)},
    "cohorts": {
        "period": ["2013-09-01", "2013-10-01"],
        "by": "origin",
        "maxDisplay": 8,
        **cohort_bars({name: explanation(part) for name, part in september.groupby("origin")}, 8),
    },
    "scatter": {"period": ["2013-09-12", "2013-09-13"], **scatter(explanation(one_day), "pressure", "humid")},
    # From low to high.
    "colors": [to_hex(shap.plots.colors.red_blue(i / 20)) for i in range(21)],
    "interactions": {
        "x": x.tolist(),
        "phi": phi.tolist(),
        "others": {name: others[:, i].tolist() for i, name in enumerate(["a", "b", "c"])},
        "scores": scores,
        "order": [["x", "a", "b", "c"][i] for i in best],
    },
}
json.dump(golden, sys.stdout, indent=1)
