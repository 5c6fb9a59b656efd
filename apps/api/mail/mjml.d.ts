/* The part of MJML that is used here; the packages come without types. */
declare module 'mjml-core' {
  interface Options {
    /** Web fonts that are linked where their names occur. */
    readonly fonts?: Readonly<Record<string, string>>;
    readonly keepComments?: boolean;
    readonly validationLevel?: 'strict' | 'soft' | 'skip';
    /** Components and what may contain which. */
    readonly presets?: readonly unknown[];
  }
  /** CommonJS, whose default is within what Node takes for one. */
  const core: {
    /** @throws Error with `strict`, for MJML that is not valid */
    readonly default: (source: string, options: Options) => Promise<{ html: string }>;
  };
  export default core;
}

declare module 'mjml-preset-core' {
  const preset: unknown;
  export default preset;
}
