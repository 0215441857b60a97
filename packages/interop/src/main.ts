/** `npm run interop`: our client and server against every live peer found here; exit code 1 if any case failed. */

import { parseArgs } from 'node:util';
import { runMatrix } from './matrix.ts';
import type { Peer } from './peer.ts';
import { peers } from './peers/all.ts';
import { summary, table } from './report.ts';

const usage = `npm run interop -- [options]
  --peer NAME      only this peer; may be given several times: ${peers.map(({ name }) => name).join(', ')}
  --subject NAME   who is tried against the others (handfast); another name validates the peers themselves
  --only TEXT      only cases whose topic and variant contain the text
  --jobs N         cases at a time (3)
  --json           the results as one JSON document
  --help           this text`;

const { values } = parseArgs({
  options: {
    peer: { type: 'string', multiple: true },
    subject: { type: 'string', default: 'handfast' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else await main();

async function main(): Promise<void> {
  const begin = performance.now();
  const subject = named(values.subject);
  const others = values.peer?.map(named) ?? peers.filter(({ name }) => name !== 'handfast');
  const results = await runMatrix({
    subject,
    others: others.filter((peer) => peer !== subject),
    jobs: Math.max(1, Number(values.jobs)),
    progress: (line) => console.error(line),
    ...(values.only !== undefined && { only: values.only }),
  });
  const seconds = Math.round((performance.now() - begin) / 1000);
  if (values.json) console.log(JSON.stringify({ seconds, results }, null, 1));
  else console.log(`${table(results)}\n${summary(results)} in ${seconds} s`);
  if (results.some(({ status }) => status === 'failed')) process.exitCode = 1;
}

function named(name: string): Peer {
  const peer = peers.find((one) => one.name === name);
  if (peer !== undefined) return peer;
  console.error(`There is no peer ${name}.\n${usage}`);
  process.exit(2);
}
