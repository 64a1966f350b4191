/** SQL cut into what the editor must tell apart. Strings, quoted names and comments stay whole. */
export type TokenKind = 'space' | 'comment' | 'string' | 'name' | 'word' | 'macro' | 'variable' | 'number' | 'symbol';

export interface Token {
  kind: TokenKind;
  text: string;
  /** Offset of its first character. */
  start: number;
}

const RULES: ReadonlyArray<[TokenKind, RegExp]> = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ['string', /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)/y],
  ['string', /\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)/y],
  ['name', /"(?:[^"]|"")*(?:"|$)/y],
  ['macro', /\$__\w+/y],
  ['variable', /\$\{[^}]*(?:\}|$)|\$[A-Za-z_]\w*|\[\[[^\]]*(?:\]\]|$)/y],
  ['number', /(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y],
  ['symbol', /::|->>|->|<=|>=|<>|!=|\|\||==|[\s\S]/y],
];

/** Every character of the text is in exactly one token. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let start = 0;
  while (start < sql.length) {
    for (const [kind, rule] of RULES) {
      rule.lastIndex = start;
      const text = rule.exec(sql)?.[0];
      if (text) {
        tokens.push({ kind, text, start });
        start += text.length;
        break;
      }
    }
  }
  return tokens;
}

/** The name that a word or a quoted name means. */
export function nameOf(token: Token): string {
  return token.kind === 'name' ? token.text.replace(/^"|"$/g, '').replaceAll('""', '"') : token.text;
}
