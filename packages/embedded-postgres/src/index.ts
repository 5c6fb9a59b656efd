export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres.ts';
export { embeddedPostgresVersion, startTempPostgres, writeAtomically } from './temp-database.ts';
