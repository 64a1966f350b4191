export function alpineRootObstacle(): string | null;
export function makeAlpineRoot(folder: string): Promise<string>;
