export const ENGLISH: string;
export const LANGUAGES: string[];
export function englishTexts(folders?: string[]): Record<string, string>;
export function readLocale(language: string): Record<string, string>;
export function compare(
  texts: Record<string, string>,
  translation: Record<string, string>
): { missing: string[]; unused: string[] };
export function slotsOf(text: string): string[];
export function emitLocales(): Array<{ file: string; content: string }>;
export class LocalesPlugin {
  apply(compiler: unknown): void;
}
