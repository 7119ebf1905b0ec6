// Stands before the server of `make dev` and reloads the browser when it has started anew. `node reload.mjs PORT SERVER_PORT`
//
// Answers go through as they are, but for a script at the end of the head of pages, and its nonce in their
// Content-Security-Policy. The policy allows nothing else by that: what it stops elsewhere is stopped here too. The executable
// knows nothing of this.

import { randomBytes } from "node:crypto";
import { createServer, request } from "node:http";
import { connect } from "node:net";

const [port, server] = process.argv.slice(2).map(Number);
const HOST = "127.0.0.1";
/** Where pages listen; no address of Terreau begins like this. */
const NEWS = "/~reload";
/** Milliseconds; a build takes longer, so that no restart is missed. */
const LOOK_EVERY = 200;

/** How often the server has started; null while it does not listen. */
let start = null;
let starts = 0;
const listeners = new Set();

function look() {
  const socket = connect(server, HOST);
  const found = (listens) => {
    socket.destroy();
    if (listens && start === null) {
      start = ++starts;
      console.log(`Open http://${HOST}:${port}: it reloads by itself after each change.`);
      for (const listener of listeners) tell(listener);
    } else if (!listens) start = null;
    setTimeout(look, LOOK_EVERY);
  };
  socket.once("connect", () => found(true)).once("error", () => found(false));
}

const tell = (listener) => listener.write(`data: ${start}\n\n`);

/** Reloads a page of an earlier start. It listens while the page is seen: a browser has but six connections for all its tabs. */
const script = (nonce) => `<script nonce="${nonce}">{
  let news;
  const listen = () => {
    news?.close();
    news = document.hidden ? undefined : new EventSource("${NEWS}");
    if (news) news.onmessage = ({ data }) => data === "${start}" || location.reload();
  };
  document.addEventListener("visibilitychange", listen);
  listen();
}</script>`;

/** Said while nothing listens, in place of what was asked. */
function waiting(response) {
  const nonce = randomBytes(12).toString("base64");
  response.writeHead(503, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  response.end(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Building</title>${script(nonce)}</head>
<body><p>The server is not there: it is being built, or does not build (the terminal says why). This page follows.</p></body></html>`);
}

/** Sends a page on, with the script. */
async function page(answer, response) {
  const nonce = randomBytes(12).toString("base64");
  const parts = [];
  for await (const part of answer) parts.push(part);
  const html = Buffer.concat(parts)
    .toString()
    .replace("</head>", () => `${script(nonce)}</head>`);
  const policy = answer.headers["content-security-policy"]
    ?.replace("script-src 'none'", "script-src")
    .replace("script-src", `script-src 'nonce-${nonce}'`);
  const headers = { ...answer.headers, "content-length": Buffer.byteLength(html) };
  if (policy) headers["content-security-policy"] = policy;
  delete headers["transfer-encoding"];
  response.writeHead(answer.statusCode, headers).end(html);
}

createServer((asked, response) => {
  if (asked.url === NEWS) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.flushHeaders();
    listeners.add(response);
    response.on("close", () => listeners.delete(response));
    if (start !== null) tell(response);
    return;
  }
  const { method, url, headers } = asked;
  const onward = request({ host: HOST, port: server, method, path: url, headers, agent: false, setHost: false }, (answer) => {
    const isPage = method !== "HEAD" && answer.headers["content-type"]?.startsWith("text/html") && !answer.headers["content-encoding"];
    if (isPage) page(answer, response).catch(() => response.destroy());
    else {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    }
  });
  onward.on("error", () => (response.headersSent || response.destroyed ? response.destroy() : waiting(response)));
  response.on("close", () => onward.destroy());
  asked.pipe(onward);
}).listen(port, HOST, look);
