import { loadModule, parseSync } from 'libpg-query';
import { z } from 'zod';

/** What a statement does to those who use the database meanwhile, or to the code of the release before. */
export interface StatementFinding {
  /** Names the kind, such as `drop-column`; what an acceptance repeats. */
  readonly rule: string;
  /** The object: `users.email`, `users` or an index. */
  readonly subject: string;
  readonly because: string;
}

const Name = z.object({ String: z.object({ sval: z.string() }) }).transform(({ String: { sval } }) => sval);
const Names = z.array(Name);
const Relation = z.object({ relname: z.string() }).transform(({ relname }) => relname);
const Constraint = z.object({
  contype: z.string(),
  conname: z.string().default('unnamed'),
  indexname: z.string().optional(),
  skip_validation: z.boolean().default(false),
});
const Column = z.object({
  colname: z.string(),
  typeName: z.object({ names: Names }),
  constraints: z.array(z.object({ Constraint })).default([]),
});
const Command = z.object({ subtype: z.string(), name: z.string().default(''), def: z.unknown().optional() });
const AlterTable = z.object({
  relation: Relation,
  objtype: z.string(),
  cmds: z.array(z.object({ AlterTableCmd: Command })),
});
const Drop = z.object({
  removeType: z.string(),
  objects: z.array(z.unknown()),
  concurrent: z.boolean().default(false),
});
const Rename = z.object({
  renameType: z.string(),
  relation: Relation.optional(),
  subname: z.string().optional(),
  newname: z.string(),
});
const Index = z.object({
  idxname: z.string().default('unnamed'),
  relation: Relation,
  concurrent: z.boolean().default(false),
});
const Statements = z.object({
  stmts: z.array(
    z.object({
      stmt: z.record(z.string(), z.unknown()),
      stmt_location: z.number().default(0),
      stmt_len: z.number().optional(),
    }),
  ),
});

/** One statement of a script, and its tree as PostgreSQL's own parser makes it. */
export interface Statement {
  readonly sql: string;
  readonly kind: string;
  readonly tree: unknown;
}

/** @throws Error of PostgreSQL's parser for what is no SQL */
export async function parseStatements(script: string): Promise<Statement[]> {
  await loadModule();
  // The parser counts in bytes.
  const bytes = Buffer.from(script);
  return Statements.parse(parseSync(script)).stmts.map(({ stmt, stmt_location: from, stmt_len: length }) => {
    const [kind = '', tree] = Object.entries(stmt)[0] ?? [];
    return { kind, tree, sql: bytes.subarray(from, length === undefined ? undefined : from + length).toString() };
  });
}

/**
 * What is dangerous in a script whose tables in `created` are new: nobody uses those yet. Adds the tables that the script
 * makes to the set, so that scripts are looked at in their order.
 */
export async function findDangers(script: string, created: Set<string>): Promise<StatementFinding[]> {
  const findings: StatementFinding[] = [];
  for (const { kind, tree } of await parseStatements(script)) findings.push(...examine(kind, tree, created));
  return findings;
}

type Examine = (tree: unknown, created: Set<string>) => StatementFinding[];

const examiners: Record<string, Examine> = {
  CreateStmt(tree, created) {
    created.add(z.object({ relation: Relation }).parse(tree).relation);
    return [];
  },
  AlterTableStmt: (tree, created) => alterations(AlterTable.parse(tree), created),
  DropStmt: (tree, created) => removals(Drop.parse(tree), created),
  RenameStmt(tree, created) {
    const { renameType, relation, subname, newname } = Rename.parse(tree);
    // Code knows no index or constraint by its name.
    if ((relation !== undefined && created.has(relation)) || /INDEX|CONSTRAINT/.test(renameType)) return [];
    const subject = [relation, subname].filter((part) => part !== undefined).join('.') || newname;
    return [{ rule: 'rename', subject, because: 'the release before knows it by its former name' }];
  },
  IndexStmt(tree, created) {
    const { idxname, relation, concurrent } = Index.parse(tree);
    if (concurrent || created.has(relation)) return [];
    return [{ rule: 'blocking-index', subject: idxname, because: `writes to ${relation} wait while it is built` }];
  },
  TruncateStmt: () => [{ rule: 'delete-rows', subject: 'truncate', because: 'rows are gone for good' }],
  DeleteStmt(tree, created) {
    const { relation } = z.object({ relation: Relation }).parse(tree);
    return created.has(relation) ? [] : [{ rule: 'delete-rows', subject: relation, because: 'rows are gone for good' }];
  },
  UpdateStmt(tree, created) {
    const { relation } = z.object({ relation: Relation }).parse(tree);
    if (created.has(relation)) return [];
    return [
      { rule: 'rewrite-rows', subject: relation, because: 'every row it changes is locked until the migration ends' },
    ];
  },
  AlterEnumStmt(tree) {
    const { typeName, oldVal } = z.object({ typeName: Names, oldVal: z.string().optional() }).parse(tree);
    if (oldVal === undefined) return [];
    const subject = `${typeName.at(-1) ?? ''}.${oldVal}`;
    return [{ rule: 'rename', subject, because: 'the release before writes the former value' }];
  },
  DoStmt: () => [{ rule: 'opaque', subject: 'do', because: 'what a DO block runs is not looked at' }],
};

