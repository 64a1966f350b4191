/**
 * The condition of a cohort as one line of text: SQL that people read and pass on, and that reads back to its filters.
 *
 * `"age" < 25 AND "country" IN ('DE', 'AT')`: names in double quotes, values in single ones, quotes inside doubled.
 */
import { type Filter, type FilterOperator } from './model';

/** Operators as the text writes them. Regular expressions have the signs of PostgreSQL, which no other operator begins with. */
const SIGNS: Record<Exclude<FilterOperator, '=|' | '!=|'>, string> = {
  '=': '=',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '=~': '~',
  '!~': '!~',
};

/** All filters as one condition; each has to hold. */
export function predicateText(filters: readonly Filter[]): string {
  return filters.map(conditionText).join(' AND ');
}

function conditionText({ key, operator, value, values }: Filter): string {
  const name = quoted(key, '"');
  if (operator === '=|' || operator === '!=|') {
    const list = (values ?? []).map((each) => quoted(each, "'")).join(', ');
    return `${name} ${operator === '=|' ? 'IN' : 'NOT IN'} (${list})`;
  }
  return `${name} ${SIGNS[operator]} ${quoted(value ?? '', "'")}`;
}

const quoted = (text: string, quote: string) => `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;

/** What stands between a name and its value, lower case. */
const OPERATORS = new Map<string, FilterOperator>([
  ['=', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['≤', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['≥', '>='],
  ['~', '=~'],
  ['=~', '=~'],
  ['!~', '!~'],
  ['in', '=|'],
  ['not in', '!=|'],
]);

/** Longer texts, in characters, are nobody's condition. */
const TEXT_AT_MOST = 65_536;

interface Condition {
  filter: Filter;
  /** What stands between it and the next one. */
  then: 'and' | 'or' | undefined;
}

/**
 * A condition as the filters that it means: comparisons and lists joined by AND. Several `=` on one column joined by OR
 * are a list; any other OR has no filters. Undefined where a part says anything else: half a condition is another one.
 *
 * Besides the text of `predicateText` it reads what people write: names and values without quotes, `hour > 16`,
 * `5 ≤ age < 10`, `origin IN (EWR, JFK)`, `origin = EWR OR origin = JFK`.
 */
export function predicateFilters(text: string): Filter[] | undefined {
  if (text.length > TEXT_AT_MOST) {
    return undefined;
  }
  const reader = new Reader(text.trim());
  const conditions: Condition[] = [];
  do {
    const filters = readCondition(reader);
    if (!filters) {
      return undefined;
    }
    const then = reader.connective();
    filters.forEach((filter, at) => conditions.push({ filter, then: at + 1 < filters.length ? 'and' : then }));
  } while (conditions.at(-1)?.then);
  return reader.isDone ? joined(conditions) : undefined;
}

function readCondition(reader: Reader): Filter[] | undefined {
  const quoted = reader.quoted('"');
  const key = quoted ?? reader.bareName();
  const sign = key ? reader.sign() : undefined;
  const operator = sign === undefined ? undefined : OPERATORS.get(sign);
  if (!key || !operator) {
    return undefined;
  }
  if (operator === '=|' || operator === '!=|') {
    const values = reader.list();
    return values && [{ key, operator, values }];
  }
  if (quoted === undefined && isNumber(key)) {
    return readBetween(reader, key, operator);
  }
  const value = reader.value(INEQUALITIES.has(operator));
  return value === undefined ? undefined : [{ key, operator, value }];
}

/** What a limit on the left says of the name on the right of it. */
const INEQUALITIES = new Map<FilterOperator, FilterOperator>([
  ['<', '>'],
  ['<=', '>='],
  ['>', '<'],
  ['>=', '<='],
]);

/** The rest of `5 ≤ age < 10`: both signs point the same way. A number is no name. */
function readBetween(reader: Reader, limit: string, operator: FilterOperator): Filter[] | undefined {
  const mirrored = INEQUALITIES.get(operator);
  const key = mirrored && (reader.quoted('"') ?? reader.bareName());
  const sign = key && !isNumber(key) ? reader.sign() : undefined;
  const second = sign === undefined ? undefined : OPERATORS.get(sign);
  if (!key || !mirrored || !second?.startsWith(operator.slice(0, 1))) {
    return undefined;
  }
  const value = reader.value(true);
  return value === undefined
    ? undefined
    : [
        { key, operator: mirrored, value: limit },
        { key, operator: second, value },
      ];
}

const isNumber = (text: string) => text.trim() !== '' && !Number.isNaN(Number(text));

/** Runs of OR become lists: SQL binds AND closer, so a run that touches an AND is no single condition. */
function joined(conditions: readonly Condition[]): Filter[] | undefined {
  if (!conditions.some(({ then }) => then === 'or')) {
    return conditions.map(({ filter }) => filter);
  }
  const [first] = conditions;
  const values = conditions.flatMap(({ filter }) =>
    filter.operator === '=' ? [filter.value ?? ''] : filter.operator === '=|' ? (filter.values ?? []) : []
  );
  const isOneList =
    conditions.every(({ then }) => then !== 'and') &&
    conditions.every(({ filter }) => filter.key === first?.filter.key) &&
    conditions.every(({ filter }) => filter.operator === '=' || filter.operator === '=|');
  return first && isOneList ? [{ key: first.filter.key, operator: '=|', values: [...new Set(values)] }] : undefined;
}

/**
 * Reads a text from its beginning to its end; each method takes what it names, or nothing. Texts come from data: every
 * pattern is one that takes time in proportion to what it passes.
 */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get isDone(): boolean {
    return this.text.slice(this.at).trim() === '';
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, 'iyu');
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    this.at = found ? sticky.lastIndex : this.at;
    return found ?? undefined;
  }

  /** The next place of a pattern, taking nothing. */
  private find(pattern: RegExp): RegExpExecArray | undefined {
    const search = new RegExp(pattern.source, 'giu');
    search.lastIndex = this.at;
    return search.exec(this.text) ?? undefined;
  }

  /** A text in quotes, without them and with doubled ones in it single. Only where what follows can end it. */
  quoted(quote: '"' | "'"): string | undefined {
    const before = this.at;
    const found = this.take(quote === '"' ? /\s*"((?:[^"]|"")*)"/ : /\s*'((?:[^']|'')*)'/);
    if (found && quote === "'" && !/^\s*($|[,)]|(and|or)\s)/i.test(this.text.slice(this.at))) {
      this.at = before;
      return undefined;
    }
    return found?.[1]?.replaceAll(quote + quote, quote);
  }

  /** Everything up to the sign. */
  bareName(): string | undefined {
    const end = this.find(/["'=<>!~≤≥]|\s(?:not\s+)?in\s*\(/);
    const name = end && this.text.slice(this.at, end.index);
    if (!end || !name?.trim() || /^["']/.test(end[0]) || /\s(?:and|or)\s/i.test(name)) {
      return undefined;
    }
    this.at = end.index;
    return name.trim();
  }

  sign(): string | undefined {
    const found = this.take(/\s*(?:(not\s+in|in)(?=\s*\()|(<=|>=|!=|<>|=~|!~|=(?!=)|<|>|~|≤|≥))/);
    return (found?.[1] ?? found?.[2])?.toLowerCase().replace(/\s+/g, ' ');
  }

  /**
   * A value with or without quotes; one without ends at the next AND, OR or the end, and may begin with a lone quote.
   *
   * @param isLimit of an inequality: one without quotes holds no sign, or it would be a comparison itself.
   */
  value(isLimit: boolean): string | undefined {
    const text = this.quoted("'") ?? this.quoted('"');
    if (text !== undefined) {
      return text;
    }
    const end = this.find(/\s(?:and|or)(?!\S)/)?.index ?? this.text.length;
    const value = this.text.slice(this.at, end).trim();
    if (value === '' || /^(?:=|'[^']*'|"[^"]*")/.test(value) || (isLimit && /[=<>!~≤≥]/.test(value))) {
      return undefined;
    }
    this.at = end;
    return value;
  }

  list(): string[] | undefined {
    if (!this.take(/\s*\(/)) {
      return undefined;
    }
    const values: string[] = [];
    do {
      const value = this.quoted("'") ?? this.quoted('"') ?? this.bareItem();
      if (value === undefined) {
        return undefined;
      }
      values.push(value);
    } while (this.take(/\s*,/));
    return this.take(/\s*\)/) ? values : undefined;
  }

  private bareItem(): string | undefined {
    return this.take(/([^,()'"]+)(?=[,)])/)?.[1]?.trim() || undefined;
  }

  connective(): 'and' | 'or' | undefined {
    const found = this.take(/\s+(and|or)(?=\s)/)?.[1]?.toLowerCase();
    return found === 'and' || found === 'or' ? found : undefined;
  }
}
