import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { documentEndpoint } from './endpoint-documentation.ts';
import { endpointOf } from './endpoint.decorator.ts';

/** The OpenAPI document of the running routes. `docs/openapi.json` is this, committed and checked for drift. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.0.3')
    .setTitle('Pixelboxx API')
    .setDescription(
      'Every answer is `{ success: true, data }` or `{ success: false, error: { code, message, details, requestId } }`. ' +
        'Software matches `error.code`. With `Accept: application/problem+json` failures come as RFC 9457.',
    )
    .setVersion('1')
    .addCookieAuth('pbx_access', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  documentEndpoints(app);
  return SwaggerModule.createDocument(app, config);
}

const documented = new WeakSet<object>();

/** Describes what `@Endpoint` marked. Here and not in the decorator, so that production never loads what this takes. */
function documentEndpoints(app: NestFastifyApplication): void {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  for (const { metatype } of controllers) {
    const prototype: unknown = metatype?.prototype;
    if (typeof prototype !== 'object' || prototype === null) continue;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
      const handler: unknown = descriptor?.value;
      if (!descriptor || typeof handler !== 'function' || documented.has(handler)) continue;
      const spec = endpointOf(handler);
      if (spec) documentEndpoint(spec)(prototype, name, descriptor);
      documented.add(handler);
    }
  }
}

/** `/docs` for people, `/openapi.json` for tools. Not served in production: the document is in the repository. */
export function serveDocs(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  // The page brings scripts and styles of its own; everything else keeps the strict policy.
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (request.url === '/docs' || request.url.startsWith('/docs/')) {
      void reply.header(
        'content-security-policy',
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
      );
    }
    done();
  });
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
}
