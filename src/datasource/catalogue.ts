import { type TimeRange } from '@grafana/data';

/** What the editors need to know of a model's column. */
export interface CatalogueColumn {
  name: string;
  role: string;
  kind: string;
  /** May be used in `segmentBy`. */
  segment: boolean;
  /** Not everybody may see its values; absent from stores of before. */
  sensitive?: boolean;
}

/** What the editors need to know of a model. */
export interface CatalogueModel {
  name: string;
  task: string;
  defaultReference?: string;
  columns: CatalogueColumn[];
  /** Columns with attributions; absent from stores of before. */
  attributedFeatures?: string[];
}

type Get = <T>(path: string, params?: Record<string, string | number>) => Promise<T>;

/** Seconds that an answer is used again; models and columns change rarely. */
const FRESH_MS = 30_000;

/** At most this many values are offered for a column; typing narrows them. */
export const VALUES_LIMIT = 1000;

/**
 * The store's catalogue over the data source's resources. Answers are shared for half a minute, also while they are
 * under way; failures are not kept.
 */
export class CatalogueClient {
  private readonly answers = new Map<string, { at: number; answer: Promise<unknown> }>();

  constructor(private readonly get: Get) {}

  /** Names of all models, sorted by the store. */
  async models(): Promise<string[]> {
    const { models } = await this.ask<{ models: Array<{ name: string }> }>('v1/models');
    return models.map(({ name }) => name);
  }

  /** All models with their columns, in one request. */
  async described(): Promise<CatalogueModel[]> {
    return (await this.ask<{ models: CatalogueModel[] }>('v1/models')).models;
  }

  /** One model with its columns; rejects when there is none of that name. */
  model(name: string): Promise<CatalogueModel> {
    return this.ask<CatalogueModel>(`v1/models/${encodeURIComponent(name)}`);
  }

  /** Names of a model's fixed references. */
  async references(model: string): Promise<string[]> {
    const { references } = await this.ask<{ references: string[] }>(
      `v1/models/${encodeURIComponent(model)}/references`
    );
    return references;
  }

  /**
   * Distinct values of a column, most frequent first, at most `VALUES_LIMIT`: those that contain what was typed, among the
   * rows of a time range.
   */
  async values(
    model: string,
    column: string,
    { range, search }: { range?: TimeRange; search?: string } = {}
  ): Promise<string[]> {
    const { values } = await this.ask<{ values: Array<string | number | boolean | null> }>(
      `v1/models/${encodeURIComponent(model)}/values`,
      { column, limit: VALUES_LIMIT, ...(search ? { search } : {}), ...wholeHours(range) }
    );
    return values.filter((value) => value !== null).map(String);
  }

  /** Versions that a model's predictions carry; empty when the model has no version column. */
  versions(model: string): Promise<string[]> {
    return this.valuesOfRole(model, 'version');
  }

  /** The same for environments. */
  environments(model: string): Promise<string[]> {
    return this.valuesOfRole(model, 'environment');
  }

  private async valuesOfRole(model: string, role: string): Promise<string[]> {
    const { columns } = await this.model(model);
    const column = columns.find((each) => each.role === role);
    return column ? this.values(model, column.name) : [];
  }

  private ask<T>(path: string, params: Record<string, string | number> = {}): Promise<T> {
    const key = JSON.stringify([path, params]);
    const known = this.answers.get(key);
    if (known && Date.now() - known.at < FRESH_MS) {
      return known.answer as Promise<T>;
    }
    const answer = this.get<T>(path, params);
    this.answers.set(key, { at: Date.now(), answer });
    answer.catch(() => this.answers.delete(key));
    return answer;
  }
}

const HOUR_MS = 3_600_000;

/** Rounded outwards, so that a range that ends now is the same question for a while. */
function wholeHours(range: TimeRange | undefined): { from?: string; to?: string } {
  const at = (ms: number) => new Date(ms).toISOString();
  return range
    ? {
        from: at(Math.floor(range.from.valueOf() / HOUR_MS) * HOUR_MS),
        to: at(Math.ceil(range.to.valueOf() / HOUR_MS) * HOUR_MS),
      }
    : {};
}
