/** Files of the library that are no public entries, as they were built. */

const library = new URL('../../../handfast/dist/', import.meta.url);

/** The module that this file of `src` has become. */
export const built = async <M>(file: string): Promise<M> =>
  (await import(new URL(file.replace(/\.ts$/, '.js'), library).href)) as M;
