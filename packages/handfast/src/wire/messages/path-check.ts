/** What is said to find out whether a path works: in records of a type of its own. RFC 9853 §4 */

import { fixed, type Infer, struct, uint8 } from '../codec.ts';

export const PathCheck = struct('return_routability_check', { msgType: uint8, cookie: fixed(8) });
export type PathCheck = Infer<typeof PathCheck>;

export const pathCheckTypes = { path_challenge: 0, path_response: 1, path_drop: 2 } as const;
