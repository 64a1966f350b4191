/** Splits a block of names. DuckDB compares function names without regard to case, so lists are in lower case. */
export function names(block: string): string[] {
  return block.split(/\s+/).filter((name) => name !== '');
}

/** Lower case as DuckDB folds identifiers: ASCII letters only, so that no other letter turns into one. */
export function fold(identifier: string): string {
  return identifier.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
