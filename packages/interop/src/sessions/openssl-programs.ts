/** `openssl s_client` and `s_server` as sides of a visit: a line there and back. */

import { type Certificates, serverName } from '../certificates.ts';
import { type Child, start } from '../child.ts';

/** s_client says a line, hears it back and leaves; everything that it printed. */
export async function opensslVisits(
  certificates: Certificates,
  port: number,
  args: readonly string[],
): Promise<string> {
  const child = start(
    'stdbuf',
    [
      ['-oL', 'openssl', 's_client', '-connect', `127.0.0.1:${port}`, '-servername', serverName],
      ['-CAfile', certificates.root, '-no-CApath', '-no-CAstore', '-verify_return_error'],
      args,
    ].flat(),
  );
  try {
    await child.waitFor('Verify return code', 8000);
    child.write('hello\n');
    await child.waitFor(/^hello$/m, 8000);
    child.write('Q\n');
    await child.exited;
    return child.output();
  } finally {
    await child.stop();
  }
}

/** s_server, which sends lines back because we type them in again. */
export async function opensslListens(
  certificates: Certificates,
  args: readonly string[],
): Promise<{ port: number; child: Child }> {
  const { certificate, chain, key } = certificates.server['ecdsa-secp256r1'];
  const child = start(
    'stdbuf',
    [
      ['-oL', 'openssl', 's_server', '-accept', '127.0.0.1:0'],
      ['-cert', certificate, '-cert_chain', chain, '-key', key],
      args,
    ].flat(),
  );
  const accepting = /^ACCEPT .*:(\d+)$/m;
  const output = await child.waitFor(accepting, 10_000);
  child.onOutput((text) => {
    if (/(^|\n)hello\n/.test(text)) child.write('hello\n');
  });
  return { port: Number(accepting.exec(output)?.[1]), child };
}
