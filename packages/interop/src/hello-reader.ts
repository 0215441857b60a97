/** Reads the plaintext beginning of a server's bytes: HelloRetryRequest, ServerHello, alerts. RFC 8446 §4.1.3, §4.1.4, §5.1 */

import { groupName, suiteName, versionNames } from './facts.ts';
import type { LegacyExtra } from './peer.ts';

export interface HelloReader {
  /** Takes the next bytes from the server. */
  fromServer(bytes: Uint8Array): void;
  /** 'TLS 1.3' or 'TLS 1.2', else the version in hex. */
  version?: string;
  suite?: string;
  group?: string;
  retried: boolean;
  cookie: boolean;
  extra?: LegacyExtra;
}

/** SHA-256 of "HelloRetryRequest". RFC 8446 §4.1.3 */
const retryRandom = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

const contentHandshake = 22;
const messageServerHello = 2;
const compressionDeflate = 1;
const extensionTruncatedHmac = 4;
const extensionCookie = 44;
const extensionSupportedVersions = 43;
const extensionKeyShare = 51;
/** A ServerHello is a few hundred bytes; what is still unread beyond this is not one. */
const enough = 1 << 16;

/** A reader with nothing seen yet. */
export function helloReader(): HelloReader {
  let records = Buffer.alloc(0);
  let messages = Buffer.alloc(0);
  let done = false;
  const reader: HelloReader = { fromServer, retried: false, cookie: false };

  function fromServer(bytes: Uint8Array): void {
    if (done) return;
    records = Buffer.concat([records, bytes]);
    while (!done && records.length >= 5) {
      const length = records.readUInt16BE(3);
      if (records.length < 5 + length) break;
      if (records[0] === contentHandshake) takeFragment(records.subarray(5, 5 + length));
      records = records.subarray(5 + length);
    }
    done ||= records.length > enough;
  }

  function takeFragment(fragment: Buffer): void {
    messages = Buffer.concat([messages, fragment]);
    while (!done && messages.length >= 4) {
      const length = messages.readUIntBE(1, 3);
      if (messages.length < 4 + length) return;
      // After the ServerHello everything is encrypted, so the first message that is not a retry is the last.
      done = messages[0] !== messageServerHello || !readHello(messages.subarray(4, 4 + length), reader);
      messages = messages.subarray(4 + length);
    }
  }

  return reader;
}

/** Writes down one ServerHello; true if it was a HelloRetryRequest, so that another must follow. */
function readHello(hello: Buffer, reader: HelloReader): boolean {
  try {
    return readFields(hello, reader);
  } catch {
    // A malformed hello is for the client to refuse; here it is only not understood.
    return false;
  }
}

function readFields(hello: Buffer, reader: HelloReader): boolean {
  const isRetry = hello.toString('hex', 2, 34) === retryRandom;
  let at = 35 + hello.readUInt8(34);
  reader.suite = suiteName(hello.readUInt16BE(at));
  reader.version = versionName(hello.readUInt16BE(0));
  if (hello[at + 2] === compressionDeflate) reader.extra = 'compression';
  at += 5;
  while (at + 4 <= hello.length) {
    const type = hello.readUInt16BE(at);
    const length = hello.readUInt16BE(at + 2);
    if (type === extensionSupportedVersions) reader.version = versionName(hello.readUInt16BE(at + 4));
    if (type === extensionKeyShare) reader.group = groupName(hello.readUInt16BE(at + 4));
    if (type === extensionTruncatedHmac) reader.extra = 'truncated MACs';
    if (type === extensionCookie && isRetry) reader.cookie = true;
    at += 4 + length;
  }
  reader.retried ||= isRetry;
  return isRetry;
}

function versionName(code: number): string {
  return versionNames[code - 0x0300] ?? `version 0x${code.toString(16)}`;
}
