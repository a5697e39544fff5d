// A client app of the connector. It knows what the messages tell and nothing else: requests go out by POST, every message that
// this client app sent or got comes back on one stream, and what the page shows follows from those messages.
import { addRow, clearLog, element } from "./log.js";

const $ = id => document.getElementById(id);
const words = {
  LOGOUT: ["Signed out", ""], NOT_READY: ["Not ready", ""], READY: ["Ready", "go"], RESERVED: ["Call offered", "busy"],
  TALKING: ["Talking", "busy"], HOLD: ["On hold", "busy"], WORK: ["Wrapping up", "busy"], WORK_READY: ["Wrapping up", "busy"],
};
const actions = [
  ["ANSWER", "AnswerCall", "Answer", "primary"], ["HOLD", "HoldCall", "Hold", ""],
  ["RETRIEVE", "RetrieveCall", "Retrieve", ""], ["DROP", "ReleaseCall", "Release", ""],
];
const remembered = "generic-connector-agent";
let agent = null;
let hasSimulator = false;

async function post(path, body) {
  let reply;
  try {
    reply = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    return { problem: "The connector does not answer. Is it still running?" };
  }
  const answer = await reply.json().catch(() => ({ message: `The connector answered ${reply.status}.` }));
  if (!reply.ok) return { problem: answer.message };
  if (answer.type === "CommandRejected") return { problem: `${answer.message.code}: ${answer.message.message}`, rejected: answer.message };
  return { answer };
}

async function request(name, body) {
  tell("");
  const { answer, problem, rejected } = await post(`/demo/requests/${name}`, body);
  if (problem) tell(problem);
  return answer?.message ?? (rejected && null);
}

function tell(problem) {
  $("notice").textContent = problem;
  $("notice").hidden = problem === "";
}

// While something is being sent its button waits, so that a double click is one request.
async function busy(button, work) {
  if (button.dataset.busy) return;
  button.dataset.busy = "yes";
  button.disabled = true;
  try {
    await work();
  } finally {
    delete button.dataset.busy;
    button.disabled = false;
    draw();
  }
}

// An event. As every client app should: what is at or below the last sequence seen is old.
function take(name, body) {
  if (!agent || body.agentId !== agent.id) return;
  if (agent.held) {
    agent.held.push([name, body]);
    return;
  }
  if (body.epoch <= agent.epoch && body.sequence <= agent.sequence) return;
  [agent.sequence, agent.epoch] = [body.sequence, body.epoch];
  switch (name) {
    case "AgentStateChanged": setState(body); break;
    case "DialogChanged":
      if (body.change === "Removed") agent.calls.delete(body.dialog.dialogId);
      else agent.calls.set(body.dialog.dialogId, body.dialog);
      break;
    case "AgentSessionChanged": agent.interrupted = body.sessionState === "Interrupted"; break;
    case "CommandFailed": tell(`${body.code}: ${body.message}`); break;
  }
  draw();
}

function setState(state) {
  agent.state = state.state;
  agent.pending = state.pendingState;
  agent.name = `${state.firstName} ${state.lastName}`.trim();
  agent.team = state.teamName;
  agent.extension = state.extension || agent.extension;
  if (state.state === "LOGOUT" && agent.wasIn) leave();
  else if (state.state !== "LOGOUT") agent.wasIn = true;
}

function leave() {
  sessionStorage.removeItem(remembered);
  agent = null;
}

function draw() {
  const isIn = agent !== null && agent.wasIn === true;
  $("sign-in-card").hidden = isIn;
  $("agent-card").hidden = !isIn;
  $("incoming-card").hidden = !isIn;
  $("calls-card").hidden = !isIn;
  if (!isIn) return;
  const [word, tone] = words[agent.state] ?? [agent.state, ""];
  $("agent-title").textContent = agent.name ? `${agent.name} (${agent.id})` : `Agent ${agent.id}`;
  $("agent-place").textContent = `Extension ${agent.extension}${agent.team ? `, ${agent.team}` : ""}`;
  $("agent-state").textContent = agent.interrupted ? "Interrupted" : word;
  $("agent-state").dataset.tone = tone;
  $("agent-state").dataset.state = agent.state;
  const [ready, notReady, signOut] = document.querySelectorAll("#agent-card [data-request]");
  enable(ready, agent.state !== "READY" && agent.pending !== "READY");
  enable(notReady, agent.state !== "NOT_READY" && agent.pending !== "NOT_READY");
  enable(signOut, agent.state === "NOT_READY" && agent.calls.size === 0);
  $("agent-hint").textContent = agent.pending ? `After the call: ${(words[agent.pending] ?? [agent.pending])[0]}.`
    : agent.state === "NOT_READY" ? "Go ready to be offered calls."
    : agent.state === "READY" ? "Waiting for a call. To sign out, first go not ready."
    : "";
  drawCalls();
}

function enable(button, may) {
  button.disabled = !may || button.dataset.busy === "yes";
}

function drawCalls() {
  const shown = $("calls");
  const focused = document.activeElement?.dataset?.action;
  shown.replaceChildren(...[...agent.calls.values()].map(callCard));
  $("no-calls").hidden = agent.calls.size > 0;
  if (focused) shown.querySelector(`[data-action="${focused}"]:not(:disabled)`)?.focus();
}

