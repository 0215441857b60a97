/** Handshake messages of every dialect: decoded, encoded, annotated. */

import { annotate } from '../../../handfast/src/wire/annotate.ts';
import {
  type Dialect,
  decodeMessage,
  handshakeHeader,
  handshakeMessage,
} from '../../../handfast/src/wire/handshake.ts';
import { messagesEcdhe } from '../../../handfast/src/wire/messages-classic.ts';
import { messages13 } from '../../../handfast/src/wire/messages13.ts';
import type { Target } from '../target.ts';
import { choosing, chosen } from './choose.ts';
import { attempt, checkCodec, checkTiles, claim } from './claims.ts';
import { conversations } from './flows/conversations.ts';
import { messagesIn } from './flows/records.ts';
import type { FuzzedVersion } from './flows/variants.ts';

/** Bodies by themselves, and whole messages as the engine reads them. */
export function messages(dialect: Dialect, version: FuzzedVersion): Target {
  const names = Object.keys(dialect);
  const codec = handshakeMessage(dialect);
  return {
    reaches: ['wire/'],
    pace: 5,
    seeds: () => {
      const said = conversations(version).flatMap(({ toClient, toServer }) => messagesIn(toClient, toServer));
      return said.flatMap((bytes) =>
        names.flatMap((name, index) =>
          dialect[name]?.type === bytes[0] ? [choosing(index, bytes.subarray(handshakeHeader))] : [],
        ),
      );
    },
    run(input) {
      const { choice, rest } = chosen(names, input);
      const { type, body } = dialect[choice] as Dialect[string];
      checkCodec(body, rest);
      const whole = Uint8Array.of(type, 0, rest.length >> 8, rest.length, ...rest);
      const read = attempt(() => decodeMessage(dialect, names, whole));
      const { root, error } = annotate(codec, whole);
      checkTiles(root, whole.length);
      claim('refusal' in read === (error !== undefined), 'annotate and decodeMessage disagree');
    },
  };
}

export const messages13Target = messages(messages13, 'TLS 1.3');
export const messagesClassicTarget = messages(messagesEcdhe, 'TLS 1.2');
