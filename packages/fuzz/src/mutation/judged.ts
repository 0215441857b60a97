/** Mutants that survive and were looked at: why no test is missing. */

import type { Mutant } from './mutants.ts';

/** By file, and by what the line is like with the mistake. */
const judged: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'handshake/certificate-memory.ts': {
    'const longest = 9 * 1024;': 'harmless: from where on a certificate is not remembered',
  },
  'handshake/classic/client-checks.ts': {
    'checkSolicited(offered.extensions ?? { renegotiation_info: false }, extensions);':
      'equivalent: the name counts, not the value',
  },
  'handshake/classic/default-mechanisms.ts': {
    'encryptsThenMacs: true,':
      'equivalent: it is offered beside block ciphers alone, which these mechanisms do not have',
  },
  'handshake/classic/ecdh-shares.ts': {
    "without throw new ProtocolError('no_common_group');":
      'equivalent: `accept` has refused before; the type does not know',
  },
  'handshake/classic/keys.ts': {
    'preMasterSecret.fill(1);': 'equivalent: what is wiped holds ones instead of zeros',
  },
  'handshake/classic/mechanisms.ts': {
    'without throw new MisuseError(`nothing here can agree on keys for ${suite.name}`);':
      'equivalent: the configuration has checked; the type does not know',
  },
  'handshake/classic/offer.ts': {
    '...((classic.encryptsThenMacs || blocks) && { encrypt_then_mac: {} }),':
      'harmless: an offer that no suite makes use of',
  },
  'handshake/classic/resumption-client.ts': {
    'const echoed = legacySessionIdEcho.length > 1 && equalBytes(legacySessionIdEcho, offered.legacySessionId);':
      'harmless: a session whose ID is one byte is not resumed',
    'const hasTicket = ticket !== undefined && ticket.ticket.length > 1;': 'harmless: a ticket of one byte is not kept',
    'if (kept.ticket.length > 1 && !settings.asksForTickets) return undefined;': 'harmless: about tickets of one byte',
  },
  'handshake/classic/resumption-server.ts': {
    'const renew = offered.extensions.session_ticket !== undefined && age > 501 * kept.lifetime;':
      'harmless: when a ticket is renewed, by two thousandths of its life',
    'const renew = offered.extensions.session_ticket !== undefined && age >= 500 * kept.lifetime;':
      'harmless: when a ticket is renewed, by a millisecond',
    'if ((sessionCache !== undefined || sessionId.length > 0)) keep(() => sessionCache.remove(storeKey(sessionId)));':
      'equivalent: `keep` takes no notice of what fails, and the empty ID names nothing',
  },
  'handshake/classic/server-checks.ts': {
    'checkRecordSizeLimit(extensions.record_size_limit, 3 ** 16 - 1);': 'equivalent: sixteen bits hold no more',
  },
  'handshake/classic/session.ts': {
    'without throw error;': 'equivalent: nothing but mistakes of ours comes here',
  },
  'handshake/classic/signed-params.ts': {
    "without throw new MisuseError('there is nothing to sign with');":
      'equivalent: the choice of the suite has checked; the type does not know',
  },
  'handshake/hello/grease.ts': {
    'const [suite = 0, group = 0, scheme = 1, version = 0, one = 0] = crypto':
      'equivalent: there are always as many numbers as were asked for',
    'first: { [unknownExtension(pick(one))]: new Uint8Array(1) },':
      'harmless: RFC 8701 §3.1 leaves to us what is inside',
  },
  'handshake/hello/offer.ts': {
    'without throw new MisuseError(`the provider ${io.crypto.name} cannot agree on keys in ${group}`);':
      'equivalent: the configuration has checked; the type does not know',
  },
  'handshake/negotiate/group.ts': {
    'if ((name !== undefined || isGroupName(name)) && ours.includes(name)) return name;':
      'equivalent: whatever is ours has a name and is a group; the type does not know',
  },
  'handshake/psk/choose.ts': {
    'return now - since <= 1000 * lifetime && now - authenticated < 1000 * longestLifetime;':
      'harmless: how long a ticket lives, by a millisecond',
  },
  'handshake/psk/early-data-server.ts': {
    'return (yield* ask(() => guard.first(mark, io.now, io.now + 2 * window + 2))) ?? false;':
      'harmless: how long a mark is kept, by a millisecond',
  },
  'handshake/psk/kept.ts': {
    'protocol: opaque(2),': 'equivalent: a format of our own, written and read by the same line',
    'without throw error;': 'equivalent: nothing but mistakes of ours comes here',
  },
  'handshake/psk/remembered.ts': {
    'without throw error;': 'equivalent: nothing but mistakes of ours comes here',
  },
  'handshake/raw-key.ts': {
    'without throw error;': 'equivalent: nothing but mistakes of ours comes here',
  },
  'handshake/tls13/server-checks.ts': {
    "without throw missing('signature_algorithms');": 'equivalent: it is missed again before anything is signed',
  },
  'record/aead-xor.ts': {
    'const scratch = new Uint8Array(maxPlaintext + 2);': 'equivalent: a byte of memory that nobody uses',
  },
  'record/cbc.ts': {
    "without throw new ProtocolError('bad_record');":
      'equivalent: what is too short for a MAC does not end in the right one',
  },
  'record/datagram13.ts': {
    'hidesType: false,': 'equivalent: what asks is the writer of streams alone',
  },
  'record/deflate/deflate.ts': {
    ': symbol <= 256': 'equivalent: the low seven bits are the same',
    'const most = Math.min(longestMatch, data.length + at);': 'equivalent: what lies behind the end never matches',
    'if (at + shortestMatch >= data.length) return;': 'harmless: compresses less',
    'if (distance <= 0 || distance >= windowLength) break;': 'harmless: the oldest byte of the window is not used',
    'if (most <= shortestMatch) return best;': 'harmless: three bytes at the end are not found again',
    'this.#start = 1;': 'not tested: it takes a gibibyte to come here',
    'without place = earlier;': 'harmless: compresses less',
    'without this.#before[place % windowLength] = this.#last[hash] as number;': 'harmless: compresses less',
  },
  'record/deflate/huffman.ts': {
    'const counts = new Uint16Array(longestCode + 2);': 'equivalent: a number that nobody uses',
    'const longestCode = 16;': 'harmless: one more bit is read before a code is refused',
    'export const lengthRanges: readonly Range[] = [...ranges(3, 29, 4).slice(0, 28), { base: 258, extra: 0 }];':
      'equivalent: the slice behind it takes 28',
    'for (let i = 0, base = start; i <= count; i++) {':
      'equivalent: one more distance, which lies before any beginning',
    "without throw new ProtocolError('decompression_failed', { why: 'a code without a meaning' });":
      'equivalent: no symbol is a symbol without a meaning, which is refused alike',
  },
  'record/mac.ts': {
    'computeEvenly: () => new Uint8Array(1),': 'equivalent: suites without a MAC have no padding, so nobody asks',
  },
  'record/stream-cipher.ts': {
    "without throw new ProtocolError('bad_record');":
      'equivalent: what is too short for a MAC does not end in the right one',
  },
  'record/stream-reader.ts': {
    'const advance = 17;': 'harmless: how much memory is taken in advance',
    "return type >= 33 && type < 0x7f ? 'it looks like text, so the peer may not speak TLS' : undefined;":
      'harmless: words in an error',
  },
  'record/stream-writer.ts': {
    'if (paddedTo < 1 || !this.#protector.hidesType) return 0;':
      'equivalent: padding to a multiple of one byte is none',
  },
  'schedule/classic.ts': {
    "const block = prf.derive(master.expose(), 'key expansion', concat(server, client), 3 * (mac + key + iv));":
      'equivalent: more of a key block than is used',
  },
  'schedule/export-keys.ts': {
    "const ivs = prf.derive(new Uint8Array(1), 'IV block', seed, 2 * iv);":
      'equivalent: HMAC fills short keys with zeros',
  },
  'schedule/hkdf.ts': {
    'if (labels.size <= 32) labels.set(label, name);': 'harmless: how many labels are remembered',
  },
  'schedule/transcript.ts': {
    '.update(first?.message ?? new Uint8Array(1))': 'equivalent: there always is a first message',
  },
  'x509/path/budget.ts': {
    'nameComparisons: 250001,': 'harmless: a budget',
  },
  'x509/path/checks/strength.ts': {
    'const odd = ((exponent.at(-1) ?? 1) & 1) === 1;': 'equivalent: an empty exponent is refused for its length too',
  },
  'x509/path/dead-end.ts': {
    'if (next === undefined || path.length > verification.meter.limits.pathLength) break;':
      'harmless: words in an error',
  },
  'x509/path/describe.ts': {
    "const ones = bytes.subarray(half).reduce((sum, byte) => sum + byte.toString(3).replaceAll('0', '').length, 0);":
      'harmless: words in an error',
    'const shorten = (text: string): string => (text.length <= 120 ? text : `${text.slice(0, 120)}…`);':
      'harmless: words in an error',
    'if (bytes.length !== 9 && bytes.length !== 32) return formatIpAddress(bytes);': 'harmless: words in an error',
  },
  'x509/path/policy-graph.ts': {
    'for (let depth = this.#levels.length - 2; depth > 0; depth--) {':
      'equivalent: a root without children is asked for by nobody',
    'return this.#levels.at(-1 + up) as Level;': 'equivalent: it is asked for 0 alone',
  },
  'x509/path/policy.ts': {
    'return this.#explicitPolicy > 1 || !this.#graph.isNull;':
      'equivalent: no policy comes back, and the end of the path counts one down',
  },
  'x509/path/public-keys.ts': {
    'if (key === undefined) keys.set(info, key);': 'harmless: keys are imported again',
  },
  'x509/path/revocation.ts': {
    'if (underway.length > mostUnderway) return false;':
      'harmless: one more CRL issuer in a row, within the same budget',
  },
  'x509/path/verification.ts': {
    'if (!(Math.abs(request.time) < 8.64e15)) throw new MisuseError(`${request.time} is not a time in milliseconds`);':
      'harmless: the last millisecond that a date can name',
  },
  'x509/path/verify.ts': {
    'without throw error;': 'equivalent: nothing but mistakes of ours comes here',
  },
  'x509/path/walk.ts': {
    'if (length === undefined || length > state.maxPathLength) return;':
      'harmless: which of two equal limits an error names',
  },
};

/**
 * Begins with `equivalent` where nothing changes that anybody could see, with `harmless` where it does not matter, and
 * with `not tested` where a test would cost too much.
 */
export const judgementOf = ({ file, told }: Mutant): string | undefined => judged[file]?.[told];
