export function ownContent(file: string): Promise<string[]>;
export function removeStore(file: string): void;
export function ensureSample(): Promise<void>;
