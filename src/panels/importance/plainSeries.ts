import { type DataFrame, FieldType, getFieldDisplayName, toDataFrame } from '@grafana/data';
import { numberAt } from '../../components/frames/read';

/** Time series of any data source as one table: the newest value of each series. Undefined without any: a table of texts is none. */
export function newestOfSeries(all: readonly DataFrame[]): DataFrame | undefined {
  const has = (frame: DataFrame, wanted: FieldType) => frame.fields.some(({ type }) => type === wanted);
  const frames = all.filter((frame) => has(frame, FieldType.time) && !has(frame, FieldType.string));
  const series = frames.flatMap((frame) =>
    frame.fields
      .filter(({ type }) => type === FieldType.number)
      .map((field) => ({ frame, field, value: newest(frame, field) }))
  );
  const [first] = series;
  if (!first) {
    return undefined;
  }
  return toDataFrame({
    fields: [
      {
        name: 'column',
        type: FieldType.string,
        values: series.map(({ frame, field }) => getFieldDisplayName(field, frame, [...frames])),
      },
      // Unit, decimals, mappings and links are the series' own.
      { ...first.field, name: 'value', values: series.map(({ value }) => value) },
    ],
  });
}

function newest(frame: DataFrame, field: DataFrame['fields'][number]): number | null {
  for (let row = frame.length - 1; row >= 0; row--) {
    const value = numberAt(field, row);
    if (!Number.isNaN(value)) {
      return value;
    }
  }
  return null;
}
