import { expect, test } from 'vitest';
import { ProtocolError } from '../../base/errors.ts';
import { inDatagrams } from '../../record/datagram12.ts';
import { unprotected } from '../../record/none.ts';
import { Flight } from './flight.ts';
import { Packer, type WriteEpoch } from './packer.ts';
import { defaultTimes } from './retransmission.ts';
import { Speaker } from './speaker.ts';

const packer = (mtu: number) =>
  new Packer(
    mtu,
    () => {},
    () => {},
  );

const message = (length: number): Uint8Array =>
  Uint8Array.of(20, 0, length >> 8, length & 0xff, ...new Uint8Array(length));

test('RFC 6347 §4.2.2: numbers_exhausted ends what would need a message number of more than 16 bits', () => {
  const speaker = new Speaker(packer(1200), 0xfefd, defaultTimes, {});
  speaker.startAt(0xffff, 0);
  speaker.message(message(1));
  expect(() => speaker.message(message(1))).toThrow(expect.objectContaining({ code: 'numbers_exhausted' }));
  expect(new ProtocolError('numbers_exhausted').alert).toBe('internal_error');
});

test('[A25] RFC 9147 §7.2: only what was sent before something that was heard counts as lost', () => {
  const epoch: WriteEpoch = { number: 2, name: 'handshake', protector: inDatagrams(unprotected(0xfefd)), next: 0 };
  const flight = new Flight();
  flight.add(epoch, message(1000), 0);
  const out = packer(325);
  flight.transmit(out);
  expect(out.take()).toHaveLength(4);
  // The first has come: the others may be on their way.
  flight.acknowledge(2, 0);
  expect(flight.transmitLost(out)).toBe(false);
  // The third has come, and the second has not.
  flight.acknowledge(2, 2);
  expect(flight.transmitLost(out)).toBe(true);
  expect(out.take().map(({ length }) => length)).toEqual([325]);
  // The second has come at its second attempt: what came after it at its first may have been lost too.
  flight.acknowledge(2, 4);
  expect(flight.transmitLost(out)).toBe(true);
  flight.acknowledge(2, 3);
  expect(flight.empty).toBe(true);
});

test('RFC 6347 §4.1.1.1: as much content as fits is found for every cipher', () => {
  const blocks = {
    ...unprotected(0xfefd),
    sealedLength: (length: number) => 5 + 16 * Math.ceil((length + 21) / 16) + 16,
  };
  for (let mtu = 256; mtu < 300; mtu++) {
    const epoch: WriteEpoch = { number: 1, name: 'application', protector: inDatagrams(blocks), next: 0 };
    const room = packer(mtu).room(epoch);
    expect(epoch.protector.sealedLength(room, 0)).toBeLessThanOrEqual(mtu);
    expect(epoch.protector.sealedLength(room + 1, 0)).toBeGreaterThan(mtu);
  }
});