function callCard(call) {
  const own = call.participants.find(party => party.address === agent.extension);
  const other = call.fromAddress === agent.extension ? call.toAddress : call.fromAddress;
  const card = element("article", "", "call");
  card.dataset.testid = "call";
  card.dataset.state = own?.state ?? call.state;
  card.dataset.ringing = own?.state === "ALERTING";
  const variables = Object.entries(call.callVariables).filter(([, value]) => value !== "");
  const facts = element("dl", "");
  for (const [name, value] of [["State", own?.state ?? call.state], ["Kind", call.callType], ["Call id", call.dialogId], ...variables])
    if (value) facts.append(element("dt", name), element("dd", value));
  const buttons = element("div", "", "buttons");
  for (const [action, name, label, look] of actions) {
    const button = element("button", label, look);
    button.dataset.testid = label.toLowerCase();
    button.dataset.action = action;
    button.disabled = !own?.actions.includes(action);
    button.addEventListener("click", () => busy(button, () => request(name, { agentId: agent.id, dialogId: call.dialogId })));
    buttons.append(button);
  }
  card.append(element("div", other || "Unknown number", "who"), facts, buttons);
  return card;
}

// Where an agent is signed in already: ask for what is, and hold back what happens meanwhile.
async function follow(id, extension) {
  agent = newAgent(id, extension);
  agent.held = [];
  const report = await request("GetAgentState", { agentId: id });
  const dialogs = report && await request("GetDialogs", { agentId: id });
  if (!dialogs) {
    leave();
    tell("");
    return draw();
  }
  const held = agent.held;
  delete agent.held;
  [agent.sequence, agent.epoch] = [report.sequence, report.epoch];
  agent.calls = new Map(dialogs.dialogs.map(call => [call.dialogId, call]));
  setState(report.state);
  for (const [name, body] of held) take(name, body);
  draw();
}

function newAgent(id, extension) {
  return { id, extension, sequence: -1, epoch: -1, state: "…", calls: new Map() };
}

$("sign-in").addEventListener("submit", event => {
  event.preventDefault();
  const { agentId, password, extension } = Object.fromEntries(new FormData(event.target));
  busy(event.submitter, async () => {
    agent = newAgent(agentId.trim(), extension.trim());
    const taken = await request("SignIn", { agentId: agent.id, password, extension: agent.extension });
    if (!taken) return leave();
    sessionStorage.setItem(remembered, JSON.stringify({ id: agent.id, extension: agent.extension }));
    // Finesse tells nothing where the agent was signed in already: then ask.
    setTimeout(() => { if (agent && !agent.wasIn) follow(agent.id, agent.extension); }, 2500);
  });
});

for (const button of document.querySelectorAll("#agent-card [data-request]"))
  button.addEventListener("click", () => busy(button, () => request(button.dataset.request, { agentId: agent.id })));

$("incoming").addEventListener("submit", event => {
  event.preventDefault();
  const { from, variable } = Object.fromEntries(new FormData(event.target));
  busy(event.submitter, async () => {
    tell("");
    const callVariables = variable ? { callVariable1: variable } : {};
    const { problem } = await post("/demo/calls", { from, to: agent.extension, callVariables });
    if (problem) tell(problem);
  });
});

$("outgoing").addEventListener("submit", event => {
  event.preventDefault();
  const { to } = Object.fromEntries(new FormData(event.target));
  busy(event.submitter, () => request("MakeCall", { agentId: agent.id, to }));
});

$("clear").addEventListener("click", clearLog);

async function start() {
  const info = await (await fetch("/demo/info")).json();
  hasSimulator = Boolean(info.agents);
  $("bus-name").textContent = info.broker ? `ActiveMQ, ${info.broker}` : "in memory";
  $("connector-name").textContent = info.connectorId;
  $("finesse-name").textContent = hasSimulator ? "simulator inside" : info.finesse;
  $("incoming").hidden = !hasSimulator;
  $("incoming-real").hidden = hasSimulator;
  if (hasSimulator) {
    const { id, password, extension } = info.agents[0];
    const form = $("sign-in").elements;
    [form.agentId.value, form.password.value, form.extension.value] = [id, password, extension];
    const last = info.agents.at(-1);
    $("sign-in-hint").textContent = `The simulator has agents ${id} to ${last.id} with passwords ${password} to ${last.password} and extensions ${extension} to ${last.extension}.`;
  }

  const stream = new EventSource("/demo/stream");
  stream.addEventListener("open", () => live(true));
  stream.addEventListener("error", () => live(false));
  stream.addEventListener("message", event => {
    const entry = JSON.parse(event.data);
    addRow(entry);
    if (entry.kind === "event") take(entry.name, entry.body);
  });

  const known = JSON.parse(sessionStorage.getItem(remembered) ?? "null");
  if (known) await follow(known.id, known.extension);
}

function live(on) {
  $("live").dataset.on = on;
  $("live").textContent = on ? "live" : "reconnecting";
}

start().catch(() => tell("The connector does not answer. Is it still running?"));
