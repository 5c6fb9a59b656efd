import type { z } from 'zod';

type Schemas = Readonly<Record<string, z.ZodObject>>;

/** Schemas by name: those of the foundation, and those that the contracts of features add when they are imported. */
export class DeclaredSchemas {
  readonly all: ReadonlyMap<string, z.ZodObject>;
  private readonly byName: Map<string, z.ZodObject>;
  private readonly kind: string;

  /** @param kind what the schemas describe, as error messages name it */
  constructor(kind: string, foundation: Schemas) {
    this.kind = kind;
    this.byName = new Map(Object.entries(foundation));
    this.all = this.byName;
  }

  /** @throws Error for a name that another contract has */
  declare<Added extends Schemas>(schemas: Added): Added {
    for (const [name, schema] of Object.entries(schemas)) {
      if (this.byName.has(name)) throw new Error(`Two contracts declare the ${this.kind} ${name}`);
      this.byName.set(name, schema);
    }
    return schemas;
  }
}
