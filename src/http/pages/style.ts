/** CSS of all pages, for light and dark screens, from 320 pixels wide. */
export const commonStyle = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1b2430, #e6e9ed);
  --soft: light-dark(#4c5866, #aab4c0);
  --paper: light-dark(#ffffff, #14181d);
  --panel: light-dark(#f4f6f8, #1d232a);
  --line: light-dark(#c9d1d9, #3a444f);
  --accent: light-dark(#0b5394, #8fc3ff);
  --focus: light-dark(#b5179e, #ffb3f0);
  font: 1rem/1.55 system-ui, sans-serif;
}
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
h1, h2, h3, h4, h5 { line-height: 1.25; margin: 2rem 0 .5rem; }
h1 { font-size: 1.9rem; margin-top: 1rem; }
h2 { font-size: 1.4rem; }
h3 { font-size: 1.1rem; }
h4 { font-size: 1rem; margin-top: 1.25rem; }
h5 { font-size: .9rem; margin-top: 1rem; }
p, ul, ol, dl { margin: .5rem 0 1rem; }
code, pre, textarea { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .9em; }
code { overflow-wrap: anywhere; }
li > a { overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0 1rem; padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
body > header { background: var(--panel); border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; padding: .5rem 1rem; }
body > header ul { display: flex; flex-wrap: wrap; gap: 0 .25rem; list-style: none; margin: 0; padding: 0; }
body > header a { display: inline-block; padding: .35rem .5rem; text-decoration: none; border-radius: .3rem; }
body > header a:hover { text-decoration: underline; }
body > header a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: inset 0 -2px var(--accent); border-radius: 0; }
body > header .name { color: var(--ink); font-weight: 700; padding-left: 0; }
body > header .language { margin-left: auto; }
body > .skip { position: absolute; left: -100rem; background: var(--paper); padding: .5rem 1rem; }
body > .skip:focus { left: .5rem; top: .5rem; z-index: 1; }
main { margin: 0 auto; max-width: 75rem; padding: 0 1rem 4rem; }
main:focus { outline: none; }
main > p, main > ul, main > ol { max-width: 46rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
caption { color: var(--soft); padding: .5rem 0; text-align: left; }
th, td { border-top: 1px solid var(--line); padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; }
.soft { color: var(--soft); }
`;
