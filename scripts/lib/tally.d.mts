export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}
export function add(a: Counts, b: Counts): Counts;
export function single(code: number): Counts;
export function ofVitest(file: string, code: number): Counts;
export function ofPlaywright(file: string, code: number): Counts;
export function ofGo(output: string, code: number): Counts;
