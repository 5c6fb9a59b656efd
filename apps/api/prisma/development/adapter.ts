/**
 * The driver Prisma's schema engine speaks through: one pg client, so that everything the engine does happens in the
 * transaction that was opened on it. Prisma's own adapter does not serve here: it splits scripts at every `;` (also
 * inside strings and function bodies), draws connections from a pool, and refuses the catalog's "char" columns.
 */
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type ColumnType,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

export type EngineAdapter = ReturnType<typeof bindMigrationAwareSqlAdapterFactory>;

export interface EngineDriver {
  adapter: EngineAdapter;
  /** The first error the database answered with; what the engine throws afterwards may be a consequence of it. */
  firstError(): pg.DatabaseError | undefined;
}

const ADAPTER_NAME = '@pixelboxx/migrations';

/** Type OIDs of pg_type.dat that occur in the catalogs and in `_prisma_migrations`. */
const COLUMN_TYPES = new Map<number, ColumnType>([
  [16, ColumnTypeEnum.Boolean],
  [18, ColumnTypeEnum.Character],
  [20, ColumnTypeEnum.Int64],
  [21, ColumnTypeEnum.Int32],
  [23, ColumnTypeEnum.Int32],
  [26, ColumnTypeEnum.Int64],
  [1000, ColumnTypeEnum.BooleanArray],
  [1002, ColumnTypeEnum.CharacterArray],
  [1003, ColumnTypeEnum.TextArray],
  [1005, ColumnTypeEnum.Int32Array],
  [1007, ColumnTypeEnum.Int32Array],
  [1009, ColumnTypeEnum.TextArray],
  [1015, ColumnTypeEnum.TextArray],
  [1016, ColumnTypeEnum.Int64Array],
  [1028, ColumnTypeEnum.Int64Array],
  [pg.types.builtins.TIMESTAMPTZ, ColumnTypeEnum.DateTime],
]);
const { TIMESTAMPTZ } = pg.types.builtins;
const INT64 = new Set([20, 26]);
const NAME_ARRAYS = new Set([1002, 1003]);
type TypeId = Parameters<typeof pg.types.getTypeParser>[0];

function parserOf(oid: TypeId): (text: string) => unknown {
  if (oid === TIMESTAMPTZ) return (text) => new Date(text).toISOString();
  if (INT64.has(oid)) return String;
  // Elements of these have neither commas nor quotes.
  if (NAME_ARRAYS.has(oid)) return (text) => text.slice(1, -1).split(',').filter(Boolean);
  const parse: unknown = pg.types.getTypeParser(oid, 'text');
  return typeof parse === 'function' ? (text) => Reflect.apply(parse, undefined, [text]) as unknown : String;
}

function toDriverError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { code = 'XX000', severity = 'ERROR', message, detail, column, hint } = error;
  // The engine asks for this table before the first migration creates it and must recognise its absence.
  if (code === '42P01') {
    const table = /"(.+?)"/.exec(message)?.[1];
    return new DriverAdapterError({ kind: 'TableDoesNotExist', ...(table !== undefined && { table }) });
  }
  return new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint });
}

function connectionOn(client: pg.ClientBase, onError: (error: unknown) => void): SqlDriverAdapter {
  async function guarded<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      onError(error);
      throw toDriverError(error);
    }
  }
  const run = ({ sql, args }: SqlQuery): Promise<pg.QueryArrayResult<unknown[]>> =>
    guarded(client.query<unknown[]>({ text: sql, values: args, rowMode: 'array', types: { getTypeParser: parserOf } }));
  return {
    provider: 'postgres',
    adapterName: ADAPTER_NAME,
    async queryRaw(query): Promise<SqlResultSet> {
      const { fields, rows } = await run(query);
      return {
        columnNames: fields.map((field) => field.name),
        columnTypes: fields.map((field) => COLUMN_TYPES.get(field.dataTypeID) ?? ColumnTypeEnum.Text),
        rows,
      };
    },
    executeRaw: async (query) => (await run(query)).rowCount ?? 0,
    executeScript: async (script) => {
      await guarded(client.query(script));
    },
    startTransaction: () => Promise.reject(new Error('The caller of the engine owns the transaction.')),
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    // The client belongs to whoever passed it.
    dispose: () => Promise.resolve(),
  };
}

/** `shadow`: a client of an empty database to replay migrations in; needed by `diff` from migrations only. */
export function createEngineDriver(client: pg.ClientBase, shadow?: pg.ClientBase): EngineDriver {
  let first: pg.DatabaseError | undefined;
  const remember = (error: unknown): void => {
    if (error instanceof pg.DatabaseError) first ??= error;
  };
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: ADAPTER_NAME,
    connect: () => Promise.resolve(connectionOn(client, remember)),
    connectToShadowDb: () =>
      shadow
        ? Promise.resolve(connectionOn(shadow, remember))
        : Promise.reject(new Error('This command has no shadow database.')),
  });
  return { adapter, firstError: () => first };
}
