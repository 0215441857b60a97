import { describe, expect, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { TrustAnchors } from '../x509/path/anchors.ts';
import type { CredentialOptions } from './options.ts';
import { now } from './testing/fixtures.ts';
import { pair, pump } from './testing/pair.ts';

const ca = await createDevelopmentCa(nodeProvider, { now });
const trust = new TrustAnchors([parseCertificate(ca.certificate)]);
const issue = async (...names: readonly string[]): Promise<CredentialOptions> => ca.issue(names);

/** The certificate that a client gets to see, by its length and names, or the code that ends its attempt. */
async function visit(serverName: string, credentials: readonly CredentialOptions[], strictServerName = false) {
  const both = pair({ client: { trust }, server: { credentials, strictServerName }, serverName });
  await pump(both);
  return both.client.info?.peer?.chain[0] ?? both.server.error ?? both.client.error;
}

describe('[A07, J11, F02, N01] several names on one address', () => {
  test('RFC 6066 §3: with a certificate for each, server_name chooses', async () => {
    const [one, two] = [await issue('one.test'), await issue('two.test')];
    expect(await visit('one.test', [one, two])).toMatchObject({ der: one.chain[0] });
    expect(await visit('two.test', [one, two])).toMatchObject({ der: two.chain[0] });
  });

  test('RFC 9525 §6.3: one wildcard serves all names of a domain, and no other', async () => {
    const wildcard = await issue('*.one.test');
    expect(await visit('a.one.test', [wildcard])).toMatchObject({ der: wildcard.chain[0] });
    expect(await visit('b.one.test', [wildcard])).toMatchObject({ der: wildcard.chain[0] });
    expect(await visit('a.b.one.test', [wildcard])).toMatchObject({ alert: 'bad_certificate' });
  });

  test('RFC 5280 §4.2.1.6: one certificate may have all the names', async () => {
    const both = await issue('one.test', 'two.test');
    expect(await visit('one.test', [both])).toMatchObject({ der: both.chain[0] });
    expect(await visit('two.test', [both])).toMatchObject({ der: both.chain[0] });
  });

  test('RFC 6066 §3: who sends no name, as nobody could before, gets the first', async () => {
    const [first, two] = [await issue('one.test', '192.0.2.1'), await issue('two.test', '192.0.2.1')];
    expect(await visit('192.0.2.1', [first, two])).toMatchObject({ der: first.chain[0] });
    expect(await visit('two.test', [first, two])).toMatchObject({ der: two.chain[0] });
  });

  test('for a name that nobody has, the first certificate stands in, unless the server is strict', async () => {
    const [one, two] = [await issue('one.test'), await issue('two.test')];
    expect(await visit('three.test', [one, two])).toMatchObject({ alert: 'bad_certificate' });
    expect(await visit('three.test', [one, two], true)).toMatchObject({ code: 'unrecognized_name' });
  });
});
