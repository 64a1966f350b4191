/** The documentation: its queries are read by the back end, its statements run, its links lead to files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RULE_KINDS } from '../../src/components/alerting/templates';
import { VARIABLE_LISTS } from '../../src/datasource/types';
import { ANNOTATION_KINDS } from '../../src/query/annotations';
import { parseQuery } from '../../src/query/validate';
import { Fixture } from '../integration/sql/fixture';

const docs = path.resolve(import.meta.dirname, '..', '..', 'docs');
const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
const textOf = (name: string) => readFileSync(path.join(docs, name), 'utf8');
/** Blocks of a language, with the words behind it. */
const blocks = (name: string, language: string) =>
  [...textOf(name).matchAll(new RegExp(`^\`\`\`${language} ?(\\w*)\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, info = '', body = '']) => ({ info, body })
  );

const OURS = ['query.md', 'variables.md', 'annotations.md', 'alerting.md', 'dashboards.md', 'permissions.md'];

describe('documentation', () => {
  it.each(OURS.flatMap((name) => blocks(name, 'json').map(({ info, body }) => [name, info, body] as const)))(
    '%s: the JSON is what the back end reads (%s)',
    (_name, info, body) => {
      const json: unknown = JSON.parse(body);
      if (info === 'variable') {
        expect(VARIABLE_LISTS).toContain((json as { list: string }).list);
      } else {
        // What the example leaves out, such as the refId of a rule's query, has its default; nothing else is dropped.
        expect(parseQuery(json)).toMatchObject(json as object);
      }
    }
  );

  it('links to files that exist', () => {
    for (const name of pages) {
      for (const [, target = ''] of textOf(name).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (!/^[a-z]+:/.test(target)) {
          expect(existsSync(path.join(docs, target)), `${name}: ${target}`).toBe(true);
        }
      }
    }
  });

  it('names tests that there are, and a test or a reason for each expectation', () => {
    const root = path.join(docs, '..');
    const rows = textOf('expectations.md')
      .split('\n')
      .filter((line) => /^\| \d+ /.test(line));
    expect(rows).toHaveLength(55);
    for (const row of rows) {
      const files = [...row.matchAll(/`([\w/.-]+\.(?:test|spec)\.tsx?)`/g)].map(([, file = '']) => file);
      expect(files.length > 0 || /not met|there is none/.test(row), row).toBe(true);
      for (const file of files) {
        expect(
          [file, path.join('tests', file)].some((each) => existsSync(path.join(root, each))),
          file
        ).toBe(true);
      }
    }
  });

  it('names every list of a variable and every kind of event', () => {
    for (const list of VARIABLE_LISTS) {
      expect(textOf('variables.md')).toContain(`| ${list} `);
    }
    for (const kind of ANNOTATION_KINDS) {
      expect(['note', 'failover'].includes(kind) || textOf('annotations.md').includes(`\`${kind}\``), kind).toBe(true);
    }
  });

  it('routes kinds of trouble that there are', () => {
    const { policies, contactPoints } = parse(readFileSync(path.join(docs, 'examples', 'contact-points.yaml'), 'utf8'));
    const names = contactPoints.map(({ name }: { name: string }) => name);
    for (const { receiver, object_matchers: matchers = [] } of [policies[0], ...policies[0].routes]) {
      expect(names).toContain(receiver);
      for (const [label, operator, value] of matchers as string[][]) {
        if (label === 'kind' && operator === '=~') {
          const matched = RULE_KINDS.filter((kind) => new RegExp(`^(?:${value})$`).test(kind));
          expect(matched.length, value).toBeGreaterThan(0);
          for (const part of (value ?? '').split('|')) {
            expect(
              RULE_KINDS.some((kind) => new RegExp(`^(?:${part})$`).test(kind)),
              part
            ).toBe(true);
          }
        }
      }
    }
  });
});

describe('statements of the documentation', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await Fixture.create();
  });
  afterAll(() => fixture.close());

  it.each(
    ['variables.md', 'annotations.md'].flatMap((name) => blocks(name, 'sql').map(({ body }) => [name, body] as const))
  )('%s: %s', async (_name, body) => {
    const [frame] = await fixture.run(body);
    expect(frame?.fields.length).toBeGreaterThan(0);
  });
});
