/** `v1/...` calls other than ingestion: which path means what. */
import { PlumblineError } from '../../../query/errors';
import { type StoreCatalogue } from '../catalogue';
import { type Database } from '../database/database';
import { openApi } from '../api/openapi';
import { methodOf, type RouteId, routesAt } from '../api/table';
import { type Ingestion } from '../ingest/batch';
import { type Decoder } from '../ingest/decode/decoder';
import { type Lifecycle } from '../lifecycle';
import { type Reader, type ResourceAnswer, type ResourceRequest } from '../types';
import { deleteEntity, getBackups, postBackup, postCompaction, postErasure, postHousekeeping } from './lifecycle';
import { listAnnotations, postAnnotation } from './annotations';
import { getAudit } from './audit';
import { deleteCohort, getCohort, listCohorts, putCohort } from './cohorts';
import { deleteInvestigation, getInvestigation, listInvestigations, putInvestigation } from './investigations';
import { describeModel, putModel } from './models';
import { getReference, listReferences, putReference } from './references';
import { listRejected, resubmitRejected } from './rejected';
import { columnValues } from './values';
import { listVersions, putVersion } from './versions';

export interface ResourceContext {
  database: Database;
  catalogue: StoreCatalogue;
  lifecycle: Lifecycle;
  decoder: Decoder;
  ingestion: Ingestion;
  reader: () => Reader;
  /** Runs a change on the write queue, unless its caller has gone before its turn. */
  write: Database['write'];
}

type Handler = (context: ResourceContext, request: ResourceRequest, names: string[]) => Promise<ResourceAnswer>;

const ok = (body: unknown): ResourceAnswer => ({ status: 200, body });

/** Calls that send rows go another way, see `Ingestion`. */
type ResourceId = Exclude<RouteId, 'postPredictions' | 'postLabels' | 'postAttributions' | 'postEvaluations'>;

const HANDLERS: Record<ResourceId, Handler> = {
  listModels: async ({ catalogue }) => ok({ models: (await catalogue.storedModels()).map(describeModel) }),
  getModel: async ({ catalogue }, _request, [model = '']) => ok(describeModel(await catalogue.stored(model))),
  putModel,
  getColumns: async ({ catalogue }, _request, [model = '']) => ok({ columns: (await catalogue.model(model)).columns }),
  getValues: columnValues,
  listVersions,
  putVersion,
  listReferences,
  getReference,
  putReference,
  listRejected,
  resubmitRejected,
  listAnnotations,
  postAnnotation,
  listCohorts,
  getCohort,
  putCohort,
  deleteCohort,
  listInvestigations,
  getInvestigation,
  putInvestigation,
  deleteInvestigation,
  getAudit,
  deleteEntity,
  postErasure,
  getBackups,
  postBackup,
  postCompaction,
  postHousekeeping,
  getOpenApi: async () => ok(openApi()),
};

const isResource = (id: RouteId): id is ResourceId => id in HANDLERS;

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
    private readonly ingestion: Ingestion,
    private readonly reader: (signal?: AbortSignal) => Reader
  ) {}

  /** Throws `not_found` for a path there is not, and `bad_request` for a method it does not have. */
  async answer(request: ResourceRequest, signal?: AbortSignal): Promise<ResourceAnswer> {
    const matches = routesAt(request.path);
    const match = matches.find(({ route }) => route.method === methodOf(request.method));
    if (match && isResource(match.id)) {
      return HANDLERS[match.id](this.contextOf(signal), request, match.names.map(decode));
    }
    const path = request.path.slice(0, 200);
    if (matches.length > 0) {
      const methods = matches.map(({ route }) => route.method).join(', ');
      throw new PlumblineError('bad_request', `${request.method} is not possible on ${path}`, `Use ${methods}`);
    }
    throw new PlumblineError('not_found', `There is nothing at ${path}`, 'GET v1/openapi.json lists what there is');
  }

  private contextOf(signal?: AbortSignal): ResourceContext {
    const { catalogue, database, decoder, ingestion, lifecycle } = this;
    return {
      database,
      catalogue,
      lifecycle,
      decoder,
      ingestion,
      reader: () => this.reader(signal),
      write: (work) => database.write(work, signal),
    };
  }
}
