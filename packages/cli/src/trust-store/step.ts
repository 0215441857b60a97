/** One thing to do so that a store trusts the development root, or trusts it no more. */

export interface TrustStep {
  readonly store: 'system' | 'nss';
  /** What it is, for people: a folder, a browser's profile. */
  readonly place: string;
  /** A file to put there first, or to take away. */
  readonly file?: { readonly path: string; readonly content: string | undefined };
  /** A program to run then. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Why it cannot be done, without capital and full stop. */
  readonly obstacle?: string | undefined;
}

/** What a store needs to know. */
export interface TrustRequest {
  /** The root in PEM, and its file. */
  readonly pem: string;
  readonly path: string;
  /** What the root is called in stores that name their entries. */
  readonly nickname: string;
  /** Take it away instead. */
  readonly remove: boolean;
  readonly home: string;
  /** The PATH to look for programs in. */
  readonly searchPath: string;
}
