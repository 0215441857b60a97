import { describe, expect, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { clientConfig, clientConnection } from './client-config.ts';
import type { ClientOptions } from './options.ts';
import { Endpoint } from './testing/endpoint.ts';
import { now, trust } from './testing/fixtures.ts';
import { pump, serverEnd } from './testing/pair.ts';

const psks = [{ identity: 'shared', key: new Uint8Array(32).fill(7) }];

function client(options: Partial<ClientOptions> = {}) {
  const hellos: ClientHello[] = [];
  const config = clientConfig({ crypto: nodeProvider, psks, ...options });
  const message = ({ name, body }: { readonly name: string; readonly body: unknown }): void => {
    if (name === 'ClientHello') hellos.push(body as ClientHello);
  };
  const end = new Endpoint(() => clientConnection(config, { now, observer: { message } }));
  return { config, end, hellos };
}

describe('a client with keys from outside and nothing to judge certificates by', () => {
  test('RFC 8446 §4.2.11: reaches who has its key, whatever that is called', async () => {
    const { end } = client();
    await pump({ client: end, server: serverEnd({ psks }) });
    expect(end.info?.pskIdentity).toBeDefined();
  });

  test('RFC 8446 §4.2.3: offers no signature schemes, and no version that would need a certificate', () => {
    const { config, hellos } = client();
    expect(config.versions.map(({ name }) => name)).toEqual(['TLS 1.3']);
    expect(hellos[0]?.extensions?.signature_algorithms).toBeUndefined();
    const both = client({ trust, insecureAcceptAnyCertificate: true });
    expect(both.config.versions.map(({ name }) => name)).toEqual(['TLS 1.2', 'TLS 1.3']);
    expect(both.hellos[0]?.extensions?.signature_algorithms).toBeDefined();
  });
});
