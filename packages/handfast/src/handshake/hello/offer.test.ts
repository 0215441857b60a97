import { expect, test } from 'vitest';
import type { ClientOptions } from '../../engine/options.ts';
import { clientEnd } from '../../engine/testing/pair.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';

/** The extensions of the hello that a client with these options says. */
function offered(options: Partial<ClientOptions>): object {
  let found: object | undefined;
  const message = ({ name, body }: { readonly name: string; readonly body: unknown }): void => {
    if (name === 'ClientHello') found = (body as ClientHello).extensions;
  };
  clientEnd({ ...options, observer: { message } });
  return found ?? expect.fail('nothing was said');
}

test('RFC 5077 §3.2: session_ticket is offered by who speaks TLS 1.2, keeps sessions and likes tickets', () => {
  const sessions = new MemoryStore();
  expect(offered({ versions: ['TLS 1.2'], sessions })).toHaveProperty('session_ticket');
  expect(offered({ versions: ['TLS 1.2'] })).not.toHaveProperty('session_ticket');
  expect(offered({ versions: ['TLS 1.3'], sessions })).not.toHaveProperty('session_ticket');
  expect(offered({ versions: ['TLS 1.2'], sessions, asksForTickets: false })).not.toHaveProperty('session_ticket');
});

test('RFC 6961 §2.2: who asks about every certificate says nothing else in the question', () => {
  expect(offered({ versions: ['TLS 1.2'], ocspStapling: 'chain' })).toMatchObject({
    status_request_v2: [{ statusType: 2, request: new Uint8Array(4) }],
  });
  expect(offered({ versions: ['TLS 1.3'], ocspStapling: 'chain' })).not.toHaveProperty('status_request_v2');
});
