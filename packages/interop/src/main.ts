/** `npm run interop`: our client and server against every live peer found here; exit code 1 if any case failed. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { triedAgain } from './again.ts';
import { captures } from './captures/main.ts';
import { makeCertificates } from './certificates.ts';
import { datagramPeers } from './datagram/peers.ts';
import { runDatagrams } from './datagram/run.ts';
import { differential } from './differential/main.ts';
import { runMatrix } from './matrix.ts';
import { interopPage } from './page.ts';
import { pagePeers, runPages } from './pages/all.ts';
import { peers } from './peers/all.ts';
import type { PeerNote, Progress } from './progress.ts';
import { failureLine, peerLine, summary, table } from './report.ts';
import type { Named, Result } from './run-case.ts';
import { sessionPeers } from './sessions/all.ts';
import { runSessions } from './sessions/session-case.ts';

const allPeers = [...new Set([...peers, ...pagePeers, ...sessionPeers, ...datagramPeers].map(({ name }) => name))];

const usage = `npm run interop -- [options]
  --peer NAME      only this peer; may be given several times: ${allPeers.join(', ')}
  --subject NAME   who is tried against the others (handfast); another name validates the peers themselves
  --only TEXT      only cases whose topic and variant contain the text
  --again          tries once more what failed, if it is little: on a busy machine
  --jobs N         cases at a time (3)
  --json           the results as one JSON document
  --page           writes docs/generated/interop.md besides
  --differential   instead of connections: generated chains, judged by Handfast, Go and OpenSSL
  --seed N         of those chains (1)
  --chains N       how many (4000)
  --captures N     instead: N connections and some more are recorded, and tshark's opinion of them is asked
  --keep FILE      where that capture, with its secrets, is kept
  --help           this text`;

const page = fileURLToPath(new URL('../../../docs/generated/interop.md', import.meta.url));

const { values: options } = parseArgs({
  options: {
    peer: { type: 'string', multiple: true },
    subject: { type: 'string', default: 'handfast' },
    only: { type: 'string', default: '' },
    again: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    differential: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    chains: { type: 'string', default: '4000' },
    captures: { type: 'string' },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(usage);
else if (options.differential) await differential(Number(options.seed), Number(options.chains));
else if (options.captures !== undefined) await captures(Number(options.captures), options.keep);
else await main();
// A story that was given up may have left a server listening: nothing waits for it.
process.exit();

async function main(): Promise<void> {
  const unknown = [options.subject, ...(options.peer ?? [])].find((name) => !allPeers.includes(name));
  if (unknown !== undefined) return misuse(`There is no peer ${unknown}.`);
  const begin = performance.now();
  const notes: PeerNote[] = [];
  const progress: Progress = {
    peer: (note) => {
      notes.push(note);
      console.error(peerLine(note));
    },
    result: (result) => {
      if (result.status === 'failed') console.error(failureLine(result));
    },
  };
  const first = await runChosen(progress, ({ topic, variant }) => `${topic} ${variant}`.includes(options.only));
  const quiet = { ...progress, peer: () => {} };
  const results = options.again ? await triedAgain(first, (wanted) => runChosen(quiet, wanted)) : first;
  const seconds = Math.round((performance.now() - begin) / 1000);
  if (options.json) console.log(JSON.stringify({ seconds, peers: notes, results }, null, 1));
  else
    console.log(
      [table(results), ...notes.filter(isMissing).map(peerLine), `${seconds} s`, summary(results)].join('\n'),
    );
  if (options.page) writeFileSync(page, `${interopPage(results, notes, options.subject)}\n`);
  if (results.some(({ status }) => status === 'failed')) process.exitCode = 1;
}

async function runChosen(progress: Progress, wanted: (named: Named) => boolean): Promise<readonly Result[]> {
  const { subject: subjectName, peer: chosen = allPeers } = options;
  const subject = peers.find(({ name }) => name === subjectName);
  if (subject === undefined) return misuse(`${subjectName} cannot be the subject.`);
  const certificates = await makeCertificates();
  // Handfast as a peer of another subject would be the same conversations once more.
  const others = peers.filter((peer) => chosen.includes(peer.name) && peer !== subject && peer.name !== 'handfast');
  const jobs = Math.max(1, Number(options.jobs));
  const conversations = await runMatrix({ subject, others, certificates, wanted, jobs, progress });
  if (subject.name !== 'handfast') return conversations;
  const loading = pagePeers.filter(({ name }) => chosen.includes(name));
  const returning = sessionPeers.filter(({ name }) => chosen.includes(name));
  const carried = datagramPeers.filter(({ name }) => chosen.includes(name));
  return [
    ...conversations,
    ...(await runPages({ peers: loading, certificates, wanted, progress })),
    ...(await runSessions({ peers: returning, certificates, wanted, progress })),
    ...(await runDatagrams({ peers: carried, certificates, wanted, progress })),
  ];
}

function isMissing({ missing }: PeerNote): boolean {
  return missing !== undefined;
}

function misuse(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}
