import type { Epoch } from '../../../src-main/contract/index.ts';
import type { LineChartData } from '../../plots/line-chart.ts';

/** The loss over the epochs; the validation loss is a second line where there was one. */
export function lossData(epochs: readonly Epoch[]): LineChartData {
  const validated = epochs.some(({ val_loss }) => val_loss !== null);
  return {
    x: epochs.map(({ epoch }) => epoch),
    series: [
      { name: 'training', values: epochs.map(({ loss }) => loss) },
      ...(validated ? [{ name: 'validation', values: epochs.map(({ val_loss }) => val_loss) }] : []),
    ],
  };
}

/** An epoch's losses in words: `loss 0.0213, validation 0.0225`. */
export function lossWords({ loss, val_loss }: Epoch): string {
  const training = `loss ${lossText(loss)}`;
  return val_loss === null ? training : `${training}, validation ${lossText(val_loss)}`;
}

function lossText(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(3) : 'not finite';
}
