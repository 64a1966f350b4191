import { type Reference } from './model';

/**
 * A reference as one word, for URLs and variables: `fixed`, `fixed:NAME`, `previous`, `offset:7d`, `rolling:28d`,
 * `version:V`. A text that has none of these forms is the name of a fixed reference.
 */
export function parseReference(text: string): Reference {
  const colon = text.indexOf(':');
  const kind = colon === -1 ? text : text.slice(0, colon);
  const argument = colon === -1 ? '' : text.slice(colon + 1);
  switch (kind) {
    case '':
    case 'fixed':
      return argument === '' ? { kind: 'fixed' } : { kind: 'fixed', name: argument };
    case 'previous':
      return { kind: 'previous' };
    case 'offset':
      return { kind: 'offset', by: argument };
    case 'rolling':
      return { kind: 'rolling', over: argument };
    case 'version':
      return { kind: 'version', version: argument };
    default:
      return { kind: 'fixed', name: text };
  }
}

/** The word that `parseReference` reads back to the same reference. */
export function formatReference(reference: Reference | undefined): string {
  switch (reference?.kind) {
    case undefined:
      return 'fixed';
    case 'fixed':
      return reference.name ? `fixed:${reference.name}` : 'fixed';
    case 'previous':
      return 'previous';
    case 'offset':
      return `offset:${reference.by}`;
    case 'rolling':
      return `rolling:${reference.over}`;
    case 'version':
      return `version:${reference.version}`;
  }
}
