import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { screenOn } from '../terminal/screen.ts';
import { ladderHead, ladderMargin, ladderRung, legend } from './ladder.ts';
import type { Rung } from './recorder.ts';

const rung = (change: Partial<Rung>): Rung => ({
  kind: 'handshake',
  direction: 'sent',
  name: 'ClientHello',
  id: 1,
  length: 512,
  encrypted: false,
  time: 1.25,
  bytes: new Uint8Array(512),
  dialect: undefined,
  ...change,
});
const alert = rung({ kind: 'alert', name: 'unknown_ca', id: 48, length: 2, encrypted: true });

describe('the ladder', () => {
  const screen = (env: Readonly<Record<string, string>>, columns = 80) =>
    screenOn(Object.assign(new PassThrough(), { columns, isTTY: true }), env);

  test('arrows show direction and encryption, with time and size in front', () => {
    const plain = screen({ NO_COLOR: '1' });
    expect(ladderRung(plain, rung({}))).toMatch(/^ {6}1\.3 {4}512 B {2}│ ClientHello ─+▶ {2}│$/);
    expect(ladderRung(plain, rung({ direction: 'received', name: 'Finished', encrypted: true }))).toMatch(
      /│ {2}◀═+ Finished │$/,
    );
    expect(ladderRung(plain, alert)).toContain('│ alert unknown_ca (48) ═');
  });

  test('every line has the width of the screen, and terminals of any width are served', () => {
    for (const [columns, width] of [
      [200, 80],
      [72, 72],
      [20, 60],
    ] as const) {
      const narrow = screen({ NO_COLOR: '1' }, columns);
      const lines = [
        ladderHead(narrow, { left: 'client', right: 'server' }, ladderMargin, ''),
        ladderRung(narrow, rung({})),
        ladderRung(narrow, rung({ direction: 'received', name: 'EncryptedExtensions' })),
      ];
      expect(lines.map((line) => line.length)).toEqual([width, width, width]);
    }
  });

  test('a locale that is not UTF-8 gets ASCII', () => {
    const ascii = screen({ NO_COLOR: '1', LANG: 'C' });
    const text = [ladderRung(ascii, rung({})), ladderRung(ascii, alert), legend(ascii)].join('\n');
    expect(text).toMatch(/^[\n -~]+$/);
    expect(ladderRung(screen({ NO_COLOR: '1', LC_ALL: 'en_US.UTF-8', LANG: 'C' }), rung({}))).toContain('▶');
  });

  test('colour: terminals have it, NO_COLOR takes it away, --color decides', () => {
    const isPainted = (env: Readonly<Record<string, string>>, isTTY: boolean, choice?: 'always' | 'never') => {
      const { paint } = screenOn(Object.assign(new PassThrough(), { isTTY }), env, choice);
      return paint('red', 'x') !== 'x';
    };
    expect(isPainted({}, true)).toBe(true);
    expect(isPainted({}, false)).toBe(false);
    expect(isPainted({ NO_COLOR: '1' }, true)).toBe(false);
    expect(isPainted({ NO_COLOR: '' }, true)).toBe(true);
    expect(isPainted({ TERM: 'dumb' }, true)).toBe(false);
    expect(isPainted({ FORCE_COLOR: '1' }, false)).toBe(true);
    expect(isPainted({ FORCE_COLOR: '0' }, true)).toBe(false);
    expect(isPainted({ NO_COLOR: '1' }, false, 'always')).toBe(true);
    expect(isPainted({ FORCE_COLOR: '1' }, true, 'never')).toBe(false);
  });
});
