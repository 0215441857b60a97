/** What every JSON document of this tool begins with. */

import { toolInfo } from './tool.ts';

/** Schema, tool and time. `kind` is the command, `schema` changes with the meaning of fields. */
export const documentHead = (kind: string, startedAt: number): object => ({
  schema: `urn:handfast:${kind}:1.0.0`,
  tool: toolInfo(),
  startedAt: new Date(startedAt).toISOString(),
});

/** The text of a document, with a line end behind it. */
export const documentText = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;
