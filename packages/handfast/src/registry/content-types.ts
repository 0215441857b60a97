/** Content types of records: the IANA registry "TLS ContentType". */

import { display8 } from './display.ts';

/** What a record carries: number, name of the registry, and the document. */
export const contentTypes = {
  change_cipher_spec: 20,
  alert: 21,
  handshake: 22,
  application_data: 23,
  heartbeat: 24,
  tls12_cid: 25,
  ACK: 26,
  return_routability_check: 27,
} as const;

export type ContentTypeName = keyof typeof contentTypes;

const byId = new Map(Object.entries(contentTypes).map(([name, id]) => [id as number, name as ContentTypeName]));

/** The name of a content type, or `undefined` for a number that nobody has given a meaning. */
export const contentTypeById = (id: number): ContentTypeName | undefined => byId.get(id);

/** The name to show for a number. */
export const contentTypeName = (id: number): string => display8(byId.get(id), id);
