/** CSS of the page of the API, added to that of all pages. */
export const apiStyle = `
.parts > nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; padding: 0; }
.parts > nav a { display: inline-block; padding: .2rem 0; }
@media (min-width: 64rem) {
  .parts { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 2rem; }
  .parts > nav ul { display: block; position: sticky; top: 1rem; }
}
section:first-of-type > h2 { margin-top: 0; }
h2 { scroll-margin-top: 1rem; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; }
summary { cursor: pointer; padding: .6rem .75rem; border-radius: .4rem; }
summary:hover, details[open] > summary { background: var(--panel); }
summary h3 { display: inline; font-weight: 400; font-size: 1rem; margin: 0; }
summary code { font-weight: 600; }
.summary { color: var(--soft); margin-left: .5rem; }
.method { display: inline-block; min-width: 4.2rem; border-radius: .25rem; padding: .05rem .4rem; font-size: .8rem; font-weight: 700; text-align: center; color: light-dark(#ffffff, #10151b); background: var(--soft); }
.method.get { background: light-dark(#0b5394, #8fc3ff); }
.method.post { background: light-dark(#1e6b34, #84d69b); }
.method.put, .method.patch { background: light-dark(#7a4b00, #f0bd6a); }
.method.delete { background: light-dark(#a1260d, #ffa899); }
.inside { padding: 0 .75rem .75rem; scroll-margin-top: 4rem; border-top: 1px solid var(--line); }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin: 0 0 .25rem 1.25rem; }
dd p { margin: .15rem 0; }
.answers { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .6rem 1rem; }
.answers > dt, .answers > dd { margin: 0; }
.example { border: 0; margin: .25rem 0; }
.example > summary { width: fit-content; padding: .1rem .25rem; }
.example[open] > summary { background: none; }
.try { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; margin: 1.5rem 0 1rem; padding: .25rem 1rem 1rem; }
.try h4 { margin-top: .75rem; }
.try pre { background: var(--paper); }
.try .body { max-height: 30rem; overflow: auto; }
.field { display: grid; gap: .25rem; margin: .75rem 0; }
.field input, .field select { max-width: 26rem; width: 100%; }
input, select, textarea, button { background: var(--paper); border: 1px solid var(--soft); border-radius: .3rem; color: var(--ink); font: inherit; min-height: 2.25rem; padding: .3rem .6rem; }
textarea { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .85rem; resize: vertical; width: 100%; }
button { cursor: pointer; }
button[type=submit] { background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600; }
.buttons { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; }
[hidden] { display: none !important; }
.said { font-weight: 600; margin: .75rem 0; }
.said.failed { color: light-dark(#a1260d, #ffa899); }
dialog { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; color: var(--ink); max-width: min(32rem, calc(100vw - 2rem)); padding: 0 1.25rem 1rem; }
dialog::backdrop { background: rgb(0 0 0 / .5); }
`;
