// The log of messages: one row each, newest first, with its JSON to unfold.

const longest = 300;
const list = document.getElementById("log");
const empty = document.getElementById("log-empty");

export function clearLog() {
  list.replaceChildren();
  empty.hidden = false;
}

export function addRow(entry) {
  const row = document.createElement("li");
  row.dataset.testid = "log-row";
  row.dataset.kind = entry.kind;
  row.dataset.name = entry.name;
  row.dataset.agent = entry.body.agentId ?? "";
  row.classList.toggle("bad", entry.name === "CommandRejected" || entry.name === "CommandFailed");

  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const time = element("time", timeOf(entry.time));
  time.dateTime = entry.time;
  const gist = element("span", gistOf(entry), "gist");
  gist.dataset.testid = "log-gist";
  summary.append(time, element("span", entry.kind, `kind ${entry.kind}`), element("span", entry.name, "name"), gist);
  details.append(summary);
  // Drawn only when it is looked at: a day's log stays light.
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1)
      details.append(element("pre", JSON.stringify(withoutNulls(entry.body), null, 2)));
  });
  row.append(details);
  list.prepend(row);
  while (list.childElementCount > longest) list.lastElementChild.remove();
  empty.hidden = true;
}

export function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function timeOf(iso) {
  const time = new Date(iso);
  return `${time.toLocaleTimeString("en-GB")}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

function gistOf({ name, kind, body }) {
  const agent = body.agentId ? `agent ${body.agentId}` : "";
  switch (name) {
    case "AgentStateChanged": return `${agent}: ${body.previousState ?? "?"} → ${body.state}`;
    case "DialogChanged": return `${agent}: call ${body.dialog.dialogId} ${body.change.toLowerCase()}, ${body.dialog.state}`;
    case "AgentSessionChanged": return `${agent}: ${body.sessionState}${body.reason ? `, ${body.reason}` : ""}`;
    case "CommandRejected":
    case "CommandFailed": return `${body.code}: ${body.message}`;
    case "ConnectorStatusChanged": return `${body.connectorId}: ${body.status}`;
    case "AgentStateReport": return `${agent}: ${body.state.state}`;
    case "DialogsReport": return `${agent}: ${body.dialogs.length} call(s)`;
    case "CommandAccepted": return `${agent}: Finesse has taken it; what becomes of it follows as an event`;
    case "SignIn": return `${agent} on extension ${body.extension}`;
    case "MakeCall": return `${agent} calls ${body.to}`;
    default: return body.dialogId && kind === "request" ? `${agent}: call ${body.dialogId}` : agent;
  }
}

function withoutNulls(value) {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null).map(([k, v]) => [k, withoutNulls(v)]));
}
