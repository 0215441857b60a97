/** Shares that only who knows the password can make use of. RFC 5054 §2 */

import { type Awaitable, job } from '../base/awaitable.ts';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { bytesOf, integerOf } from '../crypto/arithmetic.ts';
import { type SrpContext, type SrpCredentials, srpClient, srpServer, srpSimulation } from '../crypto/srp.ts';
import { type SrpGroupSize, srpGroup, srpGroupOf } from '../crypto/srp-groups.ts';
import type { Shares } from '../handshake/classic/shares.ts';
import { ServerSrpParams, SrpClientKeyExchange } from '../wire/messages/srp-key-exchange.ts';

/** What a server knows of a user, in place of the password. */
export interface SrpEntry {
  readonly salt: Uint8Array;
  readonly verifier: Uint8Array;
  /** Bits of the group in which the verifier was made. */
  readonly group: SrpGroupSize;
}

export interface SrpServerOptions {
  /** `undefined`: there is no such user, which nobody will notice. */
  readonly find: (user: string) => Awaitable<SrpEntry | undefined>;
  /** A secret of at least 16 bytes, the same on all servers: users who do not exist get lasting salts from it. */
  readonly seed: Uint8Array;
  /** Bits of the group of users who do not exist: that of most who do. Default 2,048. */
  readonly group?: SrpGroupSize | undefined;
}

/** Shares of a side that has one of these. */
export const srpShares = (
  credentials: SrpCredentials | undefined,
  users: SrpServerOptions | undefined,
): Shares<ServerSrpParams, SrpClientKeyExchange> => ({
  serves: ({ keyExchange }) => keyExchange === 'srp',
  params: ServerSrpParams,
  answer: SrpClientKeyExchange,
  groupFor: ({ offer }) =>
    users !== undefined && offer.user !== undefined
      ? { group: undefined }
      : new ProtocolError('no_common_suite', { why: 'the client does not say who it is' }),
  *offer({ io, agreed }) {
    if (users === undefined || agreed.user === undefined) throw new MisuseError('there are no users');
    // Bytes that are no text are nobody's name.
    const name = fromUtf8(agreed.user) ?? '';
    const entry = (yield* job(users.find(name))) ?? simulated(io.crypto, users, name);
    const group = srpGroup(entry.group);
    const offer = srpServer({ crypto: io.crypto, group }, io.crypto.random(secretLength), entry.verifier);
    return {
      params: { n: bytesOf(group.prime), g: bytesOf(group.generator), s: entry.salt, b: offer.share },
      *complete({ a }) {
        return yield* job(valid(offer.complete(a)));
      },
    };
  },
  accept({ io }, { n, g, s, b }) {
    if (credentials === undefined) throw new MisuseError('there is no password');
    const group = srpGroupOf(integerOf(n), integerOf(g));
    if (group === undefined) throw new ProtocolError('weak_group', { why: 'nobody knows it' });
    return {
      group: undefined,
      make() {
        const offer = srpClient({ crypto: io.crypto, group }, io.crypto.random(secretLength), s, credentials);
        return job({ answer: { a: offer.share }, secret: valid(offer.complete(b)) });
      },
    };
  },
});

/** The user as the srp extension names it. */
export const srpUser = (credentials: SrpCredentials | undefined): Uint8Array | undefined =>
  credentials && utf8(credentials.user);

function simulated(crypto: SrpContext['crypto'], { seed, group = 2048 }: SrpServerOptions, user: string): SrpEntry {
  return { ...srpSimulation({ crypto, group: srpGroup(group) }, seed, user), group };
}

/** A share that is a multiple of the prime would make the secret zero. RFC 5054 §2.5.3, §2.5.4 */
function valid(secret: Uint8Array | undefined): Uint8Array {
  if (secret === undefined) throw new ProtocolError('bad_key_share', { group: 'SRP' });
  return secret;
}

/** RFC 5054 §3.1: at least 256 bits. */
const secretLength = 32;
