import { expect, test } from 'vitest';
import { utf8 } from '../../src/base/bytes.ts';
import { now, trust } from '../../src/engine/testing/fixtures.ts';
import { clientEnd, type Pair, pump, serverEnd } from '../../src/engine/testing/pair.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';
import { parseCertificate } from '../../src/x509/certificate.ts';
import { createDevelopmentCa } from '../../src/x509/create/development-ca.ts';
import { TrustAnchors } from '../../src/x509/path/anchors.ts';

const own = await createDevelopmentCa(nodeProvider, { now, commonName: 'In the middle' });
const roots = new TrustAnchors([parseCertificate(own.certificate)]);
const forged = await own.issue(['server.test']);

/** He is the server for the client, and the client for the server: what he reads goes on to where it was meant for. */
async function visit(clientTrusts: TrustAnchors): Promise<{ readonly victim: Pair; readonly heard: Uint8Array }> {
  const victim = { client: clientEnd({ trust: clientTrusts }), server: serverEnd({ credentials: [forged] }) };
  const onward = { client: clientEnd({ trust }), server: serverEnd() };
  await pump(victim);
  if (victim.client.info !== undefined) victim.client.use((connection) => connection.write(utf8('the password')));
  await pump(victim);
  await pump(onward);
  onward.client.use((connection) => connection.write(victim.server.data));
  await pump(onward);
  expect(onward.server.data).toEqual(victim.server.data);
  return { victim, heard: victim.server.data };
}

test('[K02] RFC 8446 §C.2: a man in the middle is refused for the root that his certificate leads to', async () => {
  const { victim, heard } = await visit(trust);
  expect(victim.client.error).toMatchObject({ code: 'unknown_issuer' });
  expect(heard).toHaveLength(0);
});

test('[K02] a man in the middle whose root was installed reads everything, and nobody notices', async () => {
  const { victim, heard } = await visit(roots);
  expect(victim.client.error).toBeUndefined();
  expect(heard).toEqual(utf8('the password'));
});
