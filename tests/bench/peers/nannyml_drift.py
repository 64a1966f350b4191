"""NannyML's univariate drift with its default method; seconds of the work alone on stdout as JSON.

Usage: nannyml_drift.py FILE.csv CHUNK ROUNDS NUMERIC,... CATEGORICAL,...
The file has columns `period` and `timestamp`; rows are in order of time. Importing and reading do not count.
"""

import json
import sys
import time
import warnings

import pandas as pd

warnings.filterwarnings("ignore")
import nannyml as nml  # noqa: E402


def main() -> None:
    path, chunk, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    numeric, categorical = sys.argv[4].split(","), sys.argv[5].split(",")
    columns = numeric + categorical
    frame = pd.read_csv(path, parse_dates=["timestamp"])
    for name in categorical:
        frame[name] = frame[name].astype(str).astype("category")
    reference = frame[frame.period == "reference"].reset_index(drop=True)
    analysis = frame[frame.period == "analysis"].reset_index(drop=True)
    seconds = []
    values: dict[str, list[float]] = {}
    for _ in range(rounds):
        started = time.perf_counter()
        calculator = nml.UnivariateDriftCalculator(
            column_names=columns,
            timestamp_column_name="timestamp",
            continuous_methods=["jensen_shannon"],
            categorical_methods=["jensen_shannon"],
            chunk_size=chunk,
        )
        calculator.fit(reference)
        result = calculator.calculate(analysis).filter(period="analysis").to_df()
        values = {name: [float(v) for v in result[(name, "jensen_shannon", "value")]] for name in columns}
        seconds.append(time.perf_counter() - started)
    print(json.dumps({"seconds": seconds, "values": values}))


main()
