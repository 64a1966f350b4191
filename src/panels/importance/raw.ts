/** For texts with names in them: React escapes what it shows, so a translation must not do it a second time. */
export const RAW = { interpolation: { escapeValue: false } } as const;
