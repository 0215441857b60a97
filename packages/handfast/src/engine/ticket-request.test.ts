/** How many tickets a client gets: as many as it asks for, if the server has that many for anybody. RFC 9149 */

import { expect, test } from 'vitest';
import type { Endpoint } from './testing/endpoint.ts';
import { Returning, type Visit } from './testing/returning.ts';

const ticketsIn = ({ messages }: Endpoint): number => messages.filter((one) => one === '< NewSessionTicket').length;
const options = (returning: Returning, visit: Visit, tickets: object): Visit => ({
  ...visit,
  server: { tickets: { sealer: returning.ring, ...tickets } },
});

test.each([
  [undefined, {}, [2, 1]],
  [{ full: 3, resumed: 2 }, {}, [3, 2]],
  [{ full: 0, resumed: 0 }, {}, [0, 0]],
  [{ full: 255, resumed: 255 }, {}, [8, 8]],
  [{ full: 9, resumed: 1 }, { count: 1, most: 4 }, [4, 1]],
  [{ full: 5, resumed: 1 }, { count: 9 }, [5, 1]],
])('[H22] RFC 9149 §3: who wants %j of a server with %j gets %j', async (wantedTickets, tickets, expected) => {
  const returning = new Returning();
  const visit = options(returning, { client: { wantedTickets } }, tickets);
  const first = await returning.visit(visit);
  const second = await returning.visit(visit);
  expect(second.client.error).toBeUndefined();
  expect([first, second].map(({ client }) => ticketsIn(client))).toEqual(expected[0] === 0 ? [0, 0] : expected);
  expect(second.client.info?.resumed).toBe(expected[0] !== 0);
});

test('RFC 9149 §3: the server says how many will come, and only to those who asked', async () => {
  const hints = async (visit: Visit): Promise<unknown[]> => {
    const bodies: unknown[] = [];
    const observer = {
      message: ({ name, body }: { name: string; body: unknown }) =>
        void (name === 'EncryptedExtensions' && bodies.push(body)),
    };
    await new Returning().visit({ ...visit, client: { ...visit.client, observer } });
    return bodies;
  };
  expect(await hints({ client: { wantedTickets: { full: 3, resumed: 1 } } })).toMatchObject([
    { extensions: { ticket_request: { expectedCount: 3 } } },
  ]);
  const [plain] = (await hints({})) as [{ extensions: object }];
  expect(plain.extensions).not.toHaveProperty('ticket_request');
});
