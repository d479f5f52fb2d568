import { escapeHtml } from '../tickets/comments.ts';

/** Markup that is safe in a page without escaping. */
export type Html = { readonly markup: string };
type Part = Html | string | number | null | undefined | readonly Html[];

/** Makes markup of a template. Texts and numbers in it are escaped; `Html` values are not. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: texts.map((text, i) => text + (i < parts.length ? render(parts[i]) : '')).join('') };
}

function render(part: Part): string {
  if (part === null || part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'markup' in part ? part.markup : part.map((one) => one.markup).join('');
}

const plainTag = /<(\/?)(div|p|strong|b|em|i|br|ul|ol|li)(?:\s[^<>]*)?>/gi;

/** A comment as Zendesk shows it: with its paragraphs and emphasis, without attributes. Any other tag is shown as text. */
export function formatComment(htmlBody: string): Html {
  let markup = '';
  let from = 0;
  const asText = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  for (const { 0: tag, 1: slash = '', 2: name = '', index } of htmlBody.matchAll(plainTag)) {
    markup += `${asText(htmlBody.slice(from, index))}<${slash}${name.toLowerCase()}>`;
    from = index + tag.length;
  }
  return { markup: markup + asText(htmlBody.slice(from)) };
}

export const nothing: Html = { markup: '' };

const style = `
:root{color-scheme:light dark;--ink:#1c2733;--soft:#5b6b7b;--line:#dce3ea;--ground:#f4f6f8;--card:#fff;--link:#0b5cad;--note:#fff6df;
--note-line:#ecd9a0;--public:#e6f3ea;--public-ink:#17613a;--mark:#eaeff4;--focus:#0b5cad;
--wait:#fdf0d8;--wait-ink:#7a4b00;--act:#e3effb;--act-ink:#0a4a8c;--bad:#fbe4e4;--bad-ink:#8f1d1d}
@media (prefers-color-scheme:dark){:root{--ink:#e4eaf0;--soft:#9aabbb;--line:#2f3c48;--ground:#12181e;--card:#1a232b;--link:#7cb8f5;--note:#2e2917;
--note-line:#5c5127;--public:#173224;--public-ink:#8fd6ae;--mark:#2a3742;--focus:#7cb8f5;
--wait:#3a2d12;--wait-ink:#f2c879;--act:#18314a;--act-ink:#9ccbf8;--bad:#431f20;--bad-ink:#f5aaaa}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
a{color:var(--link);text-underline-offset:.15em}::placeholder{color:var(--soft);opacity:1}a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99em}.skip:focus{left:1em;top:1em;background:var(--card);padding:.5em 1em}
header{background:var(--card);border-bottom:1px solid var(--line)}header>div,main{max-width:62rem;margin:0 auto;padding:.8rem 1.2rem}
header>div{display:flex;flex-wrap:wrap;gap:.6rem 1.4rem;align-items:center}header strong{font-size:1rem}nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;flex:1}nav a{text-decoration:none}nav a:hover{text-decoration:underline}
nav a[aria-current]{color:inherit;font-weight:600;text-decoration:underline;text-decoration-thickness:2px}time,.name{white-space:nowrap}
form{display:flex;gap:.4rem}input,button{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:.3rem .6rem}
button{cursor:pointer}h1{font-size:1.45rem;line-height:1.25;margin:.9rem 0 .3rem}h2{font-size:1.05rem;margin:1.8rem 0 .6rem}
.soft{color:var(--soft)}.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.9rem 1.1rem;margin:.7rem 0}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.45rem .8rem;border-top:1px solid var(--line);vertical-align:top}thead th{border-top:0;color:var(--soft);font-weight:600;font-size:.85rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.2rem;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.tag,.badge{display:inline-block;border-radius:99px;padding:.05rem .6rem;font-size:.82rem;background:var(--mark);margin:0 .25rem .2rem 0}
.badge{font-weight:600}.internal .badge{background:var(--card)}.s-open,.s-new{background:var(--act);color:var(--act-ink)}
.s-pending,.s-hold{background:var(--wait);color:var(--wait-ink)}.s-solved{background:var(--public);color:var(--public-ink)}.s-deleted,.s-rejected{background:var(--bad);color:var(--bad-ink)}
.is-public{background:var(--public);color:var(--public-ink)}.internal{background:var(--note);border-color:var(--note-line)}
.text p{margin:.5rem 0 0}.text p+p{margin-top:.1rem}.text p:has(>strong){margin-top:.8rem}.text>div>p:first-child{margin-top:.4rem}.text{overflow-wrap:anywhere;margin:.5rem 0 0}.head{display:flex;flex-wrap:wrap;gap:.2rem .8rem;align-items:baseline}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0;font:13px/1.45 ui-monospace,monospace}summary{cursor:pointer}audio{width:100%;margin-top:.6rem}.card>:last-child{margin-bottom:0}
.files{list-style:none;padding:0;margin:.6rem 0 0}details p{margin:.6rem 0 0}tbody tr:hover{background:var(--ground)}td pre{min-width:16rem}
@media (max-width:40rem){header>div,main{padding:.7rem .8rem}form{flex:1 1 100%}input{flex:1;min-width:0}}
`;

/** A whole page, with the header and the style of all pages. `address`: the path of the page, to mark it in the header. */
export function page(title: string, body: Html, address = ''): string {
  const link = (path: string, name: string): Html =>
    html`<a href="${path}" ${path === address ? { markup: 'aria-current="page"' } : nothing}>${name}</a>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Zendesk simulator</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <div>
            <strong>Zendesk simulator</strong>
            <nav aria-label="Pages">
              ${link('/', 'Tickets and contacts')}${link('/ledger', 'Ledger')}${link('/setup', 'Set-up')}
            </nav>
            <form action="/find" role="search">
              <input name="q" aria-label="Id, external id, name or number" placeholder="Id, name, number…" required />
              <button>Find</button>
            </form>
          </div>
        </header>
        <main id="content">${body}</main>
      </body>
    </html>`.markup;
}

export function when(iso: string): Html {
  return html`<time datetime="${iso}">${iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}</time>`;
}

export const tagList = (tags: readonly string[]): Html =>
  tags.length === 0
    ? html`<span class="soft">none</span>`
    : html`${tags.map((tag) => html`<span class="tag">${tag}</span>`)}`;

export function table(heads: readonly string[], rows: readonly Html[], empty: string): Html {
  if (rows.length === 0) return html`<p class="soft">${empty}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${heads.join(', ')}">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

export const json = (value: unknown): Html => html`<pre>${JSON.stringify(value, null, 2)}</pre>`;

/** Whether an address is safe as a link: only addresses of HTTP are. */
export const isWebAddress = (address: string | null): address is string =>
  address !== null && /^https?:\/\//i.test(address);
