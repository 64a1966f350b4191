import { type DataFrame, FieldType } from '@grafana/data';
import { t } from '@grafana/i18n';
import { PanelBuilders, type SceneDataQuery, type VizPanel } from '@grafana/scenes';
import { customOf, fieldNamed } from '../../components/frames/read';
import { DISTRIBUTION_FIELDS, type FrameKind } from '../../query/frames';
import { panelMenu } from '../panelMenu';
import { distributionQuery, recordsQuery } from '../queries';
import { linked } from './source';

/** Any answer as Grafana's table; of several frames, the one of a kind. */
export function table(model: string, title: string, queries: SceneDataQuery[], kind?: FrameKind): VizPanel {
  const only = (frames: DataFrame[]) => frames.filter((frame) => customOf(frame, kind ?? 'records'));
  return PanelBuilders.table()
    .setTitle(title)
    .setData(linked(model, queries, kind && only))
    .setFilterable(true)
    .setMenu(panelMenu())
    .build();
}

/** Bins of the columns beside the reference, with what each adds to the score. */
export function distributionTable(model: string, columns?: readonly string[]): VizPanel {
  return PanelBuilders.table()
    .setTitle(t('app.panel.distribution', 'Bins beside the reference'))
    .setData(linked(model, [distributionQuery(model, columns)], (frames) => hide(frames, columns ? ONE_COLUMN : EDGES)))
    .setFilterable(true)
    .setOverrides((overrides) =>
      overrides
        .matchFieldsWithName(DISTRIBUTION_FIELDS.referenceShare)
        .overrideDisplayName(t('app.bins.reference', 'Reference'))
        .overrideUnit('percentunit')
        .matchFieldsWithName(DISTRIBUTION_FIELDS.share)
        .overrideDisplayName(t('app.bins.current', 'This range'))
        .overrideUnit('percentunit')
        .matchFieldsWithName(DISTRIBUTION_FIELDS.label)
        .overrideDisplayName(t('app.bins.bin', 'Values'))
        .matchFieldsWithName(DISTRIBUTION_FIELDS.contribution)
        .overrideDisplayName(t('app.bins.contribution', 'Contribution to PSI'))
        .matchFieldsWithName(DISTRIBUTION_FIELDS.column)
        .overrideDisplayName(t('app.bins.column', 'Column'))
        .matchFieldsWithName(DISTRIBUTION_FIELDS.referenceCount)
        .overrideDisplayName(t('app.bins.reference-count', 'Rows in the reference'))
        .matchFieldsWithName(DISTRIBUTION_FIELDS.count)
        .overrideDisplayName(t('app.bins.count', 'Rows'))
    )
    .setMenu(panelMenu())
    .build();
}

/** What the label of a bin already says; links still read it. */
const EDGES: readonly string[] = [DISTRIBUTION_FIELDS.bin, DISTRIBUTION_FIELDS.lo, DISTRIBUTION_FIELDS.hi];
const ONE_COLUMN: readonly string[] = [...EDGES, DISTRIBUTION_FIELDS.column];

function hide(frames: DataFrame[], names: readonly string[]): DataFrame[] {
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) =>
      names.includes(field.name) ? { ...field, config: { ...field.config, custom: HIDDEN } } : field
    ),
  }));
}

/** Tables before 12.2 know `hidden`, everything else `hideFrom`. */
const HIDDEN = { hidden: true, hideFrom: { viz: true, legend: true, tooltip: true } };

/** Shares of one column's bins as pairs of bars: this range and the reference. */
export function distributionBars(model: string, column: string): VizPanel {
  return PanelBuilders.barchart()
    .setTitle(t('app.panel.distribution-bars', 'Values beside the reference'))
    .setDescription(
      t('app.panel.distribution-is', 'Bins are those of the reference. A click on a bar leads to the records in it.')
    )
    .setData(linked(model, [distributionQuery(model, [column])], barsOf))
    .setOption('xField', DISTRIBUTION_FIELDS.label)
    .setOption('xTickLabelRotation', -45)
    .setOption('xTickLabelMaxLength', 12)
    .setUnit('percentunit')
    .setMin(0)
    .setMenu(panelMenu())
    .build();
}

/**
 * The label and the two shares of each bin. Column and edges stay as texts, which no bar chart draws: links read them.
 */
function barsOf(frames: DataFrame[]): DataFrame[] {
  const titles = new Map<string, [name: string, color: string]>([
    [DISTRIBUTION_FIELDS.referenceShare, [t('app.bins.reference', 'Reference'), 'text']],
    [DISTRIBUTION_FIELDS.share, [t('app.bins.current', 'This range'), 'blue']],
  ]);
  const kept: string[] = [DISTRIBUTION_FIELDS.column, DISTRIBUTION_FIELDS.lo, DISTRIBUTION_FIELDS.hi];
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.flatMap((field) => {
      const title = titles.get(field.name);
      if (title) {
        const [displayName, fixedColor] = title;
        return [{ ...field, config: { ...field.config, displayName, color: { mode: 'fixed', fixedColor } } }];
      }
      return kept.includes(field.name)
        ? [
            {
              ...field,
              type: FieldType.string,
              values: field.values.map((value) => (value === null ? '' : String(value))),
            },
          ]
        : field.name === DISTRIBUTION_FIELDS.label
          ? [field]
          : [];
    }),
  }));
}

export interface RecordsOptions {
  title?: string;
  limit?: number;
  onlyErrors?: boolean;
}

const NEWEST = 500;

/** Predictions as a table; the id of each leads to its page. */
export function recordsTable(model: string, options: RecordsOptions = {}): VizPanel {
  const { limit = NEWEST, onlyErrors } = options;
  const title =
    options.title ??
    (onlyErrors
      ? t('app.panel.errors', 'Wrong predictions, newest first')
      : t('app.panel.records', 'Predictions, newest first'));
  return PanelBuilders.table()
    .setTitle(title)
    .setData(linked(model, [recordsQuery(model, limit, { onlyErrors })], idFirst))
    .setFilterable(true)
    .setMenu(panelMenu())
    .build();
}

/** The id before the time: it is what leads on, and what stays in view on a narrow screen. */
function idFirst(frames: DataFrame[]): DataFrame[] {
  return frames.map((frame) => {
    const id = fieldNamed(frame, 'id');
    return id ? { ...frame, fields: [id, ...frame.fields.filter((field) => field !== id)] } : frame;
  });
}
