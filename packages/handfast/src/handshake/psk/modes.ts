/** Whether a PSK is used alone or with (EC)DHE. RFC 8446 §4.2.9 */

/** `psk_ke` is not forward secret: whoever learns the PSK later can read everything. */
export type PskMode = 'psk_dhe_ke' | 'psk_ke';

/** How the modes travel. */
export const modeIds = (modes: readonly PskMode[]): readonly number[] => modes.map((mode) => ids[mode]);

/** The first of ours that the client offers. */
export const chooseMode = (ours: readonly PskMode[], offered: readonly number[] = []): PskMode | undefined =>
  ours.find((mode) => offered.includes(ids[mode]));

const ids: Readonly<Record<PskMode, number>> = { psk_ke: 0, psk_dhe_ke: 1 };
