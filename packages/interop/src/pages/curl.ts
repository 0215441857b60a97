/** curl loads the page from `handfast serve`, with the development root trusted, and does not without it. */

import { run } from '../child.ts';
import { commonClassicSuites, commonSuites } from '../facts.ts';
import { opensslSuite } from '../peers/openssl.ts';
import type { PageCase, PageContext, PagePeer } from './page-peer.ts';
import { pageText } from './page-peer.ts';

/** The curl command as a peer. */
export const curl: PagePeer = {
  name: 'curl',
  version: async () => /^curl (\S+)/.exec((await run('curl', ['--version'])).output)?.[1],
  cases: (context) => [
    loading(context, 'own defaults', modern),
    ...commonSuites.map((suite) => loading(context, suite, [...modern, '--tls13-ciphers', suite])),
    loading(context, 'TLS 1.2', classic),
    // The development certificate is an ECDSA one.
    ...commonClassicSuites
      .filter((suite) => suite.includes('ECDSA'))
      .map((suite) => loading(context, suite, [...classic, '--ciphers', opensslSuite(suite)])),
    refusing(context),
  ],
};

const exitUntrusted = 60;
const modern = ['--tlsv1.3'];
const classic = ['--tlsv1.2', '--tls-max', '1.2'];

function loading(context: PageContext, variant: string, args: readonly string[]): PageCase {
  return pageCase(variant, async () => {
    const { port, ca } = await context.served();
    const { code, output } = await load(port, ['--cacert', ca, ...args]);
    return code === 0 && output.includes(pageText) ? undefined : `curl ended with ${code}: ${output}`;
  });
}

function refusing(context: PageContext): PageCase {
  return pageCase('unknown root', async () => {
    const { port } = await context.served();
    const { code, output } = await load(port, modern);
    return code === exitUntrusted ? undefined : `curl ended with ${code}, not ${exitUntrusted}: ${output}`;
  });
}

function pageCase(variant: string, attempt: PageCase['attempt']): PageCase {
  return { client: 'curl', server: 'handfast', variant, attempt };
}

function load(port: number, args: readonly string[]): Promise<{ code: number; output: string }> {
  const quiet = ['-q', '-sS', '--noproxy', '*', '--max-time', '15'];
  return run('curl', [...quiet, ...args, `https://localhost:${port}/`]);
}
