export interface Gallery {
  /** `http://127.0.0.1:<port>` */
  address: string;
  close(): Promise<void>;
}
export function openGallery(): Promise<Gallery>;
