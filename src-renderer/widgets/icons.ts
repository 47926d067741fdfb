/** Line drawings on a 16 × 16 grid, one SVG path each. */
export const icons = {
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3.5 8.5l3 3 6-7',
  down: 'M4.5 6.5L8 10l3.5-3.5',
  right: 'M6.5 4.5L10 8l-3.5 3.5',
  more: 'M2.8 8a.7.7 0 1 0 1.4 0a.7.7 0 1 0-1.4 0M7.3 8a.7.7 0 1 0 1.4 0a.7.7 0 1 0-1.4 0M11.8 8a.7.7 0 1 0 1.4 0a.7.7 0 1 0-1.4 0',
  folder: 'M2 12.5v-9h4l1.5 2H14v7z',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  drop: 'M8 2v7.5M5 6.5l3 3 3-3M2.5 11v2.5h11V11',
  export: 'M8 9.5V2M5 5l3-3 3 3M2.5 9.5v4h11v-4',
  edit: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3z',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9',
  stop: 'M4.5 4.5h7v7h-7z',
  play: 'M5 3.5L12 8l-7 4.5z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  branch: 'M4.5 2.5v11M4.5 10c0-4 7-2 7-6.5M9 5.5l2.5-2.5L14 5.5',
  compare: 'M2.5 3h4.5v10H2.5zM9 3h4.5v10H9z',
  sweep: 'M2.5 2.5v11h11M4.5 5c1 4.5 3.5 6 9 6.2',
  settings:
    'M2.5 4.5h6M12 4.5h1.5M2.5 11.5h1.5M7.5 11.5h6M10.25 2.75a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 0 0 0-3.5zM5.75 9.75a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 0 0 0-3.5z',
  info: 'M8 7.5v4M8 4.8h.01M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5z',
  warn: 'M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.6h.01',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  dark: 'M13 9.8A5.5 5.5 0 0 1 6.2 3a5.5 5.5 0 1 0 6.8 6.8z',
  system: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  open: 'M9 2.5h4.5V7M13.5 2.5L7.5 8.5M6.5 3.5H3v9.5h9.5V9.5',
} as const;

export type IconName = keyof typeof icons;
