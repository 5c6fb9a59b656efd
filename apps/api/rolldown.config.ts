import { defineConfig, type Plugin } from 'rolldown';

/** Left in node_modules: native code, what brings files of its own, and what few requests need, which load it themselves. */
const external = [
  'sharp',
  '@node-rs/argon2',
  '@aws-sdk/client-s3',
  '@aws-sdk/s3-request-presigner',
  '@fastify/static',
  '@simplewebauthn/server',
  '@tus/server',
  '@zxcvbn-ts/language-common',
  'libheif-js',
  'postal-mime',
  'swagger-ui-dist',
];

/** Packages ask for these in case they are installed, which they are not; the last is a file of its own, loaded by name. */
const optional =
  /^(@nestjs\/(microservices|websockets|platform-express)|class-transformer|class-validator|@fastify\/(view|multipart)|pg-native|@prisma\/client\/runtime\/query_compiler)/;

/**
 * Files of packages only. Node reads every map at start when stack traces shall name our files: theirs would cost 100 MB and a third of
 * a second. One character beyond Latin-1 doubles the memory that V8 needs for a file, so such characters are escaped.
 */
const smallPackages: Plugin = {
  name: 'small-packages',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || !chunk.name.startsWith('packages')) continue;
      Reflect.deleteProperty(bundle, `${chunk.fileName}.map`);
      chunk.code = chunk.code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n').replace(/[^\0-\xff]/g, escapeCodeUnit);
    }
  },
};

function escapeCodeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Our code, @pixelboxx/shared and nearly all packages become a few files: finding, reading and linking two thousand modules
 * took longer than running them. The same compiler (oxc) runs the tests, so decorators and their metadata mean the same
 * in both.
 */
export default defineConfig({
  input: {
    main: 'src/bin/server.ts',
    openapi: 'src/bin/openapi.ts',
    'warm-up': 'src/bin/warm-up.ts',
    sweep: 'src/bin/sweep.ts',
    'decode-heic': 'src/uploads/heif/decode-heic.ts',
  },
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: (id) => optional.test(id) || external.some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [smallPackages],
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    // Packages say by order what must have run before them, such as reflect-metadata before Nest.
    strictExecutionOrder: true,
    cleanDir: true,
    comments: false,
    // V8 keeps the text of the program in memory. Names stay: they are in stack traces, and Nest tells classes by them.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: { groups: [{ name: 'packages', test: /node_modules/, entriesAware: true }] },
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  },
});
