/** The looks of a report: by the reader's own light or dark, and on paper. */
export const style = `
  :root { color-scheme: light dark; --line: #d5dae0; --soft: #5b6672; --good: #0b6b3a; --ground: #fff; --text: #1a2027; --cell: 38, 68, 194; }
  @media (prefers-color-scheme: dark) { :root { --line: #3a434d; --soft: #a5b0bb; --good: #6fd39b; --ground: #14181d; --text: #e8edf2; --cell: 110, 150, 255; } }
  body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 2rem 1.5rem; max-width: 76rem; background: var(--ground); color: var(--text); }
  h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
  h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
  h3 { font-size: 1rem; margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
  .verdict { font-size: 1.125rem; font-weight: 600; max-width: 70ch; overflow-wrap: anywhere; }
  .soft, figcaption, caption { color: var(--soft); font-size: .875rem; }
  table { border-collapse: collapse; font-size: .875rem; }
  th, td { border-bottom: 1px solid var(--line); padding: .25rem .75rem .25rem 0; text-align: right; vertical-align: top; }
  th:first-child, td.text { text-align: left; }
  th { font-weight: 500; max-width: 18rem; overflow-wrap: anywhere; }
  .best { color: var(--good); font-weight: 650; }
  .wide { overflow-x: auto; }
  .maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 1rem; }
  figure { margin: 0; }
  img { width: 100%; height: auto; border: 1px solid var(--line); background: #fff; }
  .matrix td { padding: .125rem .375rem; text-align: center; border: 1px solid var(--line); }
  dt { font-weight: 500; } dd { margin: 0 0 .5rem 1rem; overflow-wrap: anywhere; }
  .swatch { display: inline-block; width: .7rem; height: .7rem; border-radius: 50%; margin-right: .25rem; }
  .legend span { margin-right: .75rem; white-space: nowrap; }
  @media print { body { padding: 0; } h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
`;
