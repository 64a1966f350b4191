/** Answers of the back end for what panels read of them. */
import { type DataFrame, FieldType, type QueryResultMeta } from '@grafana/data';
import { type Frame } from '../../src/backend/grafana/frame';
import { rowsOf } from './harness';

/** As Grafana hands frames to panels. */
export const shown = (frames: readonly Frame[]): DataFrame[] =>
  frames.map((frame) => {
    const rows = rowsOf(frame);
    return {
      refId: frame.refId,
      meta: frame.meta as QueryResultMeta,
      length: rows.length,
      fields: frame.fields.map(({ name, type }) => ({
        name,
        type: type === 'string' ? FieldType.string : FieldType.number,
        config: {},
        values: rows.map((row) => row[name]),
      })),
    };
  });
