import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { ATTRIBUTION_DRIFT_FIELDS } from '../../query/explanationFrames';
import { type Status, STATUSES } from '../../query/frames';

export interface AgreementWindow {
  time: number;
  timeEnd: number;
  complete: boolean;
  ndcg: number;
  spearman: number;
  n: number;
  nReference: number;
  status: Status | undefined;
  at: number;
}

export interface AgreementData {
  windows: AgreementWindow[];
  warn: number;
  breach: number;
  field: Field;
  frame: DataFrame;
  reference: string | undefined;
}

/** How alike the order of columns is, over windows: our own frame, or any time series. */
export function readAgreement(series: DataFrame[]): AgreementData | undefined {
  const own = series.find((each) => customOf(each, 'attribution-drift'));
  const frame = own ?? series.find((each) => firstOfType(each, FieldType.time) && firstOfType(each, FieldType.number));
  if (!frame) {
    return undefined;
  }
  const custom = customOf(frame, 'attribution-drift');
  const column = (key: keyof typeof ATTRIBUTION_DRIFT_FIELDS) => fieldNamed(frame, ATTRIBUTION_DRIFT_FIELDS[key]);
  const time = column('time') ?? firstOfType(frame, FieldType.time);
  const field = column('ndcg') ?? firstOfType(frame, FieldType.number);
  if (!time || !field || frame.length === 0) {
    return undefined;
  }
  const number = (value: unknown) => (typeof value === 'number' ? value : NaN);
  const reference: unknown = custom?.reference;
  return {
    windows: Array.from({ length: frame.length }, (_, at) => ({
      time: numberAt(time, at),
      timeEnd: numberAt(column('timeEnd'), at),
      complete: column('complete')?.values[at] !== false,
      ndcg: numberAt(field, at),
      spearman: numberAt(column('spearman'), at),
      n: numberAt(column('n'), at),
      nReference: numberAt(column('nReference'), at),
      status: STATUSES.find((status) => status === textAt(column('status'), at)),
      at,
    })),
    warn: number(custom?.warn),
    breach: number(custom?.breach),
    field,
    frame,
    reference:
      typeof reference === 'object' && reference !== null && 'label' in reference && typeof reference.label === 'string'
        ? reference.label
        : undefined,
  };
}
