import { expect, test } from 'vitest';
import { clientCredential } from '../../src/engine/testing/fixtures.ts';
import { connectedPair, pair, pump } from '../../src/engine/testing/pair.ts';

test('[K20] RFC 8446 §C.2: a server that asks for no certificate does not know who buys', async () => {
  const { client, server } = await connectedPair({ client: { credentials: [clientCredential] } });
  expect(client.info?.peer?.chain).toHaveLength(1);
  expect(server.info?.peer).toBeUndefined();
});

test.each([
  ['TLS 1.2', 'client_certificate_missing'],
  ['TLS 1.3', 'certificate_required'],
] as const)(
  '[K20] RFC 8446 §4.3.2: where a certificate is required, %s names the buyer, and nobody buys without one',
  async (version, code) => {
    const server = { clientAuthentication: 'require' } as const;
    const versions = [version];
    const named = await connectedPair({ client: { versions, credentials: [clientCredential] }, server });
    expect(named.server.info?.peer?.path).toBeDefined();
    const nameless = pair({ client: { versions }, server });
    await pump(nameless);
    expect(nameless.server.info).toBeUndefined();
    expect(nameless.server.error).toMatchObject({ code });
  },
);
