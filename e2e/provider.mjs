// An OpenID Connect provider for the flow of signing in: oidc-provider on a loopback port, with one
// client and a page that takes anybody's word. Usage: node provider.mjs REDIRECT DAYS SECRET.
// DAYS is how far the demonstration's clock is from the machine's: tokens are issued on that day.
// Prints its issuer and runs until it is killed.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";

const [redirect, days, secret] = process.argv.slice(2);

// Before the provider is loaded: it takes the time from here.
const RealDate = Date;
const shift = Number(days) * 86_400_000;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length > 0) super(...given);
    else super(RealDate.now() + shift);
  }

  static now() {
    return RealDate.now() + shift;
  }
};
const { default: Provider } = await import("oidc-provider");

const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };

const provider = new Provider(issuer, {
  clients: [{ client_id: "vuonlen", client_secret: secret, redirect_uris: [redirect] }],
  jwks: { keys: [key] },
  cookies: { keys: [randomUUID()] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  // The provider's own page of an error asks another site for its letters.
  async renderError(context, out) {
    context.type = "text";
    context.body = JSON.stringify(out);
  },
  // Whoever signs in agrees to the one thing that is asked: who it is.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
});

const PAGE = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Nơi đăng nhập</title>
<h1>Nơi đăng nhập</h1><form method="post"><label>Tên <input name="login"></label>
<button>Đăng nhập</button> <button name="refuse" value="1">Không</button></form></html>`;

/** What a form sent. */
async function form(request) {
  let body = "";
  for await (const part of request) body += part;
  return new URLSearchParams(body);
}

/** Cookies of a shifted clock have run out for the browser's own: they last as long as the browser. */
function keepCookies(response) {
  const set = response.setHeader.bind(response);
  const lasting = (cookie) => cookie.replace(/; expires=(?!Thu, 01 Jan 1970)[^;]*/i, "");
  response.setHeader = (name, value) =>
    set(name, name.toLowerCase() === "set-cookie" ? [value].flat().map(lasting) : value);
}

server.on("request", async (request, response) => {
  keepCookies(response);
  if (!request.url.startsWith("/interaction/")) return provider.callback()(request, response);
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    return response.end(PAGE);
  }
  const sent = await form(request);
  const result = sent.get("refuse")
    ? { error: "access_denied" }
    : { login: { accountId: sent.get("login") } };
  return provider.interactionFinished(request, response, result);
});

console.log(issuer);
