/** Builds the workbench's page with this React (`19` or `18`) unless it is there: `?react=<version>` shows it. */
export function ensurePage(react: string): Promise<void>;
