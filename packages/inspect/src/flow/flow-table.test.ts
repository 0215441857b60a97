import { expect, test } from 'vitest';
import { FlowTable } from './flow-table.ts';

function table(most: number) {
  const forgotten: number[] = [];
  const flows = new FlowTable<{ lastSeen: number; id: number }>(most, ({ id }) => forgotten.push(id));
  const add = (id: number) => {
    const entry = { lastSeen: id, id };
    flows.add('a', id, 'b', 1, entry);
    return entry;
  };
  return { flows, forgotten, add };
}

test('both ways lead to the same connection', () => {
  const { flows, add } = table(10);
  const entry = add(5);
  expect(flows.find('a', 5, 'b', 1)).toEqual({ entry, direction: 0 });
  expect(flows.find('b', 1, 'a', 5)).toEqual({ entry, direction: 1 });
  expect(flows.find('a', 1, 'b', 5)).toBeUndefined();
});

test('a newer connection between the same places replaces the older one', () => {
  const { flows, forgotten, add } = table(10);
  add(5);
  const second = add(5);
  expect(forgotten).toEqual([5]);
  expect(flows.find('a', 5, 'b', 1)?.entry).toBe(second);
  expect([...flows.entries()]).toEqual([second]);
});

test('when there are too many, the quarter that was silent longest is forgotten', () => {
  const { forgotten, flows, add } = table(8);
  for (let id = 0; id < 8; id++) add(id);
  for (const entry of flows.entries()) entry.lastSeen = 100 - entry.id;
  add(8);
  expect(forgotten).toEqual([7, 6]);
  expect(flows.find('a', 0, 'b', 1)).toBeDefined();
});

test('memory is bounded by open connections: of those that are over only the newest are remembered', () => {
  const { flows, forgotten, add } = table(100_000);
  const open = add(0);
  for (let id = 1; id <= 5000; id++) flows.close(add(id));
  expect([...flows.entries()]).toHaveLength(4097);
  expect(forgotten).toHaveLength(904);
  expect(flows.find('a', 0, 'b', 1)?.entry).toBe(open);
});
