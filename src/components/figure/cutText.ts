import { type GrafanaTheme2 } from '@grafana/data';

/** One line that ends in an ellipsis where there is no room for more. */
export const cutText = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

/** The name of a row at its left, against the picture. */
export const rowLabel = (theme: GrafanaTheme2) =>
  ({ ...cutText, flex: 'none', padding: theme.spacing(0, 1, 0, 0.5), textAlign: 'right' }) as const;

/** Small words beside a picture, on one line: whole in a title, where they are cut. */
export const captionText = (theme: GrafanaTheme2) =>
  ({
    ...cutText,
    minWidth: 0,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }) as const;
