/** Counting: a broken run must never look like a passed one. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { objections, readReport } from '../../scripts/lib/compatibility.mjs';
import { agrees } from '../../scripts/lib/install.mjs';
import { ofGo, ofPlaywright, ofVitest } from '../../scripts/lib/tally.mjs';

function file(report: object): string {
  const name = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-tally-')), 'report.json');
  fs.writeFileSync(name, JSON.stringify(report));
  return name;
}

describe('counts of a runner', () => {
  it('take a missing report for a failure', () => {
    expect(ofVitest('/nowhere.json', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(ofPlaywright('/nowhere.json', 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('take a file that could not be collected for a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    const report = file({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults });
    expect(ofVitest(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('take a bad exit without a failed test for a failure', () => {
    const report = file({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0 } });
    expect(ofPlaywright(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  it("count Go's leaves once", () => {
    const line = (Action: string, Test?: string) => JSON.stringify({ Action, Package: 'p', Test });
    const output = [line('pass', 'TestA/one'), line('fail', 'TestA/two'), line('fail', 'TestA'), line('skip', 'TestB')];
    expect(ofGo([...output, line('fail'), '# not JSON'].join('\n'), 1)).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });
});

describe('agrees', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };

  it('takes an optional package of another system as not needed', () => {
    expect(agrees(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });

  it('notices a missing package and another version', () => {
    expect(agrees(wanted, {})).toBe(false);
    expect(agrees(wanted, { 'node_modules/a': { version: '1.0.1' } })).toBe(false);
    expect(agrees(wanted, { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.1.0' } })).toBe(
      false
    );
  });
});

describe('report on compatibility', () => {
  const config = { package: '@grafana/runtime', symbol: 'config', file: 'a.ts', kind: 'behind' };

  it('objects to removed and changed symbols, and to a type behind one that nobody has looked at', () => {
    expect(objections([{ ...config, kind: 'removed' }])).toEqual(['config of @grafana/runtime, used in a.ts: removed']);
    expect(objections([{ ...config, kind: 'changed' }])).toHaveLength(1);
    expect(objections([{ ...config, symbol: 'locationService' }])).toHaveLength(1);
  });

  it('passes what was looked at', () => {
    expect(objections([])).toEqual([]);
    expect(objections([config])).toEqual([]);
  });

  it('is found among other lines, and missed where the run did not get there', () => {
    expect(readReport(`Installed\n${JSON.stringify({ compatibility: [config] })}\n`)).toEqual([config]);
    expect(readReport('TypeError: no such package\n')).toBeNull();
  });
});
