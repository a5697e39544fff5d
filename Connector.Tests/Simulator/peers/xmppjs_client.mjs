// An XMPP client written by others (@xmpp/client) as a supervisor's desktop.
//
// usage: xmppjs_client.mjs SERVICE DOMAIN USER PASSWORD RESOURCE NODE COUNT
// SERVICE is xmpp://host:port, xmpps://host:port, ws://host:port/ws/ or wss://host:port/ws/.
// Signs in, sends presence, pings, subscribes NODE by its full address, prints "ready"; then one line for each notification: node,
// item id and the update as JSON, tab-separated. After COUNT notifications it unsubscribes, signs out and prints "left".
// Ends with 0; with 2 where the sign-in fails; with 3 where anything else goes wrong.
import { webcrypto } from "node:crypto";
import { client, xml } from "@xmpp/client";
import WebSocketOfNpm from "ws";

// What the client takes for given: Node has the one from 20 on, the other from 22 on; Debian 12 has 18.
globalThis.crypto ??= webcrypto;
globalThis.WebSocket ??= WebSocketOfNpm;

const [service, domain, username, password, resource, node, count] = process.argv.slice(2);
const PUBSUB = "http://jabber.org/protocol/pubsub";
const xmpp = client({ service, domain, username, password, resource });
let left = Number(count);
let failure = 3;
let isLeaving = false;

async function request(type, to, child) {
  const answer = await xmpp.iqCaller.request(xml("iq", { type, to }, child), 10_000);
  if (answer.attrs.type !== "result") throw new Error(answer.toString());
}

function subscription(action, address) {
  return xml("pubsub", PUBSUB, xml(action, { node, jid: address }));
}

async function leave(address) {
  isLeaving = true;
  await request("set", `pubsub.${domain}`, subscription("unsubscribe", address));
  await xmpp.stop();
  console.log("left");
  process.exit(0);
}

function fail(error) {
  if (isLeaving) return;
  console.log("failed", error.name, error.condition ?? "", error.message);
  process.exit(error.name === "SASLError" ? 2 : failure);
}

xmpp.on("error", fail);
xmpp.on("online", async (address) => {
  try {
    await xmpp.send(xml("presence", {}, xml("priority", {}, "0")));
    await request("get", domain, xml("ping", "urn:xmpp:ping"));
    await request("set", `pubsub.${domain}`, subscription("subscribe", address.toString()));
    console.log("ready", address.toString());
  } catch (error) {
    fail(error);
  }
});
xmpp.on("stanza", (stanza) => {
  const items = stanza.is("message") ? stanza.getChild("event")?.getChild("items") : undefined;
  for (const item of items?.getChildren("item") ?? []) {
    console.log([items.attrs.node, item.attrs.id, JSON.stringify(item.getChild("notification").text())].join("\t"));
    left -= 1;
  }
  if (items && left <= 0 && !isLeaving) leave(xmpp.jid.toString()).catch((error) => { isLeaving = false; fail(error); });
});

setTimeout(() => fail(new Error("Nothing more happened for 60 s.")), 60_000);
xmpp.start().catch(fail);
