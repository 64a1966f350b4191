import { t } from '@grafana/i18n';
import { formatCount, formatTimes, formatValue } from '../../components/format/number';
import { CardSection } from './CardSection';
import { type Carrier } from './carriers';
import { type DriftRow } from './grid';
import { type Carriers } from './useCarriers';

/** The worst of them; the page of the column has all. */
const MOST = 4;

/** In which groups of records a column moved most in the selected time. */
export function CarrierList({ carriers, column }: { carriers: Carriers; column: DriftRow }) {
  const { found } = carriers;
  return (
    <div aria-live="polite">
      <CardSection
        title={t('plumbline.explain.carriers', 'Groups in which {{column}} moved most', {
          column: column.name,
          interpolation: { escapeValue: false },
        })}
        items={found.slice(0, MOST).map((carrier) => carrierText(carrier, column))}
        notes={notesOf(carriers)}
      />
    </div>
  );
}

function notesOf({ found, keys, loading, problems }: Carriers): string[] {
  if (loading) {
    return [t('plumbline.explain.asking', 'Asking for the groups …')];
  }
  if (found.length === 0) {
    return problems.length > 0
      ? problems
      : [t('plumbline.explain.no-groups', 'No group has enough rows to be judged.')];
  }
  const looked = t(
    'plumbline.explain.groups',
    'Of {{n}} groups by {{keys}}, each against its own reference. A first look: not corrected for how many were looked at.',
    { n: found.length, keys: keys.join(', '), interpolation: { escapeValue: false } }
  );
  return [looked, ...problems];
}

function carrierText({ segment, severity, score, n }: Carrier, { score: field }: DriftRow): string {
  return t('plumbline.explain.carrier', '{{segment}}: {{value}}, {{n}} rows', {
    segment,
    value: Number.isNaN(severity) ? formatValue(field, score) : formatTimes(severity),
    n: formatCount(n),
    interpolation: { escapeValue: false },
  });
}
