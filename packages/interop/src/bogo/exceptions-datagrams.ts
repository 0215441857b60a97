/** What we do otherwise than BoringSSL over datagrams, on purpose. */

import type { Exception } from './exceptions.ts';

export const datagramsDeclined: readonly Exception[] = [
  {
    tests: ['AppDataBeforeHandshake-DTLS*'],
    reason:
      'Without keys anybody can send data: "invalid records SHOULD be silently discarded" (RFC 6347 §4.1.2.7), so that nobody else can end a connection',
  },
  {
    tests: ['AppDataAfterChangeCipherSpec-DTLS'],
    reason:
      'Data that overtakes Finished may be kept or thrown away (RFC 6347 §4.1): we keep it, and hand it over when Finished has come',
  },
  {
    tests: ['DTLS-Retransmit-Server-ACKBadEpoch-*', 'DTLS-Retransmit-Server-ACKEpochOverflow-*'],
    reason:
      'An unprotected ACK can be forged: for records under keys it counts for nothing, but ends no handshake (RFC 9147 §4.5.2)',
  },
  {
    tests: [
      'DTLS-Retransmit-Server-ACKReverse-*',
      'DTLS-Retransmit-Server-ACKIterate-*',
      'DTLS-Retransmit-Server-ACKOldRecords-*',
    ],
    reason:
      'When an ACK leaves gaps, what is missing is sent at once ("SHOULD retransmit", RFC 9147 §7.2); the tests want it to wait for the timer',
  },
  {
    tests: ['DTLS-Retransmit-Server-ACKForgottenRecords-*'],
    reason: 'We remember more of what we sent than BoringSSL does, so that an ACK that comes late still counts',
  },
  {
    tests: ['DTLS-Retransmit-Server-NewSessionTicketTimeout-*'],
    reason: 'A ticket that is never acknowledged is given up; the connection does not need it, and goes on',
  },
  {
    tests: ['KeyUpdate-ReadEpochOverflow-DTLS', 'KeyUpdate-WriteEpochOverflow-DTLS'],
    reason: 'Epochs go up to 2^48-1 (RFC 9147 §8), not to 2^16-1',
  },
];
