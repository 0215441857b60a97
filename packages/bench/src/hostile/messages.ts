/** What the processes of a hostile run tell each other. */

import type { Credentials } from '../implementations/implementation.ts';
import type { AttackName } from './attacks.ts';

/** To the server, the honest clients and the attackers. */
export type Order =
  | { readonly order: 'serve'; readonly credentials: Credentials }
  | { readonly order: 'measure' }
  | { readonly order: 'visit'; readonly credentials: Credentials; readonly port: number; readonly seconds: number }
  | {
      readonly order: 'attack';
      readonly credentials: Credentials;
      readonly port: number;
      readonly seconds: number;
      readonly attacks: readonly AttackName[];
    };

/** What the server says of itself. */
export interface Condition {
  /** Milliseconds of processor time so far. */
  readonly cpu: number;
  /** Bytes in use after a collection of garbage: the heap and what lies outside of it. */
  readonly memory: number;
  readonly rss: number;
  readonly connections: number;
  readonly established: number;
  /** How clients failed, and how many of them so. */
  readonly failures: Readonly<Record<string, number>>;
}

/** How many visits, and how long they took, in milliseconds. */
export interface Visits {
  readonly count: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly median: number;
  readonly worst: number;
}

/** Peers that each attack has been, and how many of them at once. */
export type Toll = Readonly<Record<string, { readonly peers: number; readonly atOnce: number }>>;
