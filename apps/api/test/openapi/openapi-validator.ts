import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Browser } from '../support/clients/browser.ts';

const Reference = z.looseObject({ $ref: z.string().optional() });
const Responses = z.record(
  z.string(),
  z.looseObject({
    $ref: z.string().optional(),
    description: z.string().optional(),
    content: z.record(z.string(), z.object({ schema: z.unknown() })).optional(),
  }),
);
const Operation = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(Reference).optional(),
  responses: Responses,
});
const Document = z.looseObject({
  openapi: z.string(),
  servers: z.array(z.object({ url: z.string() })),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ responses: Responses, schemas: z.record(z.string(), z.unknown()) }),
});

export type OpenApiDocument = z.infer<typeof Document>;
export interface FoundOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: z.infer<typeof Operation>;
}

export const documentPath = join(import.meta.dirname, '../../../../docs/openapi.json');

export function readDocument(): OpenApiDocument {
  return Document.parse(JSON.parse(readFileSync(documentPath, 'utf8')));
}

export function operationsOf({ paths }: OpenApiDocument): FoundOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** Tells what of a response the committed document does not say. */
export class OpenApiValidator {
  readonly document = readDocument();
  readonly operations = operationsOf(this.document);
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor() {
    addFormats(this.ajv);
    this.ajv.addSchema({ ...this.document, $id: 'openapi' });
  }

  /** Faults of a response, empty when the document foretold it. */
  async findFaults(method: string, url: string, response: Response): Promise<string[]> {
    const found = this.find(method, new URL(url).pathname);
    if (!found) return [`${method} ${url} is not in the document`];
    const name = `${found.operation.operationId} ${response.status}`;
    const described = found.operation.responses[String(response.status)];
    if (!described) return [`${name} is not documented: ${await response.text()}`];
    const content = this.resolve(described).content ?? {};
    const type = response.headers.get('content-type')?.split(';', 1)[0];
    // A stream has no end, and no content but frames.
    if (method !== 'HEAD' && type === 'text/event-stream') {
      void response.body?.cancel();
      return content[type] ? [] : [`${name} is not documented as ${type}`];
    }
    const text = await response.text();
    // HEAD never has content, and beginning an upload has some only when the whole file came along.
    const mayBeEmpty = method === 'HEAD' || name === 'postResumableUploads 201' || Object.keys(content).length === 0;
    if (type === undefined || text === '') return mayBeEmpty ? [] : [`${name} has no content`];
    const schema = content[type]?.schema;
    if (!schema) return [`${name} is not documented as ${type}`];
    const body: unknown = JSON.parse(text);
    return [...this.faultsOfBody(name, schema, body), ...this.faultsOfCode(name, described, body)];
  }

  private find(method: string, pathname: string): FoundOperation | undefined {
    const matching = this.operations.filter(
      (operation) =>
        operation.method === method && new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
    );
    // Concrete paths come before templates (OpenAPI 3.1, Paths Object).
    return matching.find(({ path }) => !path.includes('{')) ?? matching[0];
  }

  private resolve(response: z.infer<typeof Responses>[string]): z.infer<typeof Responses>[string] {
    const name = response.$ref?.split('/').at(-1);
    return (name === undefined ? undefined : this.document.components.responses[name]) ?? response;
  }

  private faultsOfBody(name: string, schema: unknown, body: unknown): string[] {
    const source = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
    const validate = this.validators.get(source) ?? this.ajv.compile(JSON.parse(source) as object);
    this.validators.set(source, validate);
    return validate(body) ? [] : [`${name} differs from its schema: ${this.ajv.errorsText(validate.errors)}`];
  }

  private faultsOfCode(name: string, described: z.infer<typeof Responses>[string], body: unknown): string[] {
    const code = z.object({ error: z.object({ code: z.string() }) }).safeParse(body).data?.error.code;
    if (code === undefined) return [];
    return this.resolve(described).description?.includes(`\`${code}\``) ? [] : [`${name} does not name ${code}`];
  }
}

/** A browser that notes everything it is answered and the document does not say. */
export class DocumentedBrowser extends Browser {
  readonly faults: string[] = [];
  /** `operationId status`, of everything that was answered. */
  readonly seen = new Set<string>();

  constructor(
    baseUrl: string,
    private readonly validator: OpenApiValidator,
  ) {
    super(baseUrl);
  }

  override async fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const response = await super.fetch(input, init);
    const method = (input instanceof Request ? input.method : init.method) ?? 'GET';
    const url = new URL(input instanceof Request ? input.url : input, this.baseUrl).href;
    const isStream = response.headers.get('content-type') === 'text/event-stream';
    this.faults.push(...(await this.validator.findFaults(method, url, isStream ? response : response.clone())));
    this.seen.add(`${method} ${new URL(url).pathname} ${response.status}`);
    return response;
  }
}
