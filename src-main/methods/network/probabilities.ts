import { badInput } from '../../contract/index.ts';
import { blocks, type Pace, type Rows } from '../../tensor/index.ts';

/**
 * Makes sure that samples can be taken for probabilities.
 * @param sentence what to say of a value that is none
 * @throws IsthmusError `bad_input` where a value is below 0 or above 1; `cancelled`
 */
export async function checkForProbabilities(
  source: Rows,
  sentence: (value: number) => string,
  pace: Pace,
): Promise<void> {
  // Bytes stand for numbers from 0 to 1.
  if (source.bytes !== undefined) return;
  for (const { values } of blocks(source)) {
    const outside = values.find((value) => value < 0 || value > 1);
    if (outside !== undefined) throw badInput(sentence(outside));
    await pace.yieldToEventLoop();
  }
}
