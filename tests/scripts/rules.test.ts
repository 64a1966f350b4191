/** The provisioned templates are the table of the editor, and every one is a rule that Grafana and the back end read. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { apiRule, provisionedRule } from '../../src/components/alerting/rule';
import { RULE_KINDS, ruleFor, type RuleSubject } from '../../src/components/alerting/templates';
import { parseQuery } from '../../src/query/validate';

const root = path.resolve(import.meta.dirname, '..', '..');
const FILE = path.join(root, 'provisioning', 'alerting', 'templates.yaml');
const SUBJECT: RuleSubject = {
  model: 'flights',
  datasourceUid: 'plumbline',
  scoreColumn: 'y_pred_proba',
  segment: 'origin',
  owner: 'delays@example.org',
  runbookUrl: '{{ externalURL }}d/plumbline-runbook',
  dailyVolume: 300,
};
const HEAD = `# A rule for every kind of trouble that the analyses know, made for the flights sample and paused: take what you need.
# Copy a rule, change model, columns, limits and uid, and leave isPaused out. Back-test its limit first (docs/alerting.md).
# Made from src/components/alerting/templates.ts; \`npx vitest run -u tests/scripts/rules.test.ts\` writes it anew.
`;

const rules = RULE_KINDS.map((kind) => ruleFor(kind, SUBJECT));

describe('rule templates', () => {
  it('stand in provisioning/alerting/templates.yaml', async () => {
    const file = {
      apiVersion: 1,
      groups: [
        {
          orgId: 1,
          name: 'templates',
          folder: 'Plumbline templates',
          interval: '1m',
          rules: rules.map((rule) => ({ ...provisionedRule(rule), isPaused: true })),
        },
      ],
    };
    await expect(HEAD + stringify(file, { lineWidth: 0, aliasDuplicateObjects: false })).toMatchFileSnapshot(FILE);
    expect(parse(readFileSync(FILE, 'utf8')).groups[0].rules).toHaveLength(RULE_KINDS.length);
  });

  it.each(rules.map((rule) => [rule.uid, rule] as const))('%s asks what the back end reads', (_uid, rule) => {
    const { data } = provisionedRule(rule) as { data: Array<{ model: object; queryType: string }> };
    const query = parseQuery(data[0]?.model);
    expect(query.queryType).toBe(data[0]?.queryType);
    expect(query.format).toBe(query.queryType === 'sql' ? 'table' : 'numeric');
    expect(data[0]?.model).toMatchObject(JSON.parse(JSON.stringify(query)));
    expect(rule.uid.length).toBeLessThanOrEqual(40);
    expect(rule.summary).toBeTruthy();
  });

  it('keep their last state without data, but for those that watch absence', () => {
    const watching = rules.filter(({ noData }) => noData !== undefined).map(({ labels }) => labels?.kind);
    expect(watching).toEqual(['volume', 'freshness']);
  });

  it('stay within the length of a uid whatever the model is called', () => {
    for (const kind of RULE_KINDS) {
      const { uid } = ruleFor(kind, { ...SUBJECT, model: 'm.'.repeat(60) });
      expect(uid).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
    }
  });

  it('quote the names of models in SQL', () => {
    const { query } = ruleFor('freshness', { ...SUBJECT, model: `a'b"c` });
    expect(query.rawSql).toContain(`'a''b"c' AS model`);
    expect(query.rawSql).toContain(`predictions."a'b""c"`);
  });

  it('go to the rule API with folder and group', () => {
    const rule = apiRule(ruleFor('drift', SUBJECT), { folderUid: 'f', ruleGroup: 'g' });
    expect(rule).toMatchObject({
      folderUID: 'f',
      ruleGroup: 'g',
      orgID: 1,
      title: 'flights: Drift of a column, breach',
    });
  });
});