const examine = (kind: string, tree: unknown, created: Set<string>): StatementFinding[] =>
  Object.hasOwn(examiners, kind) ? (examiners[kind]?.(tree, created) ?? []) : [];

const dropRules: Record<string, string> = {
  OBJECT_TABLE: 'drop-table',
  OBJECT_VIEW: 'drop-view',
  OBJECT_MATVIEW: 'drop-view',
  OBJECT_TYPE: 'drop-type',
  OBJECT_FUNCTION: 'drop-function',
  OBJECT_SEQUENCE: 'drop-sequence',
  OBJECT_SCHEMA: 'drop-schema',
};

function removals({ removeType, objects, concurrent }: z.infer<typeof Drop>, created: Set<string>): StatementFinding[] {
  const rule = dropRules[removeType] ?? (removeType === 'OBJECT_INDEX' && !concurrent ? 'blocking-index' : undefined);
  if (rule === undefined) return [];
  const because =
    rule === 'blocking-index'
      ? 'everything on its table waits while it is dropped'
      : 'the release before still uses it';
  return objects
    .map((object) => lastName(object))
    .filter((subject) => !created.has(subject))
    .map((subject) => ({ rule, subject, because }));
}

/** The name without its schema, wherever the parser puts it for this kind of object. */
function lastName(object: unknown): string {
  const found = z
    .union([
      Name,
      z.object({ List: z.object({ items: Names }) }).transform(({ List }) => List.items.at(-1)),
      z.object({ TypeName: z.object({ names: Names }) }).transform(({ TypeName }) => TypeName.names.at(-1)),
      z.object({ ObjectWithArgs: z.object({ objname: Names }) }).transform(({ ObjectWithArgs: o }) => o.objname.at(-1)),
    ])
    .parse(object);
  return found ?? '';
}

function alterations(
  { relation, objtype, cmds }: z.infer<typeof AlterTable>,
  created: Set<string>,
): StatementFinding[] {
  if (objtype !== 'OBJECT_TABLE' || created.has(relation)) return [];
  return cmds.flatMap(({ AlterTableCmd: command }) => alteration(relation, command));
}

const columnRules: Record<string, [rule: string, because: string]> = {
  AT_DropColumn: ['drop-column', 'the release before still reads and writes it'],
  AT_AlterColumnType: [
    'change-type',
    'the table is rewritten under a lock, and the release before expects the former type',
  ],
  AT_SetNotNull: ['set-not-null', 'the release before may write none, and all rows are read under a lock'],
};

function alteration(table: string, { subtype, name, def }: z.infer<typeof Command>): StatementFinding[] {
  const columnRule = columnRules[subtype];
  if (columnRule) return [{ rule: columnRule[0], subject: `${table}.${name}`, because: columnRule[1] }];
  if (subtype === 'AT_AddColumn') return addition(table, z.object({ ColumnDef: Column }).parse(def).ColumnDef);
  if (subtype === 'AT_AddConstraint') return constraint(table, z.object({ Constraint }).parse(def).Constraint);
  return [];
}

const rewritingTypes = new Set(['serial', 'serial4', 'bigserial', 'serial8', 'smallserial', 'serial2']);
const rewritingConstraints = new Set(['CONSTR_IDENTITY', 'CONSTR_GENERATED']);
const indexedConstraints = new Set(['CONSTR_UNIQUE', 'CONSTR_PRIMARY']);

function addition(table: string, { colname, typeName, constraints }: z.infer<typeof Column>): StatementFinding[] {
  const kinds = constraints.map(({ Constraint: { contype } }) => contype);
  const subject = `${table}.${colname}`;
  const rewrites =
    kinds.some((kind) => rewritingConstraints.has(kind)) || rewritingTypes.has(typeName.names.at(-1) ?? '');
  const findings: StatementFinding[] = [];
  if (kinds.includes('CONSTR_NOTNULL') && !kinds.includes('CONSTR_DEFAULT') && !rewrites)
    findings.push({
      rule: 'required-column',
      subject,
      because: 'rows that are there have no value, and the release before writes none',
    });
  if (rewrites) findings.push({ rule: 'rewrite-table', subject, because: 'the table is written anew under a lock' });
  if (kinds.some((kind) => indexedConstraints.has(kind)))
    findings.push({ rule: 'blocking-index', subject, because: `everything on ${table} waits while it is built` });
  return findings;
}

function constraint(table: string, added: z.infer<typeof Constraint>): StatementFinding[] {
  const { contype, conname, indexname, skip_validation: isUnchecked } = added;
  const subject = `${table}.${conname}`;
  if (indexedConstraints.has(contype) && indexname === undefined)
    return [{ rule: 'blocking-index', subject, because: `everything on ${table} waits while it is built` }];
  if ((contype === 'CONSTR_CHECK' || contype === 'CONSTR_FOREIGN') && !isUnchecked)
    return [
      {
        rule: 'checked-constraint',
        subject,
        because: 'all rows are read under a lock: add it NOT VALID, then validate',
      },
    ];
  return [];
}
