import { getFieldDisplayName } from '@grafana/data';
import { t } from '@grafana/i18n';
import { formatPercent, formatPlain, formatTimes } from '../../components/format/number';
import { type CardFilter, type CardRow } from '../../components/tooltip/CardContent';
import { DataCard } from '../../components/tooltip/DataCard';
import { type WaterfallData, type WaterfallPart } from './readWaterfall';
import { intervalName } from './swarmText';
import { endNames, isRest, isSignificant, partDelta, partValue, type WaterfallStep } from './waterfallText';

interface Props {
  data: WaterfallData;
  /** Undefined for the two ends. */
  step: WaterfallStep | undefined;
  name: string;
  value: number;
  color: string;
  fdr: number;
  pinned: boolean;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
}

/** Everything that is known of a step, or of an end of the waterfall. */
export function WaterfallCard({ data, step, name, value, color, fdr, pinned, onFilter }: Props) {
  const part = step?.part;
  const isColumn = part?.kind === 'column';
  return (
    <DataCard
      title={name}
      subtitle={data.outputSpace}
      color={step && color}
      rows={step ? stepRows(data, step, fdr) : endRows(data, name, value)}
      note={noteOf(data, step)}
      pinned={pinned}
      filter={isColumn ? { key: 'column', value: part.name } : undefined}
      onFilter={onFilter}
      frame={data.frame}
      field={data.field}
      at={part && !isRest(part) ? part.at : undefined}
    />
  );
}

function endRows(data: WaterfallData, name: string, value: number): CardRow[] {
  const rows: CardRow[] = [
    { label: t('plumbline.waterfall.value', 'Value'), value: partValue(data, value), strong: true },
  ];
  if (data.kind === 'local' && name === endNames(data).to) {
    if (data.prediction !== undefined) {
      rows.push({ label: t('plumbline.waterfall.prediction', 'The model said'), value: data.prediction });
    }
    if (data.recordId !== undefined) {
      rows.push({ label: t('plumbline.waterfall.record', 'Record'), value: data.recordId });
    }
  }
  return rows;
}

/** Without attributions there is no change to tell of. */
function heuristicRows(data: WaterfallData, { importance, severity }: WaterfallPart): CardRow[] {
  return [
    { label: getFieldDisplayName(data.field), value: partValue(data, importance), strong: true },
    {
      label: t('plumbline.impact.severity', 'Drift, times its limit'),
      value: Number.isNaN(severity) ? '–' : formatTimes(severity),
    },
    {
      label: t('plumbline.impact.product', 'Product (heuristic)'),
      value: Number.isNaN(severity) ? '–' : formatPlain(importance * severity),
    },
  ];
}

function stepRows(data: WaterfallData, step: WaterfallStep, fdr: number): CardRow[] {
  if (data.isHeuristic && step.part) {
    return heuristicRows(data, step.part);
  }
  const delta = step.end - step.start;
  const rows: CardRow[] = [
    {
      label:
        data.kind === 'local'
          ? t('plumbline.waterfall.phi', 'SHAP')
          : t('plumbline.waterfall.change', 'Change of the mean'),
      value: partDelta(data, delta),
      strong: true,
    },
  ];
  const { part } = step;
  const add = (label: string, value: number, format: (value: number) => string, strong = false) => {
    if (!Number.isNaN(value)) {
      rows.push({ label, value: format(value), strong });
    }
  };
  const signedValue = (each: number) => partDelta(data, each);
  if (!part) {
    add(t('plumbline.waterfall.mix', 'Mix'), data.others.count === step.count ? data.others.mix : NaN, signedValue);
    add(
      t('plumbline.waterfall.func', 'Function'),
      data.others.count === step.count ? data.others.func : NaN,
      signedValue
    );
    return rows;
  }
  if (!Number.isNaN(part.lo + part.hi)) {
    rows.push({ label: intervalName(data.confidence), value: `${signedValue(part.lo)} … ${signedValue(part.hi)}` });
  }
  add(t('plumbline.importance.q', 'q'), part.q, formatPlain, isSignificant(part, fdr));
  add(t('plumbline.waterfall.share', 'Of the whole change'), part.share, (share) => formatPercent(share));
  add(t('plumbline.waterfall.mix', 'Mix'), part.mix, signedValue);
  add(t('plumbline.waterfall.func', 'Function'), part.func, signedValue);
  add(t('plumbline.waterfall.unseen', 'Values never seen before'), part.unseen || NaN, (share) =>
    formatPercent(share, 1)
  );
  add(t('plumbline.importance.mean-abs', 'Mean |SHAP|'), part.importance, (each) => partValue(data, each));
  add(t('plumbline.impact.severity', 'Drift, times its limit'), part.severity, formatTimes);
  add(t('plumbline.waterfall.mean-reference', 'Mean in the reference'), part.reference, signedValue);
  add(t('plumbline.waterfall.rarity', 'Larger than in the reference'), part.rarity, (share) => formatPercent(share));
  return rows;
}

function noteOf(data: WaterfallData, step: WaterfallStep | undefined): string | undefined {
  if (data.kind === 'local' && step === undefined && /log-odds/i.test(data.outputSpace ?? '')) {
    return t('plumbline.waterfall.space-note', 'In log-odds: not to be read as an average probability.');
  }
  return step && !step.part
    ? t('plumbline.waterfall.others-note', 'The signed sum of all features without a bar of their own.')
    : undefined;
}
