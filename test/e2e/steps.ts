import { expect, type Download, type Locator, type Page } from '@playwright/test';

/** For what waits until something is trained and measured: on a machine with much else to do that takes minutes. */
export const patient = { timeout: 300_000 };

/** Keeps the handwritten digits, from the home page, and waits for the dataset's page. */
export async function keepTheSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try the handwritten digits' }).click();
  await expect(page.getByText('1,797 samples × 64 features')).toBeVisible();
  await keep(page);
}

/** Keeps what the preview page shows. */
export async function keep(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Keep this dataset' }).click();
  await expect(page.getByRole('heading', { name: 'Compare representations' })).toBeVisible();
}

/** Starts what the dataset's page offers, and waits until every column has its scores. */
export async function compareAll(page: Page, columns: number): Promise<void> {
  await page.getByRole('button', { name: /^Compare \d+ representations$/ }).click();
  await expectFinished(page, columns);
}

/** Waits until the compare page shows this many finished columns with their maps drawn, and what it says of them. */
export async function expectFinished(page: Page, columns: number): Promise<void> {
  await expect(page.locator('section[data-status="finished"]')).toHaveCount(columns, patient);
  await expect(page.locator('section [data-drawn="true"]')).toHaveCount(columns);
  await expect(page.getByRole('main').getByRole('status').first()).not.toBeEmpty();
}

/** Goes back to the compare page, and waits until nothing on it moves any more. */
export async function backToCompared(page: Page, columns: number): Promise<void> {
  await page.goBack();
  await expectFinished(page, columns);
}

/** Opens the comparison of all runs there are in a prepared home. */
export async function openCompared(page: Page, url: string, columns: number): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: `Compare ${columns}`, exact: true }).click();
  await expectFinished(page, columns);
}

/** Opens the page of the dataset there is in a prepared home. */
export async function openKept(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Handwritten digits' }).first().click();
  await expect(page.getByRole('heading', { name: 'Compare representations' })).toBeVisible();
}

/** The map of a column by its run's name. */
export function mapOf(page: Page, run: string): Locator {
  return page.getByRole('application', { name: `Map of ${run}`, exact: true });
}

/** Waits until what was asked for before is drawn; maps that glide are drawn for longer. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Draws a closed curve round the middle of a map with the mouse. */
export async function lassoMiddle(page: Page, map: Locator): Promise<void> {
  const box = await map.boundingBox();
  if (box === null) throw new Error('The map is not on the page.');
  const at = (angle: number): [number, number] => [
    box.x + box.width * (0.5 + 0.3 * Math.cos(angle)),
    box.y + box.height * (0.5 + 0.3 * Math.sin(angle)),
  ];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let step = 1; step <= 24; step++) await page.mouse.move(...at((step / 24) * 2 * Math.PI));
  await page.mouse.up();
}

/** Types a number or list into a field as a user does, with the mouse and keys. */
export async function typeInto(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).click();
  await page.keyboard.type(text);
}

/** Saves a chart by the keyboard. */
export async function saveChart(page: Page, chart: string | RegExp, type: 'SVG' | 'PNG'): Promise<Download> {
  const button = page.getByRole('button', { name: chart });
  await button.focus();
  await page.keyboard.press('Enter');
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: `Save as ${type}` }).click();
  return waiting;
}

/** Makes the page believe from its next loading on that its WebGL is that of a graphics device, whatever it is. */
export async function callItGraphics(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const renderer = 0x9246;
    const { getParameter } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.getParameter = function (
      this: WebGL2RenderingContext,
      name: number,
    ): unknown {
      return name === renderer ? 'A graphics device' : getParameter.call(this, name);
    };
  });
}
