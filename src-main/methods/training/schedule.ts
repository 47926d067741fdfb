/** How the learning rate goes over a training. */
export interface Schedule {
  schedule: 'constant' | 'cosine' | 'step' | 'warmup';
  learning_rate: number;
}

/** Share of the steps over which a warm-up lets the rate grow. */
const warmup = 0.05;

/**
 * The learning rate of a step.
 * @param step from 0
 * @param steps how many there are in all
 * @returns the given rate throughout (`constant`); falling to nothing along half a cosine (`cosine`); the same after
 *   growing in a straight line over the first twentieth of the steps (`warmup`); or a tenth of itself after half
 *   the steps and a hundredth after three quarters (`step`)
 * Source: Loshchilov and Hutter 2017, https://arxiv.org/abs/1608.03983, without restarts; warm-up: Goyal et al. 2017,
 *   https://arxiv.org/abs/1706.02677; steps: He et al. 2016, https://arxiv.org/abs/1512.03385
 */
export function learningRate({ schedule, learning_rate }: Schedule, step: number, steps: number): number {
  const cosine = (share: number): number => (learning_rate * (1 + Math.cos(Math.PI * share))) / 2;
  switch (schedule) {
    case 'constant':
      return learning_rate;
    case 'cosine':
      return cosine(step / steps);
    case 'step':
      return learning_rate * (step < steps / 2 ? 1 : step < (3 * steps) / 4 ? 0.1 : 0.01);
    case 'warmup': {
      const growing = Math.max(1, Math.round(warmup * steps));
      return step < growing
        ? (learning_rate * (step + 1)) / growing
        : cosine((step - growing) / Math.max(1, steps - growing));
    }
  }
}
