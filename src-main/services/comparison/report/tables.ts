import {
  count,
  counted,
  inUnit,
  metricGroups,
  metricInfos,
  type Comparison,
  type Metric,
  type MetricGroup,
  type MetricInfo,
} from '../../../contract/index.ts';
import { html, type Html } from './html.ts';

/** Every representation beside every metric, a table a group, with intervals, rows and neighbours. */
export function metricTables({ representations, best }: Comparison): Html {
  const measured = metricInfos.filter(({ name }) =>
    representations.some(({ metrics }) => metrics[name] !== undefined),
  );
  const groups = (Object.keys(metricGroups) as MetricGroup[]).map((group) => ({
    title: metricGroups[group],
    infos: measured.filter((info) => info.group === group),
  }));
  return html`${groups
    .filter(({ infos }) => infos.length > 0)
    .map(
      ({ title, infos }) =>
        html`<h3>${title}</h3>
          <div class="wide">
            <table>
              <thead>
                <tr>
                  <th scope="col">Metric</th>
                  ${representations.map(({ name }) => html`<th scope="col">${name}</th>`)}
                  <th scope="col">Measured on</th>
                </tr>
              </thead>
              <tbody>
                ${infos.map((info) => {
                  const all = representations.flatMap(({ metrics }) => metrics[info.name] ?? []);
                  const bases = new Set(all.filter(({ value }) => value !== null).map(basis));
                  const [one = basis(all[0])] = bases;
                  const isSame = bases.size < 2;
                  return html`<tr>
                    <th scope="row" title="${info.help}">${info.title}</th>
                    ${representations.map(({ run, metrics }) =>
                      cell(info, metrics[info.name], best[info.name]?.includes(run) === true, !isSame),
                    )}
                    <td class="text">${isSame ? one : 'as said of each'}</td>
                  </tr>`;
                })}
              </tbody>
            </table>
          </div>`,
    )}`;
}

/** @param isBased whether it is said of this figure alone what it was measured on */
function cell(info: MetricInfo, metric: Metric | undefined, isBest: boolean, isBased: boolean): Html {
  if (metric?.value == null) return html`<td title="${metric?.reason ?? 'not measured'}">–</td>`;
  const { value, low, high } = metric;
  const span =
    low === undefined || high === undefined ? '' : `[${inUnit(low, info.unit)}, ${inUnit(high, info.unit)}]`;
  return html`<td class="${isBest ? 'best' : ''}">
    ${inUnit(value, info.unit)} <span class="soft">${span} ${isBased ? basis(metric) : null}</span>
  </td>`;
}

/** "359 rows, k = 5", and what was drawn where not all were used. */
function basis(metric: Metric | undefined): string {
  if (metric === undefined) return '';
  const { rows, k, drawn, pairs } = metric;
  const parts = [
    drawn === undefined
      ? counted(rows, 'row')
      : `${count(rows)} of ${counted(drawn.of, 'row')}, seed ${drawn.seed}`,
    ...(k === undefined ? [] : [`k = ${k}`]),
    ...(pairs === undefined
      ? []
      : [
          pairs.count === pairs.of
            ? `all ${counted(pairs.of, 'pair')}`
            : `${count(pairs.count)} of ${counted(pairs.of, 'pair')}, seed ${pairs.seed}`,
        ]),
  ];
  return parts.join(', ');
}

/** What each representation differs by from the best of each metric that is seen first. */
export function differenceTable({ representations, differences }: Comparison): Html | null {
  const nameOf = new Map(representations.map(({ run, name }) => [run, name]));
  const rows = metricInfos
    .filter(({ first }) => first)
    .flatMap((info) =>
      differences
        .filter(({ metric }) => metric === info.name)
        .map((difference) => ({ info, ...difference, told: difference.low > 0 || difference.high < 0 })),
    );
  if (rows.length === 0) return null;
  return html`<h2>Differences</h2>
    <p class="soft">
      Each representation against the best of a metric (the best against the next), on the same 1,000
      resamples of the held-out samples. A difference is told from chance where its 95 % interval excludes
      zero.
    </p>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Representation</th>
            <th scope="col">Against</th>
            <th scope="col">Difference</th>
            <th scope="col">95 % interval</th>
            <th scope="col">Told apart</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ info, run, other, value, low, high, told }) =>
              html`<tr>
                <th scope="row">${info.title}</th>
                <td class="text">${nameOf.get(run)}</td>
                <td class="text">${nameOf.get(other)}</td>
                <td>${inUnit(value, info.unit)}</td>
                <td>${inUnit(low, info.unit)} to ${inUnit(high, info.unit)}</td>
                <td>${told ? 'yes' : 'no'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** What every metric that is shown means, with where it comes from. */
export function definitions({ representations }: Comparison): Html {
  const measured = metricInfos.filter(({ name }) =>
    representations.some(({ metrics }) => metrics[name] !== undefined),
  );
  return html`<h2>What the metrics mean</h2>
    <dl>
      ${measured.map(
        ({ title, name, help, source }) =>
          html`<dt>${title} <code>${name}</code></dt>
            <dd>${help} ${source === '' ? null : html`<a href="${source}">Definition</a>`}</dd>`,
      )}
    </dl>`;
}
