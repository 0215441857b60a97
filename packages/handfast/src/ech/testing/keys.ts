/** A server with two names, one to be seen and one to be hidden, and the keys that hide it. */

import type { ClientOptions, ServerOptions } from '../../engine/options.ts';
import { credential } from '../../engine/testing/fixtures.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { acceptEch } from '../accept.ts';
import { createEchKey, echConfigList } from '../create.ts';
import { offerEch } from '../offer.ts';

/** What both sides know. */
export const key = await createEchKey(nodeProvider, { publicName: 'public.test', maximumNameLength: 32, configId: 7 });
export const configList = echConfigList([key]);

/** What the server alone knows, with the same number. */
export const newerKey = await createEchKey(nodeProvider, { publicName: 'public.test', configId: 7 });

/** Certificates for both names. */
export const credentials = [await credential({ names: ['server.test'] }), await credential({ names: ['public.test'] })];

export const hidingClient: Partial<ClientOptions> = { encryptedClientHello: offerEch(configList) };
export const readingServer: Partial<ServerOptions> = { credentials, encryptedClientHello: acceptEch([key]) };
/** Its keys have changed. */
export const otherServer: Partial<ServerOptions> = { credentials, encryptedClientHello: acceptEch([newerKey]) };
