/** The nine messages of SSL 2.0. draft-hickman-netscape-ssl-00 §4, §5 */

import { type AnyCodec, type Codec, named, protocolVersion, struct, uint8, uint16 } from 'handfast/wire';

/** Cipher kinds have three bytes; those of SSL 3.0 begin with a zero. RFC 5246 §E.2 */
const cipherKind: Codec<number> = {
  name: 'CipherKind',
  read: (input) => input.uint(3),
  write: (output, value) => output.uint(3, value),
};

const certificateType = named(uint8, 'CertificateType', (type) => (type === 1 ? 'X.509' : undefined));

/** Lengths stand first, all together, and then what they measure. */
function measured(name: string, before: Record<string, AnyCodec>, parts: readonly string[]): Codec<unknown> {
  return {
    name,
    read(input) {
      for (const [field, codec] of Object.entries(before)) input.field(field, codec);
      const lengths = parts.map((part) => input.field(`${part}Length`, uint16));
      for (const [i, part] of parts.entries()) {
        const mark = input.enter(lengths[i] as number);
        if (part === 'cipherSpecs') input.field(part, kinds);
        else input.field(part, whole);
        input.leave(mark);
      }
      return undefined;
    },
    write: () => undefined,
  };
}

const whole: Codec<Uint8Array> = {
  name: 'opaque[...]',
  read: (input) => input.bytes(input.remaining),
  write: (output, value) => output.bytes(value),
};

const kinds: Codec<readonly number[]> = {
  name: 'CipherKind[]',
  read(input) {
    const list: number[] = [];
    while (input.remaining > 0) list.push(input.field(`${list.length}`, cipherKind));
    return list;
  },
  write: () => undefined,
};

const errors: Readonly<Record<number, string>> = {
  1: 'no_cipher',
  2: 'no_certificate',
  4: 'bad_certificate',
  6: 'unsupported_certificate_type',
};

/** By number: the name in Wireshark's words, and what follows the type. */
export const messages2: Readonly<Record<number, { readonly title: string; readonly body: Codec<unknown> }>> = {
  0: {
    title: 'Error',
    body: struct('ERROR', { code: named(uint16, 'ErrorCode', (code) => errors[code]) }),
  },
  1: {
    title: 'Client Hello',
    body: measured('CLIENT-HELLO', { version: protocolVersion }, ['cipherSpecs', 'sessionId', 'challenge']),
  },
  2: {
    title: 'Client Master Key',
    body: measured('CLIENT-MASTER-KEY', { cipherKind }, ['clearKey', 'encryptedKey', 'keyArgument']),
  },
  3: { title: 'Client Finished', body: struct('CLIENT-FINISHED', { connectionId: whole }) },
  4: {
    title: 'Server Hello',
    body: measured('SERVER-HELLO', { sessionIdHit: uint8, certificateType, version: protocolVersion }, [
      'certificate',
      'cipherSpecs',
      'connectionId',
    ]),
  },
  5: { title: 'Server Verify', body: struct('SERVER-VERIFY', { challenge: whole }) },
  6: { title: 'Server Finished', body: struct('SERVER-FINISHED', { sessionId: whole }) },
  7: {
    title: 'Request Certificate',
    body: struct('REQUEST-CERTIFICATE', {
      authenticationType: named(uint8, 'AuthenticationType', (type) => (type === 1 ? 'MD5 with RSA' : undefined)),
      challenge: whole,
    }),
  },
  8: {
    title: 'Client Certificate',
    body: measured('CLIENT-CERTIFICATE', { certificateType }, ['certificate', 'response']),
  },
};

const kindNames: Readonly<Record<number, string>> = {
  0x010080: 'SSL2_RC4_128_WITH_MD5',
  0x020080: 'SSL2_RC4_128_EXPORT40_WITH_MD5',
  0x030080: 'SSL2_RC2_128_CBC_WITH_MD5',
  0x040080: 'SSL2_RC2_128_CBC_EXPORT40_WITH_MD5',
  0x050080: 'SSL2_IDEA_128_CBC_WITH_MD5',
  0x060040: 'SSL2_DES_64_CBC_WITH_MD5',
  0x0700c0: 'SSL2_DES_192_EDE3_CBC_WITH_MD5',
  0x080080: 'SSL2_RC4_64_WITH_MD5',
};

/** The name of a cipher kind of SSL 2.0 itself. */
export const kindName = (kind: number): string | undefined => kindNames[kind];
