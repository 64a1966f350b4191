/**
 * Random statements against the guard, run for real where it lets them pass, in a process of their own: none may show a
 * canary, change the store or a setting, run on past its deadline or end the process.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { attempt, stateOf } from '../integration/sql/attempt';
import { Fixture } from '../integration/sql/fixture';
import { STATEMENTS } from '../integration/sql/statements';

export interface GuardReport {
  statements: number;
  /** Statements that the guard let through and DuckDB answered. */
  passed: number;
  refused: number;
  /** Canaries shown, and things changed. */
  wrong: number;
  /** Answers that are neither rows nor a refusal. */
  errors: number;
  /** Statements that used more than ten seconds of a processor; their deadline is one second, and two threads work. */
  late: number;
  /** Times that the process ended. */
  crashes: number;
}

const LATE_MICROSECONDS = 10_000_000;

function usedBy(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

/** Tries `count` statements of this seed; started in a process of its own, with the statement under way in a file. */
export async function tryStatements(count: number, seed: number, current: string): Promise<GuardReport> {
  const report: GuardReport = { statements: 0, passed: 0, refused: 0, wrong: 0, errors: 0, late: 0, crashes: 0 };
  const fixture = await Fixture.create();
  const tell = (what: string, sql: string): void => console.error(`seed ${seed}: ${what}\n${sql}`);
  try {
    const before = await stateOf(fixture);
    for (const sql of fc.sample(STATEMENTS, { numRuns: count, seed })) {
      writeFileSync(current, sql);
      const started = process.cpuUsage();
      try {
        const outcome = await attempt(fixture, sql);
        report[outcome === 'internal' ? 'errors' : outcome === 'passed' ? 'passed' : 'refused']++;
        if (outcome === 'internal') {
          tell('an internal error', sql);
        }
      } catch (error) {
        report[String(error).includes('canary') ? 'wrong' : 'errors']++;
        tell(String(error), sql);
      }
      report.statements++;
      if (usedBy(started) > LATE_MICROSECONDS) {
        report.late++;
        tell('ended late', sql);
      }
    }
    if ((await stateOf(fixture)) !== before) {
      report.wrong++;
      tell('the store or a setting changed', '');
    }
    return report;
  } finally {
    fixture.close();
  }
}

/** One process for all of them; if it ends before its time, the rest of the portion is not counted. */
export async function run(count: number, seed: number): Promise<GuardReport> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-guard-'));
  const current = join(folder, 'current.sql');
  try {
    const script = `import(${JSON.stringify(process.env['PLUMBLINE_FAULTS'])})
      .then(({ tryStatements }) => tryStatements(${count}, ${seed % 2 ** 31}, ${JSON.stringify(current)}))
      .then((report) => process.stdout.write(JSON.stringify(report)))`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
    if (child.exitCode === 0) {
      return JSON.parse(output) as GuardReport;
    }
    console.error(
      `seed ${seed}: the process ended (${child.signalCode ?? child.exitCode}) at\n${readFileSync(current, 'utf8')}`
    );
    return { statements: 0, passed: 0, refused: 0, wrong: 0, errors: 0, late: 0, crashes: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
