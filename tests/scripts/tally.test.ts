/** Counting: a broken run must never look like a passed one. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { verdict } from '../../scripts/lib/compatibility.mjs';
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

describe('verdict on compatibility', () => {
  const heading = '\u001b[1mINCOMPATIBILITIES (1)\u001b[22m\n';

  it('fails for a removed or changed symbol, and for a run that did not get to its report', () => {
    expect(verdict(1, `${heading}\u001b[37m1)\u001b[39m \u001b[31mRemoved\u001b[39m \`x\` used in \`a.ts:1\``)).toBe(1);
    expect(verdict(1, `${heading}1) Changed \`x\` used in \`a.ts:1\``)).toBe(1);
    expect(verdict(1, 'Error: no such package')).toBe(1);
  });

  it('passes a clean report, and one that counts but lists nothing', () => {
    expect(verdict(0, 'INCOMPATIBILITIES (0)')).toBe(0);
    expect(verdict(1, `${heading}\n`)).toBe(0);
  });
});
