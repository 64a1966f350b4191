import { type Token, tokensOf } from './tokens';

/** Words that begin a line of their own; longer ones first. */
const CLAUSES = [
  'WITH',
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP BY',
  'HAVING',
  'QUALIFY',
  'WINDOW',
  'ORDER BY',
  'LIMIT',
  'OFFSET',
  'UNION ALL BY NAME',
  'UNION BY NAME',
  'UNION ALL',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'LEFT OUTER JOIN',
  'RIGHT OUTER JOIN',
  'FULL OUTER JOIN',
  'LEFT JOIN',
  'RIGHT JOIN',
  'FULL JOIN',
  'INNER JOIN',
  'CROSS JOIN',
  'ASOF JOIN',
  'SEMI JOIN',
  'ANTI JOIN',
  'POSITIONAL JOIN',
  'JOIN',
] as const;

const KEYWORDS = new Set(
  `ALL AND ANY AS ASC ASOF BETWEEN BY CASE CAST CROSS DESC DISTINCT ELSE END ESCAPE EXCEPT EXCLUDE EXISTS FALSE FILTER FIRST
   FROM FULL GROUP HAVING ILIKE IN INNER INTERSECT INTERVAL IS ISNULL JOIN LAST LATERAL LEFT LIKE LIMIT MATERIALIZED NOT
   NOTNULL NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION QUALIFY RECURSIVE REPLACE RIGHT ROWS SELECT SEMI ANTI SIMILAR
   THEN TRUE TRY_CAST UNION USING VALUES WHEN WHERE WINDOW WITH WITHIN POSITIONAL`.split(/\s+/)
);

const NO_SPACE_BEFORE = new Set([',', ')', ']', ';', '.', '::', ':']);
const NO_SPACE_AFTER = new Set(['(', '[', '.', '::']);

/**
 * The statement with one clause a line, conditions and the parts of subqueries indented, and keywords in capitals. Only
 * white space and the case of keywords change; strings, names, macros, variables and comments stay as they are.
 */
export function formatSql(sql: string): string {
  const tokens = tokensOf(sql).filter(({ kind }) => kind !== 'space');
  const out = new Lines();
  /** For each open parenthesis whether it holds a subquery. */
  const open: boolean[] = [];
  let between = false;
  for (let index = 0; index < tokens.length;) {
    const token = tokens[index];
    if (!token) {
      break;
    }
    const clause = clauseAt(tokens, index);
    const previous = tokens[index - 1];
    // Only a statement's own clauses break lines: `FILTER (WHERE ...)` and `OVER (ORDER BY ...)` stay on theirs.
    const inSubquery = open.length === 0 || open.at(-1) === true;
    if (clause && inSubquery && previous?.text !== '.' && !isPartOfExpression(clause, previous)) {
      out.line(clause);
      index += clause.split(' ').length;
      continue;
    }
    const upper = token.text.toUpperCase();
    const keyword = token.kind === 'word' && KEYWORDS.has(upper) && previous?.text !== '.';
    if (keyword && upper === 'BETWEEN') {
      between = true;
    } else if (keyword && upper === 'AND' && between) {
      between = false;
    } else if (keyword && (upper === 'AND' || upper === 'OR') && inSubquery) {
      out.line(upper, 1);
      index += 1;
      continue;
    }
    if (token.text === ')') {
      if (open.pop()) {
        out.dedent();
      }
    }
    out.add(keyword ? upper : token.text, spaced(previous, token));
    if (token.text === '(') {
      const subquery = /^(SELECT|WITH|FROM)$/i.test(tokens[index + 1]?.text ?? '');
      open.push(subquery);
      if (subquery) {
        out.indent();
      }
    }
    if (token.kind === 'comment') {
      out.line('');
    }
    index += 1;
  }
  return out.text();
}

class Lines {
  private readonly lines: string[] = [];
  private current = '';
  private depth = 0;

  line(text: string, extra = 0): void {
    this.flush();
    this.current = '  '.repeat(this.depth + extra) + text;
  }

  add(text: string, space: boolean): void {
    const blank = this.current.trim() === '';
    const indented = blank ? '  '.repeat(this.depth) : this.current;
    this.current = indented + (space && !blank ? ' ' : '') + text;
  }

  indent(): void {
    this.depth += 1;
  }

  dedent(): void {
    this.depth = Math.max(0, this.depth - 1);
    this.line('');
  }

  text(): string {
    this.flush();
    return this.lines.join('\n');
  }

  private flush(): void {
    if (this.current.trim() !== '') {
      this.lines.push(this.current.trimEnd());
    }
    this.current = '';
  }
}

function clauseAt(tokens: readonly Token[], index: number): string | undefined {
  return CLAUSES.find((clause) =>
    clause.split(' ').every((word, offset) => {
      const token = tokens[index + offset];
      return token?.kind === 'word' && token.text.toUpperCase() === word;
    })
  );
}

/** `IS DISTINCT FROM`, `left(x, 1)`, `EXTRACT(day FROM t)` and the like are no clauses. */
function isPartOfExpression(clause: string, previous: Token | undefined): boolean {
  return clause === 'FROM' && previous?.text.toUpperCase() === 'DISTINCT';
}

function spaced(previous: Token | undefined, token: Token): boolean {
  if (!previous || NO_SPACE_BEFORE.has(token.text) || NO_SPACE_AFTER.has(previous.text)) {
    return false;
  }
  if (token.text === '(' || token.text === '[') {
    const word = previous.text.toUpperCase();
    const called =
      (previous.kind === 'word' && !KEYWORDS.has(word)) ||
      previous.kind === 'name' ||
      previous.kind === 'macro' ||
      /^(CAST|TRY_CAST|EXCLUDE|REPLACE)$/.test(word);
    return !(called || previous.text === ']' || previous.text === ')');
  }
  // A sign after an operator or an opening is part of the number.
  return true;
}
