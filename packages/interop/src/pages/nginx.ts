/** `handfast connect --get` fetches a page from nginx over TLS 1.3. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, run, start } from '../child.ts';
import { freePort } from '../free-port.ts';
import { getPage } from './handfast-command.ts';
import type { PageCase, PageContext, PagePeer } from './page-peer.ts';
import { pageText } from './page-peer.ts';

/** nginx as a peer. */
export const nginx: PagePeer = {
  name: 'nginx',
  version: async () => /nginx\/(\S+)/.exec((await run('nginx', ['-v'], { environment })).output)?.[1],
  cases: (context) => {
    const { root, strangeRoot } = context.certificates;
    return [
      fetching(context, 'own defaults', root, (code, output) => code === 0 && output.includes(pageText)),
      fetching(context, 'unknown root', strangeRoot, (code) => code === exitUntrusted),
    ];
  },
};

/** Debian keeps it where only root looks for commands. */
const environment = { PATH: `${process.env['PATH']}:/usr/sbin` };

/** Of the exit codes of `handfast connect`: the peer's certificate is not trusted. */
const exitUntrusted = 5;

function fetching(
  context: PageContext,
  variant: string,
  root: string,
  judge: (code: number, output: string) => boolean,
): PageCase {
  const attempt = async (): Promise<string | undefined> => {
    const { child, port } = await startNginx(context);
    try {
      const { code, output } = await getPage(port, '/', root);
      return judge(code, output) ? undefined : `exit code ${code}: ${output}`;
    } finally {
      await child.stop();
    }
  };
  return { client: 'handfast', server: 'nginx', variant, attempt };
}

async function startNginx(context: PageContext, attempt = 1): Promise<{ child: Child; port: number }> {
  const port = await freePort();
  const file = join(context.directory, `nginx-${port}.conf`);
  await writeFile(file, configuration(port, context));
  const child = start('nginx', ['-p', context.directory, '-c', file, '-e', 'stderr'], { environment });
  try {
    await child.waitFor('start worker process', 10_000);
    return { child, port };
  } catch (error) {
    await child.stop();
    if (attempt < 3) return startNginx(context, attempt + 1);
    throw new Error(`nginx: ${error instanceof Error ? error.message : error}\n${child.output()}`);
  }
}

/** One process in the foreground that writes nowhere but into the case's folder. */
function configuration(port: number, { directory, site, certificates }: PageContext): string {
  const { bundle, key } = certificates.server['ecdsa-secp256r1'];
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
user root;
worker_processes 1;
pid ${join(directory, `nginx-${port}.pid`)};
error_log stderr notice;
events {}
http {
  access_log off;
  ${folders.map((name) => `${name}_temp_path ${join(directory, name)};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_protocols TLSv1.3;
    ssl_certificate ${bundle};
    ssl_certificate_key ${key};
    root ${site};
  }
}
`;
}
