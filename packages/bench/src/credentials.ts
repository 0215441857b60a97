/** A root and a P-256 certificate for localhost, made for one run. */

import { nodeProvider } from 'handfast/providers/node';
import { createDevelopmentCa, encodePem } from 'handfast/x509';
import type { Credentials } from './implementations/implementation.ts';

export async function makeCredentials(): Promise<Credentials> {
  const ca = await createDevelopmentCa(nodeProvider, { now: Date.now() });
  const leaf = await ca.issue(['localhost', '127.0.0.1']);
  return {
    ca: encodePem('CERTIFICATE', ca.certificate),
    cert: leaf.chain.map((der) => encodePem('CERTIFICATE', der)).join(''),
    key: encodePem('PRIVATE KEY', leaf.pkcs8),
  };
}
