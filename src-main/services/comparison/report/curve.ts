import { count, inUnit, methodDefinition, metricInfo, type SweepState } from '../../../contract/index.ts';
import { html, type Html } from './html.ts';

const [width, height, left, bottom] = [640, 260, 56, 32];

/** The dimension curve of a sweep: a metric against the code size, a line a method; null where it has no two sizes. */
export function curveFigure({ points, choice }: SweepState): Html | null {
  const metric = ['knn_accuracy', 'reconstruction_mse'].find((name) =>
    points.some(({ metrics }) => metrics[name] !== undefined),
  );
  const info = metric === undefined ? undefined : metricInfo(metric);
  if (metric === undefined || info === undefined) return null;
  const placed = points.flatMap(({ method, dim, metrics }) => {
    const figure = metrics[metric];
    return figure === undefined ? [] : [{ method, dim, value: figure.mean }];
  });
  const sizes = [...new Set(placed.map(({ dim }) => dim))].sort((a, b) => a - b);
  if (sizes.length < 2) return null;
  const values = placed.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (dim: number): number =>
    left +
    ((width - left - 110) * Math.log(dim / (sizes[0] ?? 1))) /
      Math.log((sizes.at(-1) ?? 2) / (sizes[0] ?? 1));
  const y = (value: number): number =>
    height - bottom - ((height - bottom - 16) * (value - least)) / (most - least || 1);
  const methods = [...Map.groupBy(placed, ({ method }) => method)];
  return html`<figure>
    <svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${info.title} by code size">
      ${[least, most].map(
        (value) =>
          html`<text x="${left - 6}" y="${y(value) + 4}" text-anchor="end" font-size="11" fill="currentColor"
            >${inUnit(value, info.unit)}</text
          >`,
      )}
      ${sizes.map(
        (dim) =>
          html`<text x="${x(dim)}" y="${height - 10}" text-anchor="middle" font-size="11" fill="currentColor"
            >${count(dim)}</text
          >`,
      )}
      ${methods.map(([method, all], i) => {
        const line = all.sort((a, b) => a.dim - b.dim);
        const colour = `hsl(${(i * 137 + 220) % 360} 65% 50%)`;
        const end = line.at(-1);
        return html`<polyline
            fill="none"
            stroke="${colour}"
            stroke-width="2"
            points="${line.map(({ dim, value }) => `${x(dim)},${y(value)}`).join(' ')}"
          />
          ${line.map(({ dim, value }) => html`<circle cx="${x(dim)}" cy="${y(value)}" r="3" fill="${colour}" />`)}
          <text x="${x(end?.dim ?? 1) + 8}" y="${y(end?.value ?? 0) + 4}" font-size="11" fill="${colour}"
            >${methodDefinition(method).title}</text
          >`;
      })}
    </svg>
    <figcaption>${info.title} by numbers per sample. ${choice?.sentence}</figcaption>
  </figure>`;
}
