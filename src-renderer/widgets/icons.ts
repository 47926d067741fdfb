/** Line drawings on a 16 × 16 grid, one SVG path each. */
export const icons = {
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3.5 8.5l3 3 6-7',
  down: 'M4.5 6.5L8 10l3.5-3.5',
  right: 'M6.5 4.5L10 8l-3.5 3.5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  folder: 'M2 12.5v-9h4l1.5 2H14v7z',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  drop: 'M8 2v7.5M5 6.5l3 3 3-3M2.5 11v2.5h11V11',
  export: 'M8 9.5V2M5 5l3-3 3 3M2.5 9.5v4h11v-4',
  edit: 'M3 13l.7-3L11 2.700l2.3 2.300L6 12.300z',
  trash: 'M3 4.500h10M6.5 4.500v-2h3v2M4.5 4.500l.6 9h5.800l.6-9',
  stop: 'M4.5 4.500h7v7h-7z',
  compare: 'M2.5 3h4.500v10H2.500zM9 3h4.500v10H9z',
  info: 'M8 7.500v4M8 4.800h.01M8 14.250a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.500z',
  warn: 'M8 2l6.5 11.500h-13zM8 6.500v3.200M8 11.600h.01',
  light:
    'M8 5.200a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.600zM8 1.500v1.300M8 13.200v1.300M1.5 8h1.300M13.2 8h1.300M3.4 3.400l.9.9M11.7 11.700l.9.9M12.6 3.400l-.9.9M4.3 11.700l-.9.9',
  dark: 'M13 9.800A5.5 5.5 0 0 1 6.2 3a5.5 5.5 0 1 0 6.8 6.800z',
  system: 'M2 3h12v8H2zM6 13.500h4M8 11v2.5',
  open: 'M9 2.500h4.500V7M13.5 2.500L7.5 8.500M6.5 3.500H3v9.500h9.500V9.5',
} as const;

export type IconName = keyof typeof icons;
