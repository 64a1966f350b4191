export interface BoardPanel {
  id: number;
  type: string;
  title: string;
  collapsed?: boolean;
  panels?: BoardPanel[];
  targets?: Array<Record<string, unknown> & { refId: string }>;
}
export interface Board {
  uid: string;
  title: string;
  templating: { list: Array<Record<string, unknown> & { name: string; type: string }> };
  panels: BoardPanel[];
}
export const BOARDS: Board[];
