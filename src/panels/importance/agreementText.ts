import { t } from '@grafana/i18n';
import { type TimeZone } from '@grafana/schema';
import { formatValue } from '../../components/format/number';
import { formatWindow } from '../../components/format/time';
import { type TextTable } from '../../components/table/csv';
import { type AgreementData, type AgreementWindow } from './readAgreement';

const nameOf = ({ time, timeEnd }: AgreementWindow, timeZone: TimeZone) =>
  formatWindow(time, Number.isNaN(timeEnd) ? time : timeEnd, timeZone);

/** How often and when the order was least like the reference's. */
export function agreementSummary(data: AgreementData, timeZone: TimeZone): string {
  const known = data.windows.filter(({ ndcg }) => !Number.isNaN(ndcg));
  const worst = known.reduce<AgreementWindow | undefined>(
    (least, window) => (least && least.ndcg <= window.ndcg ? least : window),
    undefined
  );
  if (!worst) {
    return t('plumbline.agreement.none', 'No window has enough rows to compare');
  }
  const breaches = known.filter(({ ndcg }) => ndcg < data.breach).length;
  return t(
    'plumbline.agreement.summary',
    '{{breaches}} of {{total}} windows below the limit; lowest {{value}}, {{when}}',
    {
      breaches,
      total: known.length,
      value: formatValue(data.field, worst.ndcg),
      when: nameOf(worst, timeZone),
    }
  );
}

/** What a screen reader says of a window. */
export function windowText(data: AgreementData, window: AgreementWindow, timeZone: TimeZone): string {
  const value = formatValue(data.field, window.ndcg);
  return Number.isNaN(window.ndcg)
    ? t('plumbline.agreement.spoken-thin', '{{when}}, not enough rows', { when: nameOf(window, timeZone) })
    : window.ndcg < data.breach
      ? t('plumbline.agreement.spoken-breach', '{{when}}, {{value}}, below the limit', {
          when: nameOf(window, timeZone),
          value,
        })
      : t('plumbline.agreement.spoken', '{{when}}, {{value}}', { when: nameOf(window, timeZone), value });
}

export function agreementTable(data: AgreementData, style: 'shown' | 'full', timeZone: TimeZone): TextTable {
  const number = (value: number, digits = 4) =>
    Number.isNaN(value) ? '' : style === 'full' ? String(value) : String(Number(value.toFixed(digits)));
  const numeric = true;
  return {
    columns: [
      { name: t('plumbline.agreement.window', 'Window') },
      { name: t('plumbline.agreement.axis', 'NDCG'), numeric },
      { name: t('plumbline.agreement.spearman', "Spearman's correlation"), numeric },
      { name: t('plumbline.importance.n', 'Rows'), numeric },
      { name: t('plumbline.agreement.n-reference', 'Rows of the reference'), numeric },
      { name: t('plumbline.agreement.status', 'Status') },
    ],
    rows: data.windows.map((window) => [
      style === 'full' ? new Date(window.time).toISOString() : nameOf(window, timeZone),
      number(window.ndcg),
      number(window.spearman),
      number(window.n),
      number(window.nReference),
      window.status ?? '',
    ]),
  };
}

interface Agreement {
  ndcg: number;
  warn: number;
  breach: number;
}

/** That columns no longer count in the order of the reference; empty while they do. */
export function agreementName(agreement: Agreement): string {
  const level = agreementAlarm(agreement);
  return level === undefined
    ? ''
    : t('plumbline.impact.agreement', 'order of importance changed: NDCG {{ndcg}} < {{limit}}', {
        ndcg: agreement.ndcg.toFixed(2),
        limit: agreement[level],
      });
}

/** Whether the order of importance is so unlike the reference's that it warns or breaches. */
export function agreementAlarm({ ndcg, warn, breach }: Agreement): 'warn' | 'breach' | undefined {
  return ndcg < breach ? 'breach' : ndcg < warn ? 'warn' : undefined;
}
