import 'reflect-metadata';
import { anyConfig } from '../any-config.ts';
import { createApp } from '../app.ts';
import { describeApi } from '../platform/http/openapi/document.ts';

/** Prints the OpenAPI document. Needs no database and no settings: the routes are the same with any configuration. */
const app = await createApp(anyConfig('test'));
process.stdout.write(`${JSON.stringify(describeApi(app), null, 2)}\n`, () => process.exit(0));
