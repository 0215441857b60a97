/** EndOfEarlyData: the client's 0-RTT data ends here. RFC 8446 §4.5 */

import { type Infer, struct } from '../codec.ts';

export const EndOfEarlyData = struct('EndOfEarlyData', {});
export type EndOfEarlyData = Infer<typeof EndOfEarlyData>;
