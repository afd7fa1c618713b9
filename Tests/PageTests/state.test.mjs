import test from 'node:test';
import assert from 'node:assert/strict';
import { read, write } from '../../Sources/PlanServer/Page/state.js';
import { changed, fraction, History, share, subject, value } from '../../Sources/PlanServer/Page/changes.js';
import { window as rowWindow, reveal } from '../../Sources/PlanServer/Page/grid.js';
import { cut, ticks, shownPoints } from '../../Sources/PlanServer/Page/curve.js';
import { matching } from '../../Sources/PlanServer/Page/help.js';
import { Latest, address } from '../../Sources/PlanServer/Page/api.js';

const at = (text) => read(new URL(text, 'http://127.0.0.1:8380'));

test('an address and its state are one', () => {
  const states = [
    { view: 'needs', run: '', q: '', need: 'waiting', sort: '', cols: [], item: '', with: '', changes: [], edits: [] },
    { view: 'items', run: 'a1', q: 'supplier:"two words" waiting>2 & more', need: '', sort: '-order_value', cols: ['abc', 'waiting'], item: '</script>@outlet', with: 'b2', changes: ['lead_time=+20%', 'a=b.on_hand=3'], edits: ['a=b@outlet=12', 'mug=0'] },
  ];
  for (const state of states) assert.deepEqual(at(write(state)), state);
  assert.equal(write(states[0]), '/?need=waiting');
  assert.ok(!write(states[1]).includes('<'));
});

test('a change takes the place of the earlier one of its subject', () => {
  assert.equal(subject('a=b.on_hand=3'), 'a=b.on_hand');
  assert.deepEqual(changed(['lead_time=+20%'], 'lead_time', '+10%'), ['lead_time=+10%']);
  assert.deepEqual(changed(['lead_time=+20%', 'demand=+5%'], 'lead_time', null), ['demand=+5%']);
  assert.deepEqual(changed(['fill_rate=0.9', 'demand=+5%'], 'budget', '500'), ['demand=+5%', 'budget=500']);
  assert.equal(value(['a=b.on_hand=3'], 'a=b.on_hand'), '3');
  assert.equal(value([], 'budget'), '');
});

test('shares are written as --set takes them', () => {
  assert.equal(share(0.2), '+20%');
  assert.equal(share(-0.05), '-5%');
  assert.equal(share(0), null);
  assert.equal(fraction('+20%'), 0.2);
  assert.equal(fraction('40'), 0);
});

test('undo takes back one step, and a dragged slider is one step', () => {
  const history = new History([]);
  history.set(['budget=1']);
  history.set(['budget=2'], true);
  history.set(['budget=3'], true);
  assert.deepEqual(history.now, ['budget=3']);
  assert.equal(history.undo(), true);
  assert.deepEqual(history.now, []);
  assert.equal(history.undo(), false);
  assert.equal(history.redo(), true);
  assert.deepEqual(history.now, ['budget=3']);
  history.set(['budget=4']);
  assert.equal(history.redo(), false);
});

test('about sixty rows are elements, whatever the number of rows', () => {
  const [first, last] = rowWindow(3_000_000, 900, 300_000);
  assert.ok(first <= 100_000 && last >= 100_030);
  assert.ok(last - first < 60);
  assert.deepEqual(rowWindow(0, 900, 3), [0, 3]);
  assert.deepEqual(rowWindow(0, 900, 0), [0, 0]);
});

test('a row that is seen does not scroll', () => {
  assert.equal(reveal(5, 0, 900, 30), 0);
  assert.equal(reveal(5, 600, 900, 30), 150);
  assert.equal(reveal(40, 0, 900, 30), 360);
});

test('axis steps are round', () => {
  assert.deepEqual(ticks(100, 5), [0, 20, 40, 60, 80, 100]);
  assert.deepEqual(ticks(0), [0]);
});

test('the curve ends where more money buys next to nothing', () => {
  const points = [[1, 9], [2, 5], [4, 2], [8, 1], [16, 0.5], [900, 0]];
  assert.deepEqual(shownPoints(points, [{ name: 'plan', money: 8, waiting: 1 }]).at(-1), [16, 0.5]);
});

test('a curve is drawn from where it comes into the picture', () => {
  assert.deepEqual(cut([[0, 10], [10, 0]], 5), [[5, 5], [10, 0]]);
  assert.deepEqual(cut([[0, 4], [10, 0]], 5), [[0, 4], [10, 0]]);
});

test('the palette finds by every word', () => {
  const entries = [{ title: 'Go to Orders' }, { title: 'Orders of cedar' }];
  assert.deepEqual(matching(entries, 'orders').map((one) => one.title), ['Orders of cedar', 'Go to Orders']);
  assert.deepEqual(matching(entries, 'go ord').map((one) => one.title), ['Go to Orders']);
});

test('of many questions the first and the last are asked, one at a time', async () => {
  const asked = [];
  let release = null;
  let atOnce = 0;
  const latest = new Latest(async (question) => {
    atOnce += 1;
    assert.equal(atOnce, 1);
    asked.push(question);
    await new Promise((resolve) => { release = resolve; });
    atOnce -= 1;
  });
  for (let step = 0; step < 10; step += 1) latest.request(step);
  assert.deepEqual(asked, [0]);
  release();
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepEqual(asked, [0, 9]);
  release();
});

test('questions are encoded', () => {
  assert.equal(address('/item.json', { item: 'a&b=c@x', run: '', set: ['lead_time=+20%', 'b=1'] }), '/item.json?item=a%26b%3Dc@x&set=lead_time%3D%2B20%25&set=b%3D1');
});
