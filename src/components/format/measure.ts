import { measureText } from '@grafana/ui';

const LABEL_FONT = 12;

/** A little more than measured: the theme's font may come after the first measuring, and is wider than the fallback. */
const SLACK = 1.1;

/** Room for the widest of the names in the small font of the theme, padding included, CSS pixels. */
export function labelWidth(names: string[], padding = 22): number {
  return (
    Math.ceil(names.reduce((widest, name) => Math.max(widest, measureText(name, LABEL_FONT).width), 0) * SLACK) +
    padding
  );
}
