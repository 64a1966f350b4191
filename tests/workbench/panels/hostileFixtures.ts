/** Names that try to break out of each panel. */
import { type DataFrame, FieldType } from '@grafana/data';
import { table } from './frames';

/** Names that try to be markup, run the wrong way, never end, or are pictures. */
export const HOSTILE_NAMES = [
  '<script>document.body.dataset.hacked="yes"</script>',
  '"><img src=x onerror=document.body.dataset.hacked="yes">',
  '${__from} {{name}} $t(x)',
  'شهرالتسليم',
  '\u202Egnirts desrever',
  '🚀🔥 emoji 👩‍👩‍👧‍👦',
  'a_name_that_goes_on_and_on_'.repeat(12),
  '=HYPERLINK("http://example.org")',
  ' ',
  '__proto__',
];

export function importanceHostile(): DataFrame[] {
  const rows = HOSTILE_NAMES.map((column, i) => ({ column, rank: i + 1, n: 500, mean_abs: 1 / (i + 1), share: 0.1 }));
  return [table(rows, 'importance', { outputSpace: '<i>log-odds</i>' }, {})];
}

export function cohortsHostile(): DataFrame[] {
  const rows = HOSTILE_NAMES.map((segment, i) => ({
    cohort: `<b>key</b>=${segment}`,
    key: '<b>key</b>',
    segment,
    metric: 'accuracy',
    n: 100 + i,
    n_labelled: 100 + i,
    value: 0.5 + i / 40,
    lo: 0.45 + i / 40,
    hi: 0.55 + i / 40,
    delta: i / 40 - 0.1,
    q: 0.01,
    status: 'ok',
  }));
  const overall = { ...rows[0], cohort: 'overall', key: null, segment: null, n: 5000, value: 0.6, delta: null };
  return [table([overall, ...rows], 'cohorts', {}, { value: { unit: 'percentunit' } })];
}

export function driftHostile(): DataFrame[] {
  const start = Date.UTC(2026, 0, 1);
  const rows = HOSTILE_NAMES.flatMap((column, c) =>
    Array.from({ length: 8 }, (_, w) => ({ column, time: start + w * 36e5, score: 0.05 * c + 0.03 * w }))
  );
  const frame = table(rows, 'drift', { method: '<b>psi</b>', higherIsWorse: true, breach: 0.2, windowMs: 36e5 }, {});
  return [
    {
      ...frame,
      fields: frame.fields.map((f) => (f.name === 'time' ? { ...f, type: FieldType.time } : f)),
    },
  ];
}
