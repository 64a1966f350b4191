/** Alert rules from pages: the shared way, so that a rule made from a page is the one made from a panel. */
export { createRule, ruleEditorUrl } from '../components/alerting/createRule';
export { draftFrom, kindOf } from '../components/alerting/fromQuery';
export { type RuleDraft } from '../components/alerting/rule';
export { ruleFor, RULE_KINDS, type RuleKind } from '../components/alerting/templates';
