/** Which store a command is about: a file, or that of a data source in a running Grafana. */
export interface Destination {
  store?: string;
  url?: string;
  token?: string;
  datasource?: string;
  ingestKey?: string;
}
