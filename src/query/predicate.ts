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
 * `origin IN (EWR, JFK)`, `origin = EWR OR origin = JFK`.
 */
export function predicateFilters(text: string): Filter[] | undefined {
  const reader = new Reader(text);
  const conditions: Condition[] = [];
  do {
    const filter = readCondition(reader);
    if (!filter) {
      return undefined;
    }
    conditions.push({ filter, then: reader.connective() });
  } while (conditions.at(-1)?.then);
  return reader.isDone ? joined(conditions) : undefined;
}

function readCondition(reader: Reader): Filter | undefined {
  const key = reader.quoted('"') ?? reader.bareName();
  const sign = key ? reader.sign() : undefined;
  const operator = sign === undefined ? undefined : OPERATORS.get(sign);
  if (!key || !operator) {
    return undefined;
  }
  if (operator === '=|' || operator === '!=|') {
    const values = reader.list();
    return values && { key, operator, values };
  }
  const value = reader.value();
  return value === undefined ? undefined : { key, operator, value };
}

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

/** Reads a text from its beginning to its end; each method takes what it names, or nothing. */
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
    return this.take(/\s*((?:(?!\s(?:and|or)\s)[^"'=<>!~≤≥])+?)(?=\s*(?:[=<>!~≤≥]|\s(?:not\s+)?in\s*\())/)?.[1];
  }

  sign(): string | undefined {
    const found = this.take(/\s*(?:(not\s+in|in)(?=\s*\()|(<=|>=|!=|<>|=~|!~|=(?!=)|<|>|~|≤|≥))/);
    return (found?.[1] ?? found?.[2])?.toLowerCase().replace(/\s+/g, ' ');
  }

  /** A value with or without quotes; one without ends at the next AND, OR or the end, and may begin with a lone quote. */
  value(): string | undefined {
    const text = this.quoted("'") ?? this.quoted('"');
    return text ?? this.take(/\s*(?![\s=]|'[^']*'|"[^"]*")(.+?)(?=\s+(?:and|or)(?:\s|$)|\s*$)/)?.[1];
  }

  list(): string[] | undefined {
    if (!this.take(/\s*\(/)) {
      return undefined;
    }
    const values: string[] = [];
    do {
      const value = this.quoted("'") ?? this.quoted('"') ?? this.take(/\s*([^,()'"]+?)(?=\s*[,)])/)?.[1];
      if (value === undefined) {
        return undefined;
      }
      values.push(value);
    } while (this.take(/\s*,/));
    return this.take(/\s*\)/) ? values : undefined;
  }

  connective(): 'and' | 'or' | undefined {
    const found = this.take(/\s+(and|or)(?=\s)/)?.[1]?.toLowerCase();
    return found === 'and' || found === 'or' ? found : undefined;
  }
}
