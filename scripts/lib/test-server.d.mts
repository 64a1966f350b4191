export interface TestServer {
  /** `http://127.0.0.1:<port>` */
  address: string;
  /** Sent with every request; signs in where there is a sign-in. */
  headers: { authorization?: string };
  close(): Promise<void>;
}
export function isGrafana(): boolean;
export function openServer(): Promise<TestServer>;
