import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as prettier from 'prettier';
import { describeShapes } from './src/api/describe-shapes.ts';

// `node apps/web/write-endpoint-shapes.ts`, after endpoints were added: the contracts themselves would weigh down every
// page with the validation library, so pages carry only what a call needs to know. A test compares the two.
const target = path.join(import.meta.dirname, 'src/api/endpoint-shapes.ts');
const source = `// Written by write-endpoint-shapes.ts from the contracts.
import type { EndpointShape } from '@pixelboxx/shared';
import type { EndpointName } from './load-contracts.ts';

export const endpointShapes: Readonly<Record<EndpointName, EndpointShape>> = ${JSON.stringify(describeShapes())};
`;
const options = await prettier.resolveConfig(target);
await writeFile(target, await prettier.format(source, { ...options, filepath: target }));
