import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './program.ts';
import { mapOf, openCompared, saveChart } from './steps.ts';

test.use({ prepared: 'two' });

/** The part of the neighbours that is about one run. */
function neighboursIn(page: Page, run: string): Locator {
  return page.getByRole('region', { name: `Neighbours in ${run}`, exact: true });
}

test('the neighbours of a sample are side by side, with what is kept, gained and lost, and are walked', async ({
  page,
  program,
}) => {
  await openCompared(page, program.url, 2);
  const panel = page.getByRole('region', { name: 'Neighbours', exact: true });
  const raw = neighboursIn(page, 'Raw features');
  const pca = neighboursIn(page, 'PCA 8');
  const nearest = pca.getByRole('toolbar', { name: 'Nearest in PCA 8' }).getByRole('button');
  const rings = page.getByRole('region', { name: 'PCA 8', exact: true }).locator('.rings circle.centre');

  await test.step('one sample that is selected on a map has them; with several there are none', async () => {
    await mapOf(page, 'PCA 8').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(panel.getByText('Against Raw features:')).toBeVisible();
    await expect(pca.getByText(/^\d+ of 10 kept · \d+ of 10 same class$/)).toBeVisible();
    await expect(raw.getByText(/^\d+ of 10 same class$/)).toBeVisible();
    await expect(rings).toHaveCount(1);
    // The maps stay where they are: the panel lies over what is below them.
    await expect(mapOf(page, 'PCA 8')).toBeInViewport({ ratio: 0.8 });
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByText('2 samples selected')).toBeVisible();
    await expect(panel).toHaveCount(0);
    await expect(rings).toHaveCount(0);
    await page.keyboard.press('Escape');
  });

  await test.step('the letter N goes to them, and what is kept and gained is what is shown', async () => {
    await mapOf(page, 'PCA 8').focus();
    await page.keyboard.press('n');
    const first = raw.getByRole('button', { name: /^1st nearest · / });
    await expect(first).toBeFocused();
    await expect(page.getByText('1 sample selected')).toBeVisible();
    await expect(nearest).toHaveCount(10);
    const kept = Number(/^(\d+) of 10 kept/.exec((await pca.getByText(/ kept/).textContent()) ?? '')?.[1]);
    await expect(pca.getByRole('button', { name: /kept: \d+\w\w nearest in Raw features$/ })).toHaveCount(
      kept,
    );
    await expect(pca.getByRole('button', { name: / · gained: / })).toHaveCount(10 - kept);
    await expect(pca.getByRole('button', { name: / · lost: / })).toHaveCount(10 - kept);
  });

  await test.step('a neighbour that has the focus is marked on all maps, and Enter walks on to it', async () => {
    const title = panel.getByRole('heading', { name: /^Nearest to / });
    const before = await title.textContent();
    await page.keyboard.press('ArrowRight');
    const second = raw.getByRole('button', { name: /^2nd nearest · / });
    await expect(second).toBeFocused();
    const name = / · (row \d+) · /.exec((await second.getAttribute('aria-label')) ?? '')?.[1] ?? '';
    await expect(page.locator('.marker:not([visibility="hidden"])')).toHaveCount(2);
    await page.keyboard.press('Enter');
    await expect(title).toHaveText(`Nearest to ${name}`);
    expect(await title.textContent()).not.toBe(before);
    await expect(page.getByText('1 sample selected')).toBeVisible();
    await expect(second).toBeFocused();
  });

  await test.step('what the maps leave out has no ring, and is said to be left out', async () => {
    const all = page.getByRole('region', { name: 'PCA 8', exact: true }).locator('.rings circle:not(.halo)');
    await expect(all).toHaveCount(11);
    await page.getByRole('group', { name: 'Samples on the maps' }).getByText('Held-out').click();
    const off = nearest.and(page.getByRole('button', { name: /not on the maps now$/ }));
    await expect(off).not.toHaveCount(0);
    const centre = await rings.count();
    await expect(all).toHaveCount(10 - (await off.count()) + centre);
    await page.getByRole('group', { name: 'Samples on the maps' }).getByText('All', { exact: true }).click();
    await expect(all).toHaveCount(11);
  });

  await test.step('how many there are is chosen, and the panel closed and opened again', async () => {
    await panel.getByText('5', { exact: true }).click();
    await expect(nearest).toHaveCount(5);
    await expect(pca.getByText(/ of 5 kept/)).toBeVisible();
    const svg = await saveChart(page, 'Save the chart “Map of PCA 8”', 'SVG');
    // A ring and its halo each, of the sample and its neighbours.
    expect(readFileSync(await svg.path(), 'utf8').match(/<circle r="[68]" cx=/g)).toHaveLength(12);
    await panel.getByRole('button', { name: 'Close the neighbours' }).click();
    await expect(panel).toHaveCount(0);
    await expect(rings).toHaveCount(0);
    await page.getByRole('button', { name: 'Neighbours', exact: true }).last().click();
    await expect(nearest).toHaveCount(5);
  });

  await test.step('a column that is hidden is still what the others are held against', async () => {
    await page.getByRole('button', { name: 'Actions for Raw features' }).click();
    await page.getByRole('menuitem', { name: 'Hide' }).click();
    await expect(mapOf(page, 'Raw features')).toHaveCount(0);
    await expect(pca.getByText(/ of 5 kept/)).toBeVisible();
    await expect(raw).toBeVisible();
  });
});

test('whoever stops the looking for neighbours by keyboard stays where it was asked for', async ({
  page,
  program,
}) => {
  // None of these questions comes to its answer.
  await page.routeWebSocket(/./, (socket) => {
    const host = socket.connectToServer();
    socket.onMessage((message) => {
      if (!message.includes('runs.neighbours')) host.send(message);
    });
  });
  await openCompared(page, program.url, 2);
  await mapOf(page, 'PCA 8').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const stop = page.getByRole('button', { name: 'Stop looking' });
  await stop.focus();
  await page.keyboard.press('Enter');
  await expect(stop).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Neighbours', exact: true })).toBeFocused();
});
