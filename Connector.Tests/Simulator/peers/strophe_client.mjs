// An XMPP client written by others (strophe.js, which Cisco's own samples use) as a supervisor's desktop, over a WebSocket.
//
// usage: strophe_client.mjs SERVICE DOMAIN USER PASSWORD RESOURCE NODE COUNT
// SERVICE is ws://host:port/ws/ or wss://host:port/ws/. What it does and prints is what xmppjs_client.mjs does and prints.
import { Strophe, $iq, $pres } from "strophe.js";

const [service, domain, user, password, resource, node, count] = process.argv.slice(2);
const PUBSUB = "http://jabber.org/protocol/pubsub";
const connection = new Strophe.Connection(service, { mechanisms: [Strophe.SASLPlain] });
let left = Number(count);
let isLeaving = false;

function request(iq) {
  return new Promise((resolve, reject) => {
    connection.sendIQ(iq, resolve, (error) => reject(new Error(error ? Strophe.serialize(error) : "no answer")), 10_000);
  });
}

function subscription(action) {
  return $iq({ type: "set", to: `pubsub.${domain}` }).c("pubsub", { xmlns: PUBSUB }).c(action, { node, jid: connection.jid });
}

function fail(code, ...words) {
  console.log("failed", ...words);
  process.exit(code);
}

async function begin() {
  connection.addHandler(onMessage, null, "message");
  connection.send($pres().c("priority").t("0"));
  await request($iq({ type: "get", to: domain }).c("ping", { xmlns: "urn:xmpp:ping" }));
  await request(subscription("subscribe"));
  console.log("ready", connection.jid);
}

async function leave() {
  isLeaving = true;
  await request(subscription("unsubscribe"));
  connection.disconnect("done");
}

function onMessage(message) {
  const items = message.getElementsByTagName("items")[0];
  for (const item of Array.from(items?.getElementsByTagName("item") ?? [])) {
    const update = item.getElementsByTagName("notification")[0].textContent;
    console.log([items.getAttribute("node"), item.getAttribute("id"), JSON.stringify(update)].join("\t"));
    left -= 1;
  }
  if (items && left <= 0 && !isLeaving) leave().catch((error) => fail(3, error.message));
  return true; // strophe forgets a handler that does not say so
}

setTimeout(() => fail(3, "Nothing more happened for 60 s."), 60_000);
connection.connect(`${user}@${domain}/${resource}`, password, (status, condition) => {
  switch (status) {
    case Strophe.Status.CONNECTED:
      begin().catch((error) => fail(3, error.message));
      break;
    case Strophe.Status.AUTHFAIL:
      fail(2, "AUTHFAIL", condition);
      break;
    case Strophe.Status.DISCONNECTED:
      if (!isLeaving) fail(3, "DISCONNECTED", condition);
      console.log("left");
      process.exit(0);
      break;
    case Strophe.Status.ERROR:
    case Strophe.Status.CONNFAIL:
      console.log("status", status, condition);
      break;
    default:
      break;
  }
});
