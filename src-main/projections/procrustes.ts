/**
 * Turns and, where that fits better, mirrors a 2-D map about its centre so that it lies as close as it can to an
 * earlier map of the same rows. Distances within the map stay as they are, and so does its centre.
 * @param map `rows × 2`
 * @param earlier `rows × 2`
 * @returns the turned map, `rows × 2`
 * Source: orthogonal Procrustes (Schönemann 1966), in closed form for two columns
 */
export function alignTo(earlier: Float32Array, map: Float32Array): Float32Array {
  const [cx, cy] = centre(map);
  const [ex, ey] = centre(earlier);
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let at = 0; at < map.length; at += 2) {
    const [x, y] = [(map[at] ?? 0) - cx, (map[at + 1] ?? 0) - cy];
    const [u, v] = [(earlier[at] ?? 0) - ex, (earlier[at + 1] ?? 0) - ey];
    xx += x * u;
    xy += x * v;
    yx += y * u;
    yy += y * v;
  }
  const mirrored = Math.hypot(xx - yy, xy + yx) > Math.hypot(xx + yy, xy - yx);
  const angle = mirrored ? Math.atan2(xy + yx, xx - yy) : Math.atan2(xy - yx, xx + yy);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turned = new Float32Array(map.length);
  for (let at = 0; at < map.length; at += 2) {
    const [x, y] = [(map[at] ?? 0) - cx, (map[at + 1] ?? 0) - cy];
    turned[at] = cx + (mirrored ? x * cos + y * sin : x * cos - y * sin);
    turned[at + 1] = cy + (mirrored ? x * sin - y * cos : x * sin + y * cos);
  }
  return turned;
}

function centre(map: Float32Array): [number, number] {
  let [x, y] = [0, 0];
  for (let at = 0; at < map.length; at += 2) {
    x += map[at] ?? 0;
    y += map[at + 1] ?? 0;
  }
  const rows = Math.max(1, map.length / 2);
  return [x / rows, y / rows];
}
