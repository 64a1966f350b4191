import { urlUtil } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { draftFrom, type Context } from './fromQuery';
import { editorDefaults, type RuleDraft } from './rule';

/** Address of Grafana's rule editor with the draft filled in. */
export function ruleEditorUrl(draft: RuleDraft): string {
  return urlUtil.renderUrl('/alerting/new', { defaults: JSON.stringify(editorDefaults(draft)) });
}

/**
 * Opens Grafana's rule editor for a query of a panel or a page; people see the rule, and may change it, before it is
 * saved. False where no rule makes sense for the query.
 */
export function createRule(query: RuleDraft['query'], context: Context): boolean {
  const draft = draftFrom(query, context);
  if (draft) {
    locationService.push(ruleEditorUrl(draft));
  }
  return draft !== undefined;
}
