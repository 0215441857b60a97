import { describe, expect, test } from 'vitest';
import { concat, latin1, utf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { StreamReader } from '../record/stream-reader.ts';
import { contentTypes } from '../registry/content-types.ts';
import type { ServerOptions } from './options.ts';
import { ClassicPeer } from './testing/classic-peer.ts';
import { type ClassicScript, classicClientScript, classicExtensions, does } from './testing/classic-script.ts';
import { converse } from './testing/converse.ts';
import type { Endpoint } from './testing/endpoint.ts';
import { serverEnd } from './testing/pair.ts';
import { hear } from './testing/script.ts';

/** What the attacker says first: the end of its last line swallows the first line of the victim. */
const prefix = utf8('GET /evil HTTP/1.1\r\nX-Ignored: ');
const request = utf8('GET /account HTTP/1.1\r\nCookie: session=42\r\n\r\n');

/** A client from before RFC 5746. */
const old = classicExtensions('ClientHello', { renegotiation_info: undefined });
const same = (script: ClassicScript): ClassicScript => script;

/**
 * Somebody in the middle, after Marsh Ray and Steve Dispensa: it holds back the victim's handshake until it has shaken
 * hands itself and said its words, then hands it on inside its own connection, where it looks like a renegotiation.
 */
class Splicer {
  readonly #attacker: ClassicPeer;
  readonly #victim: ClassicPeer;
  #spliced = { client: false, server: false };
  readonly #fromVictim = new StreamReader();
  readonly #fromServer = new StreamReader();

  constructor(attacker: ClassicPeer, victim: ClassicPeer) {
    this.#attacker = attacker;
    this.#victim = victim;
  }

  /** What the victim says, as the server hears it. */
  take(): Uint8Array {
    this.#fromVictim.push(this.#victim.take());
    const heard: Uint8Array[] = [];
    for (;;) {
      const raw = this.#fromVictim.next(2 ** 16);
      if (raw === undefined) return concat(...heard);
      const { header, fragment } = raw;
      const keys = this.#attacker.recordKeys.write;
      heard.push(
        this.#spliced.client ? concat(header, fragment) : (keys?.seal(header[0] as number, fragment) ?? fragment),
      );
      this.#spliced.client ||= header[0] === contentTypes.change_cipher_spec;
    }
  }

  /** What the server says, as the victim hears it. */
  receive(bytes: Uint8Array): void {
    this.#fromServer.push(bytes);
    for (;;) {
      const raw = this.#fromServer.next(2 ** 16);
      if (raw === undefined) return;
      this.#victim.receive(this.#spliced.server ? concat(raw.header, raw.fragment) : this.#opened(raw));
      this.#spliced.server ||= raw.header[0] === contentTypes.change_cipher_spec;
    }
  }

  #opened({ header, fragment }: { readonly header: Uint8Array; readonly fragment: Uint8Array }): Uint8Array {
    const plain = this.#attacker.recordKeys.read?.open(header, fragment);
    const { type, data } = plain ?? { type: 0, data: new Uint8Array(0) };
    return concat(Uint8Array.of(type, 3, 3, data.length >> 8, data.length & 0xff), data);
  }

  get alerts(): readonly string[] {
    return this.#victim.alerts;
  }

  hear(name: Parameters<ClassicPeer['hear']>[0]): boolean {
    return this.#victim.hear(name);
  }

  drain(): void {
    this.#victim.drain();
  }
}

/** The attack on a server with these options; the victim and the attacker know RFC 5746 or not. */
async function attack(
  server: Partial<ServerOptions>,
  { victim: victimKind = old, attacker: attackerKind = old } = {},
): Promise<{ readonly server: Endpoint; readonly victim: ClassicPeer }> {
  const subject = serverEnd({ versions: ['TLS 1.2'], ...server });
  const [attacker, victim] = [new ClassicPeer('client'), new ClassicPeer('client')];
  const injects = does('the prefix', (peer) => peer.send(contentTypes.application_data, prefix));
  await converse(subject, attacker, [...attackerKind(classicClientScript()), injects]);
  const splicer = new Splicer(attacker, victim);
  const script = victimKind([
    ...classicClientScript(),
    does('the request', (peer) => peer.send(contentTypes.application_data, request)),
  ]).map((step) =>
    step.does === 'hear' ? hear(step.name) : { ...step, act: () => 'act' in step && step.act(victim) },
  );
  await converse(subject, splicer, script as never);
  return { server: subject, victim };
}

describe('[I02] the attack of 2009: an attacker puts its words before those of a victim whose connection it cannot read', () => {
  test('RFC 5746 §1: works against a server that renegotiates with anybody: the victim pays for what the attacker asks', async () => {
    const { server, victim } = await attack({ renegotiation: 'legacy' });
    expect(server.error).toBeUndefined();
    expect(victim.alerts).toEqual([]);
    expect(latin1(server.data)).toBe(
      'GET /evil HTTP/1.1\r\nX-Ignored: GET /account HTTP/1.1\r\nCookie: session=42\r\n\r\n',
    );
  });

  test('[I03, K16] RFC 5746 §4.4: fails against servers that do not renegotiate, or only with RFC 5746', async () => {
    for (const renegotiation of ['refuse', 'secure'] as const) {
      const { server, victim } = await attack({ renegotiation });
      expect(victim.alerts).toEqual(['warning no_renegotiation']);
      expect(server.data).toEqual(prefix);
    }
  });

  test('RFC 5746 §3.7: fails as soon as the victim knows RFC 5746, whatever the server allows', async () => {
    for (const [renegotiation, attacker] of [
      ['legacy', old],
      ['legacy', same],
      ['secure', same],
    ] as const) {
      const { server } = await attack({ renegotiation }, { victim: same, attacker });
      expect(server.error).toBeInstanceOf(ProtocolError);
      expect((server.error as ProtocolError).code).toBe('bad_renegotiation_info');
      expect(server.data).toEqual(prefix);
    }
  });

  test('RFC 5746 §3.7: fails with an old victim once the attacker claims to know RFC 5746', async () => {
    const { server } = await attack({ renegotiation: 'secure' }, { attacker: same });
    expect((server.error as ProtocolError).code).toBe('bad_renegotiation_info');
  });
});
