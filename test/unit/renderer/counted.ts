/** Numbers that count how often one of them is read, to tell how work grows without a clock. */
export function counted(values: ArrayLike<number>): { array: ArrayLike<number>; reads: () => number } {
  let count = 0;
  const array = new Proxy(values, {
    get(target, name) {
      if (name === 'length') return target.length;
      count += 1;
      return target[Number(name)];
    },
  });
  return { array, reads: () => count };
}
