import { expect, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import { TicketKeyRing } from '../../session/ticket-key-ring.ts';
import type { ClientOptions, ServerOptions } from '../options.ts';
import { clientCredential } from '../testing/fixtures.ts';
import { type LossyPair, lossyPairs } from './testing/lossy-pair.ts';

/** The full count is for a night: `HANDFAST_NETWORKS=10000 npx vitest run packages/handfast/src/engine/datagram`. */
const count = Number(process.env.HANDFAST_NETWORKS ?? 320);

interface Plot {
  readonly name: string;
  readonly client: Partial<ClientOptions>;
  readonly server: Partial<ServerOptions>;
  readonly resumed?: boolean;
}

const clientCertificate = {
  client: { credentials: [clientCredential] },
  server: { clientAuthentication: 'require' },
} as const satisfies Omit<Plot, 'name'>;

/** At 40 % loss one attempt in three succeeds, and a server keeps the keys of a handshake for four minutes only. */
const patient = { attempts: 60, longest: 5000 };

const modern = ['DTLS 1.3'] as const;
const classic = ['DTLS 1.2'] as const;
const plots: readonly (() => Plot)[] = [
  () => ({ name: 'DTLS 1.2', client: { versions: classic }, server: {} }),
  () => ({ name: 'DTLS 1.3', client: {}, server: {} }),
  () => ({
    name: 'DTLS 1.2 with client certificate and tiny datagrams',
    client: { ...clientCertificate.client, versions: classic, datagrams: { ...patient, mtu: 256 } },
    server: { ...clientCertificate.server, datagrams: { ...patient, mtu: 256 } },
  }),
  () => ({
    name: 'DTLS 1.3 with client certificate and tiny datagrams',
    client: { ...clientCertificate.client, versions: modern, datagrams: { ...patient, mtu: 256 } },
    server: { ...clientCertificate.server, datagrams: { ...patient, mtu: 256 } },
  }),
  () => ({
    name: 'DTLS 1.3 after HelloRetryRequest',
    client: { versions: modern, keyShares: ['secp384r1'] },
    server: { groups: ['x25519'], retryCookie: true },
  }),
  () => ({ name: 'DTLS 1.2 resumed by ticket', resumed: true, ...withTickets(classic) }),
  () => ({
    name: 'DTLS 1.2 resumed by session ID',
    resumed: true,
    client: { versions: classic, sessions: new MemoryStore() },
    server: { sessionCache: new MemoryStore() },
  }),
  () => ({ name: 'DTLS 1.3 resumed', resumed: true, ...withTickets(modern) }),
];

function withTickets(versions: typeof classic | typeof modern) {
  return {
    client: { versions, sessions: new MemoryStore() },
    server: { tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }) } },
  };
}

const hour = 3_600_000;

/** Runs until both are established and everything is quiet, or for some hours of the network's time. */
function settle({ network, client, server }: LossyPair): void {
  const end = network.now + 3 * hour;
  while (network.step(end));
  expect(client.error?.message).toBeUndefined();
  expect(server.error?.message).toBeUndefined();
  expect(client.info).toBeDefined();
  expect(server.info).toBeDefined();
}

/** Each end says ten things; each hears some of them, each once, and nothing else. */
function talk({ network, client, server }: LossyPair): void {
  const said = Array.from({ length: 10 }, (_, i) => `number ${i}`);
  for (const text of said) {
    client.use((connection) => connection.write(utf8(text)));
    server.use((connection) => connection.write(utf8(text)));
  }
  network.run(network.now + 10_000);
  for (const { data } of [client, server]) {
    const heard = data.map((bytes) => Buffer.from(bytes).toString());
    expect(new Set(heard).size).toBe(heard.length);
    expect(heard.filter((text) => !said.includes(text))).toEqual([]);
  }
}

test.each(plots)(
  '[A25] RFC 6347 §4.2.4, RFC 9147 §5.8: handshakes come to an end on bad networks (%#)',
  { timeout: Math.max(30_000, 40 * count) },
  (makePlot) => {
    const plot = makePlot();
    const make = lossyPairs({
      client: { datagrams: patient, ...plot.client },
      server: { datagrams: patient, ...plot.server },
    });
    if (plot.resumed) settle(make({ seed: 0 }));
    for (let seed = 0; seed < Math.ceil(count / plots.length); seed++) {
      const share = (seed % 9) / 20;
      const pair = make({ seed, drop: share, duplicate: share / 2, delay: 20, jitter: (seed % 4) * 60 });
      try {
        settle(pair);
        if (plot.resumed) expect(pair.client.info?.resumed).toBe(true);
        // Before there are keys nothing tells damage from malice, and UDP has its own checksum for it.
        pair.network.conditions = { ...pair.network.conditions, corrupt: share };
        talk(pair);
      } catch (cause) {
        throw new Error(`${plot.name}: seed ${seed}, ${share * 100} % loss`, { cause });
      }
    }
  },
);
