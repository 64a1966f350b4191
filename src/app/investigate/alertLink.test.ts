import { describe, expect, it } from 'vitest';
import { ruleAnnotations } from '../../components/alerting/rule';
import { INVESTIGATE_URL, modelPath } from '../urls';
import { ruleFor } from '../alertRule';
import { alertPlace, groupFilters, readAlertLink } from './alertLink';
import { type Incident } from './incidents';

const now = Date.UTC(2026, 10, 21);
const DAY = 86_400_000;

/** The address that Grafana makes of a rule's annotation for a series with these labels. */
function addressOf(annotation: string, labels: Record<string, string>): URL {
  const filled = annotation
    .replace('{{ externalURL }}', 'http://grafana/')
    .replace(
      /\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ urlquery \. \}\}\{\{ end \}\}/g,
      (_, name: string, text: string) =>
        labels[name] ? `${text}${encodeURIComponent(labels[name]).replaceAll('%20', '+')}` : ''
    );
  return new URL(filled);
}

const rule = ruleFor('drift', { model: 'credit/eu 1', datasourceUid: 'p 1' });
const annotation = ruleAnnotations(rule)['investigate_url'] ?? '';
const incident: Incident = {
  ruleUid: 'r1',
  ruleName: 'drift',
  state: 'firing',
  kind: 'drift',
  column: 'a & b',
  since: now - DAY,
  rangeMs: 14 * DAY,
};

describe('the link of an alert', () => {
  const url = addressOf(annotation, { column: 'a & b' });
  const link = readAlertLink(url.searchParams);

  it('names model, column, kind, data source and method', () => {
    expect(url.pathname).toBe(INVESTIGATE_URL);
    expect(link).toEqual({
      model: 'credit/eu 1',
      column: 'a & b',
      kind: 'drift',
      range: 1_209_600,
      state: { 'var-ds': 'p 1', 'var-method': 'psi' },
    });
  });

  it('leads to the model at the time of the alert that still fires', () => {
    const other = { ...incident, ruleUid: 'r2', column: 'c' };
    expect(link && alertPlace(link, [other, incident], now)).toEqual({
      path: modelPath('credit/eu 1', 'investigate'),
      state: {
        from: String(now - 15 * DAY),
        to: String(now),
        'var-ds': 'p 1',
        'var-method': 'psi',
        'var-column': 'a & b',
        alert: 'r1',
      },
    });
  });

  it('leads to the last two ranges of the rule where the alert is over', () => {
    const place = link && alertPlace(link, [], now);
    expect(place?.state).toMatchObject({ from: String(now - 28 * DAY), to: String(now), 'var-column': 'a & b' });
    expect(place?.state).not.toHaveProperty('alert');
  });

  it('leads nowhere without a model', () => {
    expect(readAlertLink(new URLSearchParams('column=a'))).toBeUndefined();
  });
});

it('turns a group into the filters of its rows', () => {
  expect(groupFilters('carrier=U=A,B,origin=EWR')).toEqual([
    { key: 'carrier', operator: '=', value: 'U=A,B' },
    { key: 'origin', operator: '=', value: 'EWR' },
  ]);
  expect(groupFilters('nonsense')).toEqual([]);
});
