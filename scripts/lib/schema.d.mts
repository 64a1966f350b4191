export const SCHEMA_FILE: string;
export function querySchema(): object;
export function schemaText(): string;
