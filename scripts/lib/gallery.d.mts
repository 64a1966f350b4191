export interface Gallery {
  /** `http://127.0.0.1:<port>` */
  address: string;
  close(): Promise<void>;
}
/** `react`: the version of React that panels run on there, `19` (the default) or `18`. */
export function openGallery(react?: string): Promise<Gallery>;
