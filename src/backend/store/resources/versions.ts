/** `v1/models/<model>/versions/<version>`: when a version was deployed, and what was known of it before. */
import { PlumblineError } from '../../../query/errors';
import { membersOf } from '../declaration';
import { type ResourceAnswer, type ResourceRequest } from '../types';
import { readKept, timeOf } from './fields';
import { audit } from './models';
import { type ResourceContext } from './router';

const MEMBERS = ['deployedAt', 'run', 'dataHash', 'offlineMetrics'];

const text = (place: string, value: unknown): string | null => {
  if (value !== undefined && typeof value !== 'string') {
    throw new PlumblineError('bad_request', `${place}: text is expected`, undefined, place);
  }
  return value ?? null;
};

export async function putVersion(
  { catalogue, write }: ResourceContext,
  request: ResourceRequest,
  [model = '', version = '']: string[]
): Promise<ResourceAnswer> {
  const members = membersOf('body', request.body);
  const unknown = Object.keys(members).find((key) => !MEMBERS.includes(key));
  if (unknown !== undefined) {
    throw new PlumblineError('bad_request', `${unknown}: is not known`, `A version has ${MEMBERS.join(', ')}`, unknown);
  }
  const deployed = text('deployedAt', members.deployedAt);
  const deployedAt = deployed === null ? null : Date.parse(deployed);
  if (Number.isNaN(deployedAt)) {
    throw new PlumblineError(
      'bad_request',
      `deployedAt: "${deployed ?? ''}" is not an RFC 3339 time`,
      undefined,
      'deployedAt'
    );
  }
  const run = text('run', members.run);
  const dataHash = text('dataHash', members.dataHash);
  const metrics = JSON.stringify(readKept('offlineMetrics', members.offlineMetrics ?? {}));
  return write(async (session) => {
    await catalogue.stored(model);
    const [before] = await session.rows<VersionRow>(VERSIONS_OF, [model, version]);
    const created = await session.transaction(async () => {
      const known = await session.rows(
        `UPDATE plumbline.model_versions SET deployed_at = epoch_ms($3::BIGINT), run = $4, data_hash = $5, offline_metrics = $6
         WHERE model = $1 AND version = $2 RETURNING version`,
        [model, version, deployedAt, run, dataHash, metrics]
      );
      if (known.length === 0) {
        await session.run(
          `INSERT INTO plumbline.model_versions VALUES ($1, $2, epoch_ms($3::BIGINT), $4, $5, $6, NULL)`,
          [model, version, deployedAt, run, dataHash, metrics]
        );
      }
      if (deployedAt !== null) {
        await session.run(`INSERT INTO plumbline.annotations VALUES (epoch_ms($1::BIGINT), NULL, $2, 'deploy', $3)`, [
          deployedAt,
          model,
          `version ${version} deployed`,
        ]);
      }
      const subject = `${model}/${version}`;
      await audit(session, request.actor.login, 'version.put', subject, before && describeVersion(before), members);
      return known.length === 0;
    });
    return { status: created ? 201 : 200, body: { version, ...members } };
  });
}

interface VersionRow {
  version: string;
  deployed_at: number | null;
  run: string | null;
  data_hash: string | null;
  offline_metrics: string;
  first_seen: number | null;
}

/** All versions of a model, or the one that is named. */
const VERSIONS_OF = `SELECT version, deployed_at, run, data_hash, offline_metrics, first_seen FROM plumbline.model_versions
  WHERE model = $1 AND version = coalesce($2, version) ORDER BY coalesce(deployed_at, first_seen), version`;

const describeVersion = (row: VersionRow): object => ({
  version: row.version,
  deployedAt: timeOf(row.deployed_at),
  run: row.run,
  dataHash: row.data_hash,
  offlineMetrics: JSON.parse(row.offline_metrics) as unknown,
  firstSeen: timeOf(row.first_seen),
});

export async function listVersions(
  { catalogue, reader }: ResourceContext,
  _request: ResourceRequest,
  [model = '']: string[]
): Promise<ResourceAnswer> {
  await catalogue.stored(model);
  const rows = await reader().rows<VersionRow>(VERSIONS_OF, [model, null]);
  return { status: 200, body: { versions: rows.map(describeVersion) } };
}
