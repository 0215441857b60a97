/** ServerHello and HelloRetryRequest: what the server chose. RFC 8446 §4.1.3, §4.1.4 */

import { equalBytes, fromHex } from '../../base/bytes.ts';
import { fixed, type Infer, opaque, struct, trailing } from '../codec.ts';
import { type Carrier, extensionsOf } from '../extensions/extension.ts';
import { extensionTable } from '../extensions/table.ts';
import { cipherSuite, compressionMethod, protocolVersion } from '../names.ts';

const hello = <M extends Carrier>(name: M) =>
  struct(name, {
    legacyVersion: protocolVersion,
    random: fixed(32),
    legacySessionIdEcho: opaque(1, { max: 32 }),
    cipherSuite,
    legacyCompressionMethod: compressionMethod,
    extensions: trailing(extensionsOf(extensionTable, name)),
  });

export const ServerHello = hello('ServerHello');
export type ServerHello = Infer<typeof ServerHello>;

/** A ServerHello with a random of its own: the client must offer something else. */
export const HelloRetryRequest = hello('HelloRetryRequest');
export type HelloRetryRequest = Infer<typeof HelloRetryRequest>;

/** SHA-256 of "HelloRetryRequest", which marks one. RFC 8446 §4.1.3 */
export const helloRetryRandom: Uint8Array = fromHex('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c');

/** Whether the body of a ServerHello is a HelloRetryRequest. */
export const isHelloRetryRequest = (body: Uint8Array): boolean =>
  body.length >= 34 && equalBytes(body.subarray(2, 34), helloRetryRandom);
