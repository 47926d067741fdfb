import { describe, expect, it } from 'vitest';
import type { Epoch } from '../../../../../src-main/contract/index.ts';
import {
  curvesOf,
  epochsOf,
  lossData,
  lossWords,
  phasesOf,
  phaseWords,
} from '../../../../../src-renderer/state/run/curves.ts';
import { anEpoch } from '../../../records.ts';

const numbers = (epochs: readonly Epoch[]): number[] => epochs.map(({ epoch }) => epoch);

describe('the epochs of a run', () => {
  const history = [1, 2, 3].map((epoch) => anEpoch(epoch));

  it('are those on record, and while it runs those heard of since', () => {
    const news = { epochs: [anEpoch(4), anEpoch(5)] };
    expect(numbers(epochsOf({ history, status: 'running' }, news))).toEqual([1, 2, 3, 4, 5]);
    expect(epochsOf({ history, status: 'running' }, undefined)).toBe(history);
    expect(epochsOf({ history, status: 'finished' }, news)).toBe(history);
  });

  it('are those of the training that goes on, where a resumed run trains some of them anew', () => {
    const anew = [anEpoch(2, { loss: 9 })];
    const epochs = epochsOf({ history, status: 'running' }, { epochs: anew });
    expect(numbers(epochs)).toEqual([1, 2]);
    expect(epochs[1]?.loss).toBe(9);
  });
});

describe('the curves of a training', () => {
  it('are its losses, then its figures, then what every training has, without what no epoch tells', () => {
    const epochs = [
      anEpoch(1, { val_loss: 0.5, figures: { free_energy: -3 } }),
      anEpoch(2, { val_loss: 0.4, figures: { free_energy: -4, pseudo_likelihood: -20 } }),
    ];
    const curves = curvesOf(epochs);
    expect(curves.map(({ title }) => title)).toEqual([
      'Loss',
      'Free energy',
      'Pseudo likelihood',
      'Learning rate',
      'Samples per second',
    ]);
    expect(curves[0]?.data.series.map(({ name }) => name)).toEqual(['training', 'validation']);
    expect(curves[2]?.data.series[0]?.values).toEqual([null, -20]);
    expect(curves[1]?.words).toBe('−4');
  });

  it('break between two phases, which are named', () => {
    const epochs = [
      anEpoch(1, { phase: 'layer 1' }),
      anEpoch(2, { phase: 'layer 1' }),
      anEpoch(3, { phase: 'fine-tuning' }),
    ];
    const { x, series, parts } = lossData(epochs);
    expect(x).toEqual([1, 2, 2.5, 3]);
    expect(series[0]?.values).toEqual([1, 1 / 2, null, 1 / 3]);
    expect(parts).toEqual([
      { name: 'layer 1', from: 1, to: 2 },
      { name: 'fine-tuning', from: 3, to: 3 },
    ]);
    expect(phasesOf(epochs).map(phaseWords)).toEqual(['layer 1, epochs 1 to 2', 'fine-tuning, epoch 3']);
  });

  it('have no parts where a training has no phases, and are none where nothing was trained', () => {
    expect(phasesOf([anEpoch(1), anEpoch(2)])).toEqual([]);
    expect(curvesOf([])).toEqual([]);
    expect(lossData([])).toEqual({ x: [], series: [] });
  });

  it('draw no more of very many epochs than can be told apart, with the last of each phase among them', () => {
    const epochs = Array.from({ length: 5_000 }, (_, i) =>
      anEpoch(i + 1, { phase: i < 2_502 ? 'first' : 'second' }),
    );
    const { x } = lossData(epochs);
    expect(x.length).toBeLessThan(1_010);
    expect(x).toContain(2_502);
    expect(x.at(-1)).toBe(5_000);
  });

  it('are told in words, also where a loss is no number', () => {
    expect(lossWords(anEpoch(1, { loss: 0.02134, val_loss: 0.0225 }))).toBe('loss 0.0213, validation 0.0225');
    expect(lossWords(anEpoch(1, { loss: NaN }))).toBe('loss not finite');
  });
});
