// The columns a reader may choose: title, meaning, how a value is shown.

import { money, percent, quantity, decimals } from './format.js';

const text = { isText: true, width: 120, show: (value) => value };
const number = { width: 92, show: quantity };
const amount = { width: 104, show: money };

/** By name, in the order of the chooser. */
export const columns = {
  item: { ...text, title: 'Item', hint: 'code, as in the tables', width: 168 },
  location: { ...text, title: 'Location', hint: 'where it is kept', width: 96 },
  supplier: { ...text, title: 'Supplier', hint: 'who delivers it', width: 136 },
  group: { ...text, title: 'Group', hint: 'the items column "group"', width: 104 },
  abc: { ...text, title: 'ABC', hint: 'class by demand in money: it only groups, no policy follows from it', width: 52 },
  pattern: { ...text, title: 'Pattern', hint: 'demand pattern after Syntetos, Boylan and Croston', width: 104 },
  status: { ...text, title: 'Status', hint: 'ok, capped by a limit, no history, failed, ...', width: 92 },
  waiting: { ...number, title: 'Waiting', hint: 'units that customers wait for today', width: 84 },
  on_hand: { ...number, title: 'On hand', hint: 'units on the shelf' },
  on_order: { ...number, title: 'On order', hint: 'units ordered and not received' },
  position: { ...number, title: 'Position', hint: 'on hand + on order - waiting' },
  days_of_cover: { ...number, title: 'Days cover', hint: 'how long the position lasts at expected demand', show: (value) => decimals(value, 0) },
  short: { ...number, title: 'Short', hint: 'units expected to be missing when an order of today arrives', width: 80 },
  reorder_point: { ...number, title: 'r', hint: 'reorder point: the highest position at which an order is placed', width: 76 },
  order_up_to: { ...number, title: 'S', hint: 'order-up-to level: the position after an order', width: 76, isScenario: true },
  safety_stock: { ...number, title: 'Safety', hint: 'S (or r) less the demand it must cover', isScenario: true },
  order_now: { ...number, title: 'Order now', hint: 'units to order today', isScenario: true },
  order_value: { ...amount, title: 'Order value', hint: 'money of today\'s order', isScenario: true },
  order_by: { ...text, title: 'Order by', hint: 'day by which the next order is due', width: 100 },
  expected_backorders: { ...number, title: 'Waits, avg', hint: 'units waiting on average under the plan', show: (value) => decimals(value, 2), isScenario: true },
  fill_rate: { ...number, title: 'Fill rate', hint: 'share of units served from the shelf at once', show: (value) => percent(value), isScenario: true },
  average_inventory_value: { ...amount, title: 'Stock money', hint: 'money on the shelf on average under the plan', isScenario: true },
  demand_per_day: { ...number, title: 'Demand/day', hint: 'expected units a day', show: (value) => decimals(value, 2) },
  demand_mean: { ...number, title: 'Demand L+R', hint: 'expected units over lead time and review', show: (value) => decimals(value, 1) },
  demand_sd: { ...number, title: 'sd L+R', hint: 'standard deviation of that demand', show: (value) => decimals(value, 1) },
  lead_time_days: { ...number, title: 'Lead time', hint: 'days from order to receipt', show: (value) => decimals(value, 1) },
  lead_time_sd_days: { ...number, title: 'sd lead time', hint: 'its standard deviation', show: (value) => decimals(value, 1) },
  review_period_days: { ...number, title: 'Review', hint: 'days between orders; 0 = at any time' },
  unit_cost: { ...amount, title: 'Unit cost', hint: 'money per unit' },
};

/** What is shown unless the reader chose otherwise. */
export const usual = [
  'location', 'supplier', 'abc', 'status', 'waiting', 'on_hand', 'position', 'days_of_cover', 'order_up_to', 'order_now', 'order_value',
  'expected_backorders', 'fill_rate', 'average_inventory_value',
];
/** On a narrow screen. */
export const narrow = ['waiting', 'position', 'order_up_to', 'order_now'];
