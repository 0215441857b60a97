/** encrypted_client_hello: a ClientHello inside of another, and what servers say about it. RFC 9849 §5 */

import { ProtocolError } from '../../base/errors.ts';
import { type Codec, fixed, type Infer, named, opaque, struct, uint8 } from '../codec.ts';
import { EchConfigList, echVersion, HpkeSymmetricCipherSuite } from '../ech-config.ts';
import { extension } from './extension.ts';

/** What the outer ClientHello carries. */
export const OuterHello = struct('ECHClientHello', {
  cipherSuite: HpkeSymmetricCipherSuite,
  configId: uint8,
  encapsulatedKey: opaque(2),
  payload: opaque(2, { min: 1 }),
});

export type OuterHello = Infer<typeof OuterHello>;

/** The outer one holds the inner one, encrypted; the inner one says only that it is one. */
export type EchClientHello = ({ readonly type: 'outer' } & OuterHello) | { readonly type: 'inner' };

const types = ['outer', 'inner'] as const;
const helloType = named(uint8, 'ECHClientHelloType', (type) => types[type]);

/** Throws `bad_value` for a type that is none. RFC 9849 §7 */
const EchClientHello: Codec<EchClientHello> = {
  name: 'ECHClientHello',
  read(input) {
    const type = input.field('type', helloType);
    if (type === 0) return { type: 'outer', ...OuterHello.read(input) };
    if (type === 1) return { type: 'inner' };
    throw new ProtocolError('bad_value', { ECHClientHelloType: type });
  },
  write(output, hello) {
    helloType.write(output, types.indexOf(hello.type));
    if (hello.type === 'outer') OuterHello.write(output, hello);
  },
};

export const encryptedClientHello = extension(echVersion, 'encrypted_client_hello', {
  ClientHello: EchClientHello,
  HelloRetryRequest: fixed(8),
  EncryptedExtensions: EchConfigList,
});
