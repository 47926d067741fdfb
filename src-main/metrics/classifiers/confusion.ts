/**
 * How many rows of each class are taken for each.
 * @param truth one class a row; -1: none
 * @param predicted of the same rows; -1: none
 * @param classes how many there are
 * @returns `classes × classes`: rows are true, columns predicted
 * Source: sklearn.metrics.confusion_matrix
 */
export function confusionMatrix(truth: Int32Array, predicted: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes * classes);
  truth.forEach((own, row) => {
    const taken = predicted[row];
    if (own < 0 || taken < 0) return;
    const at = own * classes + taken;
    counts[at]++;
  });
  return counts;
}
