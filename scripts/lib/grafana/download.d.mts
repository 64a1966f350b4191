export interface Grafana {
  home: string;
  program: { command: string; args: string[] };
  version: string;
}
export function archiveName(version: string): string;
export function downloadGrafana(
  folder: string,
  options?: { url?: string; version?: string; silenceMs?: number }
): Promise<Grafana>;
