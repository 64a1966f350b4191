/** 0 when compatible, 1 when not. */
export function verdict(code: number, output: string): number;
