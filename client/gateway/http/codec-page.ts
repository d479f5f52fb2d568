import { escapeHtml } from '../../../domain/html.ts';
import type { VerifiedToken } from '../../tokens.ts';

export type CodecPage = {
  /** The origin of the Temporal UI; null: nothing is encrypted. */
  readonly temporalUi: string | null;
  /** The token that this browser holds in its cookie. */
  readonly signedIn: VerifiedToken | null;
  /** The reason why the last sign-in was refused; null: no sign-in was refused. */
  readonly problem: string | null;
};

const style = `
:root{color-scheme:light dark;--ink:#1c2733;--soft:#5b6b7b;--line:#dce3ea;--ground:#f4f6f8;--card:#fff;--accent:#0b5cad;--on-accent:#fff;--bad:#8f1d1d}
@media (prefers-color-scheme:dark){:root{--ink:#e4eaf0;--soft:#9aabbb;--line:#2f3c48;--ground:#12181e;--card:#1a232b;--accent:#7cb8f5;--on-accent:#12181e;--bad:#f5aaaa}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:36rem;margin:10vh auto;padding:1.6rem;background:var(--card);border:1px solid var(--line);border-radius:10px}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 .6rem}p{margin:.6rem 0}.soft{color:var(--soft)}.bad{color:var(--bad);font-weight:600}
label{display:block;font-weight:600;margin:1rem 0 .3rem}input{width:100%;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:.5rem .7rem}
button{font:inherit;font-weight:600;margin-top:1rem;padding:.5rem 1.1rem;border:0;border-radius:6px;background:var(--accent);color:var(--on-accent);cursor:pointer}
a{color:var(--accent)}code{overflow-wrap:anywhere}:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}ol{padding-left:1.3rem}
@media (max-width:40rem){main{margin:0;border-width:0 0 1px;border-radius:0}}`;

/** The page on which an operator allows the browser to decrypt payloads in the Temporal UI. */
export function codecPage({ temporalUi, signedIn, problem }: CodecPage): string {
  const body =
    temporalUi === null ? notEncrypted : signedIn === null ? signIn(problem) : signedInAs(signedIn, temporalUi);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Read what Temporal stores</title><style>${style}</style></head><body><main><h1>Read what Temporal stores</h1>${body}</main></body></html>`;
}

const notEncrypted =
  '<p>Nothing is encrypted here: <code>PAYLOAD_KEY</code> is not set, and the Temporal UI shows everything as it is.</p>';

const signIn = (problem: string | null): string => `
<p>What sessions know is encrypted before it reaches Temporal. With an operator's token this browser may show it in the Temporal UI.</p>
<form method="post" action="/v1/codec/sign-in">
<label for="token">Operator's token</label>
<input id="token" name="token" type="password" autocomplete="off" required autofocus${problem === null ? '' : ' aria-invalid="true" aria-describedby="problem"'}>
${problem === null ? '' : `<p class="bad" id="problem" role="alert">${escapeHtml(problem)} Make one as below.</p>`}
<button>Let this browser read</button>
</form>
<p class="soft"><code>npm run -s cli -- token issue --role operator --agent-id …</code> makes one. It is kept in a cookie that no script can read, until it expires.</p>`;

const signedInAs = ({ email, agentId, expiresAt }: VerifiedToken, temporalUi: string): string => `
<p>This browser may read until <time>${escapeHtml(new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' '))} UTC</time>, as ${escapeHtml(email ?? agentId)}.</p>
<ol>
<li>Open the <a href="${escapeHtml(temporalUi)}">Temporal UI</a> at just this address.</li>
<li>Once for each browser: press the glasses at its top, choose <em>Use my browser setting</em>, paste this page's address as the endpoint (it ends in <code>/v1/codec</code>), switch on <em>Include cross-origin credentials</em>, and apply.</li>
</ol>
<form method="post" action="/v1/codec/sign-out"><button>Stop reading here</button></form>`;
