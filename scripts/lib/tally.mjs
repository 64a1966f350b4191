/** Counts of tests, read from what each runner writes. */
import fs from 'node:fs';

export const nothing = { passed: 0, failed: 0, skipped: 0 };

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** A step that is one test by itself. */
export const single = (code) => ({ ...nothing, [code === 0 ? 'passed' : 'failed']: 1 });

/** A runner that ended badly without naming a failed test failed as a whole. */
const orFailed = (counts, code) => (code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts);

/** Vitest's JSON report. A file that can't be collected has no tests: it counts as one failure. */
export function ofVitest(file, code) {
  if (!fs.existsSync(file)) {
    return single(1);
  }
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  return orFailed(counts, code);
}

/** Playwright's JSON report; a flaky test passed in the end. */
export function ofPlaywright(file, code) {
  if (!fs.existsSync(file)) {
    return single(1);
  }
  const { stats } = JSON.parse(fs.readFileSync(file, 'utf8'));
  return orFailed({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }, code);
}

/** The lines of `go test -json`; only leaves count, a test with subtests is their sum. */
export function ofGo(output, code) {
  const ends = new Map();
  for (const line of output.split('\n')) {
    if (line.startsWith('{')) {
      const { Action, Package, Test } = JSON.parse(line);
      if (Test && ['pass', 'fail', 'skip'].includes(Action)) {
        ends.set(`${Package} ${Test}`, Action);
      }
    }
  }
  const names = [...ends.keys()];
  const leaves = names.filter((name) => !names.some((other) => other.startsWith(`${name}/`)));
  const count = (action) => leaves.filter((name) => ends.get(name) === action).length;
  return orFailed({ passed: count('pass'), failed: count('fail'), skipped: count('skip') }, code);
}
