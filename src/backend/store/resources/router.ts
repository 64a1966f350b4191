/** `v1/...` calls other than ingestion: which path means what. */
import { PlumblineError } from '../../../query/errors';
import { type StoreCatalogue } from '../catalogue';
import { type Database } from '../database/database';
import { type Decoder } from '../ingest/decode/decoder';
import { type Lifecycle } from '../lifecycle';
import { type Reader, type ResourceAnswer, type ResourceRequest } from '../types';
import { deleteEntity, getBackups, postBackup, postCompaction, postErasure, postHousekeeping } from './lifecycle';
import { describeModel, putModel } from './models';
import { getReference, listReferences, putReference } from './references';
import { columnValues } from './values';
import { putVersion } from './versions';

export interface ResourceContext {
  database: Database;
  catalogue: StoreCatalogue;
  lifecycle: Lifecycle;
  decoder: Decoder;
  reader: () => Reader;
  /** Runs a change on the write queue, unless its caller has gone before its turn. */
  write: Database['write'];
}

type Handler = (context: ResourceContext, request: ResourceRequest, names: string[]) => Promise<ResourceAnswer>;

interface Route {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Segments of the path; `*` is a name. */
  path: string;
  handle: Handler;
}

const ok = (body: unknown): ResourceAnswer => ({ status: 200, body });

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: 'v1/models',
    handle: async ({ catalogue }) => ok({ models: (await catalogue.models()).map(describeModel) }),
  },
  {
    method: 'GET',
    path: 'v1/models/*',
    handle: async ({ catalogue }, _request, [model = '']) => ok(describeModel(await catalogue.model(model))),
  },
  {
    method: 'GET',
    path: 'v1/models/*/columns',
    handle: async ({ catalogue }, _request, [model = '']) => ok({ columns: (await catalogue.model(model)).columns }),
  },
  { method: 'GET', path: 'v1/models/*/values', handle: columnValues },
  { method: 'GET', path: 'v1/models/*/references', handle: listReferences },
  { method: 'GET', path: 'v1/models/*/references/*', handle: getReference },
  { method: 'PUT', path: 'v1/models/*', handle: putModel },
  { method: 'PUT', path: 'v1/models/*/versions/*', handle: putVersion },
  { method: 'PUT', path: 'v1/models/*/references/*', handle: putReference },
  { method: 'DELETE', path: 'v1/models/*/entities/*', handle: deleteEntity },
  { method: 'POST', path: 'v1/models/*/erasures', handle: postErasure },
  { method: 'GET', path: 'v1/store/backups', handle: getBackups },
  { method: 'POST', path: 'v1/store/backups', handle: postBackup },
  { method: 'POST', path: 'v1/store/compaction', handle: postCompaction },
  { method: 'POST', path: 'v1/store/housekeeping', handle: postHousekeeping },
];

/** The names a path has at the places of `*`, or null when the path is another one. */
function namesIn(pattern: string, path: string): string[] | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) {
    return null;
  }
  const names: string[] = [];
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment === '*') {
      names.push(decode(value));
    } else if (segment !== value) {
      return null;
    }
  }
  return names;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new PlumblineError('bad_request', `"${segment}" is not a URL segment`);
  }
}

export class Resources {
  constructor(
    private readonly database: Database,
    private readonly catalogue: StoreCatalogue,
    private readonly lifecycle: Lifecycle,
    private readonly decoder: Decoder,
    private readonly reader: (signal?: AbortSignal) => Reader
  ) {}

  /** Throws `not_found` for a path there is not, and `bad_request` for a method it does not have. */
  async answer(request: ResourceRequest, signal?: AbortSignal): Promise<ResourceAnswer> {
    const path = request.path.replace(/^\/+|\/+$/g, '');
    const matches = ROUTES.flatMap((route) => {
      const names = namesIn(route.path, path);
      return names ? [{ route, names }] : [];
    });
    const match = matches.find(({ route }) => route.method === (request.method === 'HEAD' ? 'GET' : request.method));
    if (match) {
      return match.route.handle(this.contextOf(signal), request, match.names);
    }
    if (matches.length > 0) {
      const methods = matches.map(({ route }) => route.method).join(', ');
      throw new PlumblineError('bad_request', `${request.method} is not possible on ${path}`, `Use ${methods}`);
    }
    throw new PlumblineError('not_found', `There is nothing at ${path}`, 'GET v1/models lists what there is');
  }

  private contextOf(signal?: AbortSignal): ResourceContext {
    const { catalogue, database, decoder, lifecycle } = this;
    return {
      database,
      catalogue,
      lifecycle,
      decoder,
      reader: () => this.reader(signal),
      write: (work) => database.write(work, signal),
    };
  }
}
