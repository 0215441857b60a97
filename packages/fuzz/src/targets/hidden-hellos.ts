/** Encrypted Client Hello: what a hidden hello holds once it is decrypted, and the configurations to hide it with. */

import { publicNameOf, usableConfigs } from '../../../handfast/src/ech/config.ts';
import { decodeInner } from '../../../handfast/src/ech/decode-inner.ts';
import { arrange, encodeInner } from '../../../handfast/src/ech/encode-inner.ts';
import { withExtension } from '../../../handfast/src/ech/with-extension.ts';
import { decode, encode } from '../../../handfast/src/wire/codec.ts';
import { type EchConfig, EchConfigList } from '../../../handfast/src/wire/ech-config.ts';
import { EncodedClientHelloInner, RawClientHello } from '../../../handfast/src/wire/encoded-hello.ts';
import { handshakeHeader } from '../../../handfast/src/wire/handshake.ts';
import { ClientHello } from '../../../handfast/src/wire/messages/client-hello.ts';
import { messages13 } from '../../../handfast/src/wire/messages13.ts';
import type { Target } from '../target.ts';
import { choosing, chosen } from './choose.ts';
import { attempt, checkCodec, claim } from './claims.ts';
import { conversations } from './flows/conversations.ts';
import { messagesIn } from './flows/records.ts';
import { toyProvider } from './toy-provider.ts';

const kinds = ['configurations', 'hidden hello'] as const;

export const hiddenHelloTarget: Target = {
  reaches: ['ech/config.ts', 'ech/decode-inner.ts', 'wire/ech-config.ts', 'wire/encoded-hello.ts'],
  pace: 5,
  longest: 1500,
  seeds: () => [
    choosing(0, encode(EchConfigList, [config(0x0020, 'public.test'), { version: 1, contents: undefined }])),
    choosing(0, encode(EchConfigList, [config(0x0010, '127.0.0.1')])),
    ...hellos().map((hello) => {
      const inner = arrange(withExtension(modern(hello), { type: 'inner' }), hello);
      return choosing(1, encodeInner(inner, hello, 32));
    }),
  ],
  run(input) {
    const { choice, rest } = chosen(kinds, input);
    if (choice === 'configurations') checkConfigurations(rest);
    else checkHidden(rest);
  },
};

function checkConfigurations(bytes: Uint8Array): void {
  checkCodec(EchConfigList, bytes);
  const read = attempt(() => decode(EchConfigList, bytes));
  if ('refusal' in read) return;
  for (const { contents, publicName } of usableConfigs(toyProvider, read.value)) {
    claim(publicNameOf(contents) === publicName, 'a configuration is used without a public name');
  }
}

function checkHidden(bytes: Uint8Array): void {
  checkCodec(EncodedClientHelloInner, bytes);
  const [around] = hellos();
  const outer = encode(ClientHello, around as ClientHello);
  const read = attempt(() => decodeInner(bytes, outer));
  if ('refusal' in read) return;
  const { hello, bytes: whole } = read.value;
  claim(whole.length <= bytes.length + outer.length, 'a hidden hello grows beyond what was sent');
  claim(
    decode(RawClientHello, whole).extensions.length === Object.keys(hello.extensions ?? {}).length,
    'extensions are lost',
  );
}

const modern = (hello: ClientHello): ClientHello => ({
  ...hello,
  extensions: { ...hello.extensions, supported_versions: [0x0304] },
});

/** Those that honest clients send. */
function hellos(): readonly ClientHello[] {
  known ??= conversations('TLS 1.3')
    .flatMap(({ toServer }) => messagesIn(toServer))
    .filter(([type]) => type === messages13.ClientHello.type)
    .map((message) => decode(ClientHello, message.subarray(handshakeHeader)));
  return known;
}

let known: readonly ClientHello[] | undefined;

const config = (kemId: number, publicName: string): EchConfig => ({
  version: 0xfe0d,
  contents: {
    keyConfig: {
      configId: 1,
      kemId,
      publicKey: new Uint8Array(32).fill(9),
      cipherSuites: [
        { kdfId: 1, aeadId: 0x1111 },
        { kdfId: 1, aeadId: 1 },
      ],
    },
    maximumNameLength: 32,
    publicName: new TextEncoder().encode(publicName),
    extensions: [{ type: 0x1a1a, data: new Uint8Array(2) }],
  },
});
