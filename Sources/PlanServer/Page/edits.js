// Quantities of today's orders set by hand: texts ITEM[@LOCATION]=UNITS, as the address and the server have them.

/** The item and the units of a text. */
export function editOf(text) {
  const at = text.lastIndexOf('=');
  return { id: text.slice(0, at), units: Number(text.slice(at + 1)) };
}

/** The texts with one item's units in place; nothing typed, or the plan's own number, takes the item out. */
export function edited(edits, id, typed, proposed) {
  const others = edits.filter((text) => editOf(text).id !== id);
  const units = Number(typed);
  return String(typed).trim() === '' || !Number.isFinite(units) || units < 0 || units === proposed ? others : [...others, `${id}=${units}`];
}
