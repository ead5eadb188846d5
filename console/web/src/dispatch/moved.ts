/** The list with the item at `index` one place nearer to the front (-1) or the end (1); as it is where it cannot go. */
export function moved(list: readonly string[], index: number, by: 1 | -1): string[] {
  const [item, other] = [list[index], list[index + by]];
  if (item === undefined || other === undefined) return [...list];
  return list.map((each, at) => (at === index ? other : at === index + by ? item : each));
}
