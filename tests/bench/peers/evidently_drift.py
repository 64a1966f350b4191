"""Evidently's own report of data drift, window by window; seconds of the work alone on stdout as JSON.

Usage: evidently_drift.py FILE.csv CHUNK ROUNDS NUMERIC,... CATEGORICAL,...
The file has a column `period`; rows are in order of time. Importing, reading and building data sets do not count.
"""

import json
import sys
import time
import warnings

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

warnings.filterwarnings("ignore")


def main() -> None:
    path, chunk, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    numeric, categorical = sys.argv[4].split(","), sys.argv[5].split(",")
    frame = pd.read_csv(path)
    for name in categorical:
        frame[name] = frame[name].astype(str)
    definition = DataDefinition(numerical_columns=numeric, categorical_columns=categorical)
    columns = numeric + categorical
    make = lambda part: Dataset.from_pandas(part[columns].reset_index(drop=True), data_definition=definition)
    reference = make(frame[frame.period == "reference"])
    analysis = frame[frame.period == "analysis"]
    windows = [make(analysis.iloc[start : start + chunk]) for start in range(0, len(analysis), chunk)]
    seconds = []
    values: dict[str, list[float]] = {}
    for _ in range(rounds):
        values = {name: [] for name in columns}
        started = time.perf_counter()
        for window in windows:
            snapshot = Report([DataDriftPreset(columns=columns)]).run(window, reference)
            for metric in snapshot.dict()["metrics"]:
                column = metric.get("config", {}).get("column")
                if column in values:
                    values[column].append(float(metric["value"]))
        seconds.append(time.perf_counter() - started)
    print(json.dumps({"seconds": seconds, "values": values}))


main()
