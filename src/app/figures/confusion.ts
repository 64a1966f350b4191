import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { t } from '@grafana/i18n';
import { PanelBuilders, type VizPanel } from '@grafana/scenes';
import { TableCellDisplayMode } from '@grafana/schema';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { CONFUSION_FIELDS } from '../../query/frames';
import { panelMenu } from '../panelMenu';
import { curveQuery } from '../queries';
import { linked } from './source';

/** What was predicted for each true class, as counts and as a share of the class. */
export function confusion(model: string): VizPanel {
  return PanelBuilders.table()
    .setTitle(t('app.panel.confusion', 'Confusion'))
    .setData(linked(model, [curveQuery(model, 'confusion')], withShares))
    .setOverrides((overrides) =>
      overrides
        .matchFieldsWithName(t('app.confusion.share', 'Of its true class'))
        .overrideUnit('percentunit')
        .overrideMin(0)
        .overrideMax(1)
        .overrideColor({ mode: 'fixed', fixedColor: 'blue' })
        .overrideCustomFieldConfig('cellOptions', { type: TableCellDisplayMode.Gauge })
    )
    .setMenu(panelMenu())
    .build();
}

/** One row a true and predicted class, the true ones together; costs only where the query has any. */
export function withShares(frames: DataFrame[]): DataFrame[] {
  return frames
    .filter((frame) => customOf(frame, 'confusion'))
    .map((frame) => {
      const [real, said, count] = [CONFUSION_FIELDS.yTrue, CONFUSION_FIELDS.yPred, CONFUSION_FIELDS.n].map((name) =>
        fieldNamed(frame, name)
      );
      const rows = Array.from({ length: frame.length }, (_, row) => ({
        real: textAt(real, row) ?? '',
        said: textAt(said, row) ?? '',
        n: numberAt(count, row),
      }));
      const totals = new Map<string, number>();
      for (const row of rows) {
        totals.set(row.real, (totals.get(row.real) ?? 0) + row.n);
      }
      const column = (name: string, type: FieldType, values: unknown[]) => ({ name, type, values });
      return {
        ...toDataFrame({
          name: frame.name,
          fields: [
            column(
              t('app.confusion.true', 'What came true'),
              FieldType.string,
              rows.map((row) => row.real)
            ),
            column(
              t('app.confusion.predicted', 'What was predicted'),
              FieldType.string,
              rows.map((row) => row.said)
            ),
            column(
              t('app.bins.count', 'Rows'),
              FieldType.number,
              rows.map((row) => row.n)
            ),
            column(
              t('app.confusion.share', 'Of its true class'),
              FieldType.number,
              rows.map((row) => row.n / (totals.get(row.real) || NaN))
            ),
          ],
        }),
        meta: frame.meta,
      };
    });
}
