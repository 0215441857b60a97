/** A kind of bad certificate: what is wrong, which rule forbids it, how it is made. */

import type { FailureCode } from 'handfast';
import type { Entity, Lab } from './lab.ts';

export interface BadKind {
  readonly name: string;
  /** What is wrong, without capital and full stop. */
  readonly wrong: string;
  /** What software that does not check it exposes its users to. */
  readonly danger: string;
  readonly rule: string;
  /** What our verifier says. */
  readonly code: FailureCode;
  make(lab: Lab): Promise<BadChain>;
}

/** What a server or client with such a certificate would present. */
export interface BadChain {
  /** From the leaf up, without the root. */
  readonly chain: readonly Pick<Entity, 'certificate'>[];
  /** In place of the chain when the first certificate is to be damaged: its bytes. */
  readonly leafDer?: Uint8Array;
  readonly key: Entity['key'];
  /** Shows what is wrong: CRLs in DER. */
  readonly crls?: readonly Uint8Array[];
}

/** The leaf and what stands above it. */
export const chainOf = (leaf: Entity, ...above: readonly Entity[]): BadChain => ({
  chain: [leaf, ...above],
  key: leaf.key,
});
