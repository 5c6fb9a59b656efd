import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { describeApi } from './document.ts';

/** `/docs` for users, `/openapi.json` for tools. Not served in production: the document is in the repository. */
export function serveDocs(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  // The page brings its own scripts and styles; everything else keeps the strict policy.
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (request.url === '/docs' || request.url.startsWith('/docs/')) {
      void reply.header(
        'content-security-policy',
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
      );
    }
    done();
  });
  // Swagger's types are for OpenAPI 3.0; its page reads 3.1 too.
  SwaggerModule.setup('docs', app, () => describeApi(app) as object as OpenAPIObject, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
}
