/** What a card says of a bin of values. */
import { t } from '@grafana/i18n';
import { formatCount, formatPercent } from '../../components/format/number';
import { type CardRow } from '../../components/tooltip/CardContent';
import { referenceOf } from './dependenceText';
import { type DependenceData, type TrendBin } from './readDependence';
import { intervalName, signedValue } from './swarmText';

export function cardRows(data: DependenceData, bin: TrendBin): CardRow[] {
  const reference = referenceOf(data, bin);
  const rows: CardRow[] = [
    { label: t('plumbline.dependence.mean', 'Mean SHAP'), value: signedValue(data, bin.mean), strong: true },
  ];
  if (!Number.isNaN(bin.meanLo + bin.meanHi)) {
    rows.push({
      label: intervalName(data.confidence),
      value: `${signedValue(data, bin.meanLo)} … ${signedValue(data, bin.meanHi)}`,
    });
  }
  if (reference) {
    rows.push({
      label: t('plumbline.waterfall.mean-reference', 'Mean in the reference'),
      value: signedValue(data, reference.mean),
    });
  }
  rows.push(
    { label: t('plumbline.importance.share', 'Share'), value: formatPercent(bin.share, 1) },
    ...(reference
      ? [
          {
            label: t('plumbline.dependence.share-reference', 'Share in the reference'),
            value: formatPercent(reference.share, 1),
          },
        ]
      : []),
    { label: t('plumbline.importance.n', 'Rows'), value: formatCount(bin.n) }
  );
  return rows;
}
