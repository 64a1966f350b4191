/** The door to rollups for those who read them. */
export { HOUR_MS } from './dirty';
export { mergeStretches, newestPredictions, rowsIn, type Stretch } from './hours';
export { rawHorizon } from './horizon';
export { countsTable, type Layout, readLayout, type RolledColumn, wantedLayout } from './layout';
export { ByteReader, TILE } from './codec';
export { BinLocator, MISSING_BIN } from './locate';
export { type Snapshot, type Snapshots } from './snapshot';
