import { useEffect, useState } from 'react';
import { type CatalogueClient, type CatalogueModel } from '../catalogue';

/** What a list is while it loads, when it came and when it failed. */
export interface Loaded<T> {
  value: T;
  loading: boolean;
  error?: string;
}

const NOTHING: string[] = [];

/** Runs `load` again when `key` changes; `initial` stands in until it answers. Late answers of an older key are dropped. */
export function useLoaded<T>(key: string, load: () => Promise<T>, initial: T): Loaded<T> {
  const [state, setState] = useState<Loaded<T> & { key: string }>({ key, value: initial, loading: true });
  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setState({ key, value, loading: false }),
      (error: unknown) => current && setState({ key, value: initial, loading: false, error: messageOf(error) })
    );
    return () => {
      current = false;
    };
    // `key` stands for everything that `load` depends on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return state.key === key ? state : { value: initial, loading: true };
}

/** Names of the models in the store. */
export function useModels(catalogue: CatalogueClient): Loaded<string[]> {
  return useLoaded('models', () => catalogue.models(), NOTHING);
}

/** One model; `undefined` while it loads, when the name is a variable or when there is no such model. */
export function useModel(catalogue: CatalogueClient, name: string): Loaded<CatalogueModel | undefined> {
  return useLoaded<CatalogueModel | undefined>(
    `model ${name}`,
    () => (isName(name) ? catalogue.model(name) : Promise.resolve(undefined)),
    undefined
  );
}

/** Names of a model's fixed references. */
export function useReferences(catalogue: CatalogueClient, model: string): Loaded<string[]> {
  return useLoaded(
    `references ${model}`,
    () => (isName(model) ? catalogue.references(model) : Promise.resolve(NOTHING)),
    NOTHING
  );
}

/** Versions of a model. */
export function useVersions(catalogue: CatalogueClient, model: string): Loaded<string[]> {
  return useLoaded(
    `versions ${model}`,
    () => (isName(model) ? catalogue.versions(model) : Promise.resolve(NOTHING)),
    NOTHING
  );
}

/** Environments of a model. */
export function useEnvironments(catalogue: CatalogueClient, model: string): Loaded<string[]> {
  return useLoaded(
    `environments ${model}`,
    () => (isName(model) ? catalogue.environments(model) : Promise.resolve(NOTHING)),
    NOTHING
  );
}

/** A query out of an address or a file may lack its model. */
function isName(text: string | undefined): boolean {
  return text !== undefined && text !== '' && !text.includes('$');
}

/** What a resource, Grafana's fetch or an Error says, for people, with its remedy. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    const { data, message, statusText } = error as {
      data?: { message?: string; remedy?: string };
      message?: string;
      statusText?: string;
    };
    const said = data?.message ?? message ?? statusText ?? String(error);
    return data?.remedy ? `${said}. ${data.remedy}` : said;
  }
  return String(error);
}
