// Tries the workflows of public/n8n in a real n8n against the real program, and looks at what came of it in Steadyline.
//
//   STEADYLINE_PROGRAM=target/debug/steadyline N8N_FOLDER=~/.cache/steadyline/n8n node end2end/n8n/run.mjs
//
// N8N_FOLDER holds n8n and its own Node.js, from npm. `cargo xtask test --n8n` installs both and runs this.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as listen } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const program = resolve(process.env.STEADYLINE_PROGRAM ?? join(root, "target/debug/steadyline"));
const n8n = resolve(process.env.N8N_FOLDER ?? "");
const folder = mkdtempSync(join(tmpdir(), "steadyline-n8n-"));
const children = [];
const began = Date.now();
const say = (text) => console.log(`[${((Date.now() - began) / 1000).toFixed(1).padStart(6)}s] ${text}`);

const freePort = () =>
  new Promise((done) => {
    const server = listen().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Asks again until it is so; what is not so in time is the failure. */
async function eventually(what, look, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    let last;
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not in time: ${what}${last ? ` (${last.message})` : ""}`);
    await sleep(250);
  }
}

function start(name, command, args, env) {
  const log = openSync(join(folder, `${name}.log`), "w");
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", log, log], cwd: folder });
  children.push(child);
  return child;
}

async function json(method, url, body, headers = {}) {
  const reply = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await reply.text();
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = text;
  }
  return { status: reply.status, body: parsed };
}

/** Ends of the calls to these phones, in their order; a person answers all others. */
const ENDS = {
  "+15125550178": ["no-answer"],
  "+15125550179": ["busy", "busy"],
};

/** A SignalWire that takes every call and ends it the second time it is asked. */
function signalWire(port) {
  const calls = new Map();
  createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const wanted = `Basic ${Buffer.from("project:token").toString("base64")}`;
      const answer = (status, value) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(value));
      };
      if (request.headers.authorization !== wanted) return answer(401, {});
      if (request.method === "POST" && request.url.endsWith("/Calls.json")) {
        const form = new URLSearchParams(body);
        const sid = `CA${String(calls.size + 1).padStart(32, "0")}`;
        const call = { sid, from: form.get("From"), to: form.get("To"), status: "queued", duration: null, looks: 0 };
        calls.set(sid, call);
        return answer(201, call);
      }
      const call = calls.get(request.url.match(/Calls\/(\w+)\.json$/)?.[1]);
      if (!call) return answer(404, {});
      call.looks += 1;
      const earlier = [...calls.values()].filter((one) => one.to === call.to).indexOf(call);
      const end = ENDS[call.to]?.[earlier];
      if (call.looks <= 1) call.status = "in-progress";
      else if (end) Object.assign(call, { status: end, duration: "0" });
      else Object.assign(call, { status: "completed", duration: "42", answered_by: "human" });
      answer(200, call);
    });
  }).listen(port, "127.0.0.1");
  return calls;
}

async function run() {
  const [ours, theirs, broker, phones] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const steadyline = `http://127.0.0.1:${ours}`;
  const hooks = `http://127.0.0.1:${theirs}/webhook`;
  const calls = signalWire(phones);

  say("Starting Steadyline on an empty database");
  const database = ["--database-url", `sqlite://${join(folder, "steadyline.db")}`];
  const ask = (...args) => execFileSync(program, [...args, ...database], { encoding: "utf8" }).trim();
  ask("create-broker", "--slug", "test_broker", "--name", "Test Broker", "--main-line", "+15125550100");
  const key = ask("create-key", "--broker", "test_broker", "--name", "n8n");
  start("steadyline", program, ["serve", "--addr", `127.0.0.1:${ours}`, "--allow-private-endpoints", ...database]);
  const api = async (method, path, body) => {
    const reply = await json(method, `${steadyline}${path}`, body, { authorization: `Bearer ${key}` });
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  await eventually("Steadyline answers", async () => (await fetch(`${steadyline}/readyz`)).ok);
  // Whenever this runs, calls are allowed.
  await api("PATCH", "/api/v1/brokers/test_broker", { settings: { call_hours: "00:00-24:00" } });
  for (const number of ["+15125550142", "+15125550143", "+15125550144", "+12145550114"]) await api("POST", "/api/v1/numbers", { number });
  const endpoint = await api("POST", "/api/v1/event-endpoints", {
    url: `${hooks}/steadyline-events`,
    events: ["assignment.created", "assignment.held", "assignment.locked"],
  });

  say("Importing the workflows into n8n");
  const home = join(folder, "n8n");
  mkdirSync(home);
  const env = {
    N8N_USER_FOLDER: home, N8N_HOST: "127.0.0.1", N8N_LISTEN_ADDRESS: "127.0.0.1", N8N_PORT: String(theirs),
    N8N_RUNNERS_BROKER_PORT: String(broker), N8N_ENCRYPTION_KEY: "only-for-this-run", N8N_DIAGNOSTICS_ENABLED: "false",
    N8N_VERSION_NOTIFICATIONS_ENABLED: "false", N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: "false",
    N8N_DYNAMIC_BANNERS_ENABLED: "false", N8N_HIRING_BANNER_ENABLED: "false", N8N_TEMPLATES_ENABLED: "false",
    N8N_PERSONALIZATION_ENABLED: "false", N8N_LICENSE_AUTO_RENEW_ENABLED: "false", N8N_SECURE_COOKIE: "false",
    NODE_ENV: "production", N8N_DISABLED_MODULES: "mcp-registry",
    PATH: `${join(n8n, "node_modules/node/bin")}:${process.env.PATH}`,
  };
  const node = join(n8n, "node_modules/node/bin/node");
  const bin = join(n8n, "node_modules/n8n/bin/n8n");
  const tell = (...args) => execFileSync(node, [bin, ...args], { env: { ...process.env, ...env }, cwd: folder, stdio: "pipe" });
  const credential = (id, name, type, data) => ({ id, name, type, data });
  writeFileSync(join(folder, "credentials.json"), JSON.stringify([
    credential("steadylineKey000", "Steadyline API key", "httpHeaderAuth", { name: "Authorization", value: `Bearer ${key}` }),
    credential("webhookKey000000", "Webhook key", "httpHeaderAuth", { name: "X-Webhook-Key", value: "inbound" }),
    credential("signalwire000000", "SignalWire", "httpBasicAuth", { user: "project", password: "token" }),
  ]));
  tell("import:credentials", `--input=${join(folder, "credentials.json")}`);
  for (const [file, id] of [["assign-and-report", "swAssignReport01"], ["events", "swEvents00000001"], ["whole-way", "swWholeWay000001"]]) {
    // As people get it: from the program, with its own address in it.
    const reply = await fetch(`${steadyline}/n8n/${file}.json`);
    assert.equal(reply.status, 200, file);
    const text = (await reply.text())
      .replaceAll("whsec_PASTE_IT_HERE", endpoint.secret)
      .replaceAll("https://YOUR-SPACE.signalwire.com", `http://127.0.0.1:${phones}`);
    assert.ok(!text.includes("https://steadyline.example"), "its own address is in it");
    writeFileSync(join(folder, `${file}.json`), text);
    tell("import:workflow", `--input=${join(folder, `${file}.json`)}`);
    tell("publish:workflow", `--id=${id}`);
  }

  say("Starting n8n");
  start("n8n", node, [bin, "start"], env);
  await eventually("n8n is ready", async () => (await fetch(`http://127.0.0.1:${theirs}/healthz/readiness`)).ok, 120);
  const post = (path, body, headers = { "x-webhook-key": "inbound" }) => json("POST", `${hooks}/${path}`, body, headers);
  await eventually("the webhooks are there", async () => (await post("assign-number", {})).status !== 404);

  say("The guide's two bodies");
  const assigned = await post("assign-number", '{"lead_id": "test_lead", "broker_id": "test_broker"}');
  assert.equal(assigned.status, 200, JSON.stringify(assigned.body));
  assert.match(assigned.body.phone_number, /^\+1/);
  const again = await post("assign-number", '{"lead_id": "test_lead", "broker_id": "test_broker"}');
  assert.equal(again.body.assignment_id, assigned.body.assignment_id, "the lead stays on its number");
  const reported = await post("call-outcome", '{"lead_id": "test_lead", "outcome": "answered"}');
  assert.equal(reported.status, 200, JSON.stringify(reported.body));
  assert.equal(reported.body.action, "held");
  say(`  test_lead has ${assigned.body.phone_number} and is ${reported.body.action}`);

  say("What is wrong is answered as wrong");
  const missing = await post("assign-number", {});
  assert.deepEqual([missing.status, missing.body.field], [422, "lead_id"]);
  const unknown = await post("call-outcome", { lead_id: "nobody", outcome: "answered" });
  assert.equal(unknown.status, 404, JSON.stringify(unknown.body));
  const noKey = await post("assign-number", { lead_id: "x" }, {});
  assert.equal(noKey.status, 403);
  assert.ok(!JSON.stringify([missing, unknown, noKey]).includes(key), "no key leaks");

  say("In Steadyline");
  const { items: leads } = await api("GET", "/api/v1/leads?search=test_lead");
  assert.equal(leads.length, 1);
  const { items: held } = await api("GET", `/api/v1/assignments?lead_id=${leads[0].id}`);
  assert.equal(held.length, 1);
  assert.deepEqual([held[0].status, held[0].call_attempts], ["active", 1]);
  const { items: counted } = await api("GET", `/api/v1/calls?lead_id=${leads[0].id}`);
  assert.deepEqual(counted.map((call) => call.outcome), ["answered"]);

  say("Events arrive in n8n, signed, and what is not ours is refused");
  const deliveries = await eventually("the events are delivered", async () => {
    const { items } = await api("GET", "/api/v1/deliveries");
    return items.length >= 2 && items.every((one) => one.status === "delivered") && items;
  });
  const [first] = (await Promise.all(deliveries.map((one) => api("GET", `/api/v1/deliveries/${one.id}`)))).reverse();
  assert.equal(first.sent[0].status, 200);
  assert.deepEqual(JSON.parse(first.sent[0].reply), { taken: first.event_id });
  const forged = await json("POST", `${hooks}/steadyline-events`, { type: "assignment.held", data: {} }, {
    "webhook-id": "1", "webhook-timestamp": String(Math.floor(Date.now() / 1000)), "webhook-signature": "v1,AAAA",
  });
  assert.equal(forged.status, 401, JSON.stringify(forged.body));
  say(`  ${deliveries.length} delivered: ${deliveries.map((one) => one.event).reverse().join(", ")}`);

  say("One lead the whole way");
  // Long enough that n8n keeps what waits in its database, as it does for the half hour that is usual.
  await api("PATCH", "/api/v1/brokers/test_broker", { settings: { min_minutes_between_attempts: 2 } });
  const callLead = async (lead_id, phone, more = {}) => {
    const began = await post("call-lead", { lead_id, phone, ...more });
    assert.equal(began.status, 202, JSON.stringify(began.body));
  };
  const placed = (phone) => [...calls.values()].filter((call) => call.to === phone);
  /** The lead's calls as Steadyline has them, oldest first, once there are so many. */
  const reportedCalls = async (lead, count, seconds) => {
    const { items: [{ id }] } = await api("GET", `/api/v1/leads?search=${lead}`);
    return eventually(`${count} of ${lead}'s calls are reported`, async () => {
      const { items } = await api("GET", `/api/v1/calls?lead_id=${id}`);
      return items.length === count && items.reverse();
    }, seconds);
  };
  /** The lead's newest assignment, with its number. */
  const standing = async (lead) => {
    const { items: [{ id }] } = await api("GET", `/api/v1/leads?search=${lead}`);
    const { items: [own] } = await api("GET", `/api/v1/assignments?lead_id=${id}`);
    return own;
  };
  await callLead("whole-way", "+15125550177");
  await callLead("again-way", "+15125550178");
  await callLead("last-way", "+15125550179", { max_attempts: 1 });
  await eventually("all three are called", () => calls.size === 3);

  const [answered] = await reportedCalls("whole-way", 1);
  const [talk] = placed("+15125550177");
  assert.deepEqual([answered.outcome, answered.reference, answered.duration_seconds], ["answered", talk.sid, 42]);
  const own = await standing("whole-way");
  assert.equal(own.status, "active");
  assert.equal(own.phone_number, talk.from, "the caller ID is the lead's number");
  say(`  answered: ${talk.from} called ${talk.to}, ${answered.outcome}, call ${answered.reference}`);

  const [last] = await reportedCalls("last-way", 1);
  assert.deepEqual([last.outcome, (await standing("last-way")).status], ["busy", "unreachable"]);
  say(`  the last attempt: ${last.outcome}, the lead is unreachable and is left alone`);

  const [missed] = await reportedCalls("again-way", 1);
  assert.equal(missed.outcome, "no_answer");
  say(`  not answered: n8n waits until the lead may be called again`);
  const both = await reportedCalls("again-way", 2, 300);
  const tries = placed("+15125550178");
  assert.deepEqual(both.map((call) => call.outcome), ["no_answer", "answered"]);
  assert.deepEqual(both.map((call) => call.reference), tries.map((call) => call.sid), "each is reported under its own id");
  const kept = await standing("again-way");
  assert.deepEqual([kept.status, kept.call_attempts], ["active", 2]);
  assert.deepEqual(tries.map((call) => call.from), [kept.phone_number, kept.phone_number], "from the same number both times");
  const pause = (Date.parse(both[1].called_at) - Date.parse(both[0].called_at)) / 1000;
  assert.ok(pause >= 120, `called again after ${pause} seconds`);
  say(`  called again after ${Math.round(pause)} s from the same number: ${both[1].outcome}`);
  assert.deepEqual([placed("+15125550177").length, placed("+15125550179").length], [1, 1], "nobody else is called again");
}

let failed = true;
try {
  await run();
  failed = false;
  say("n8n and Steadyline agree");
} catch (error) {
  console.error(error);
  for (const name of ["steadyline", "n8n"]) {
    try {
      console.error(`--- ${name}\n${readFileSync(join(folder, `${name}.log`), "utf8").split("\n").slice(-40).join("\n")}`);
    } catch {
      // It was not started.
    }
  }
} finally {
  for (const child of children) child.kill();
  await sleep(1000);
  if (!failed) rmSync(folder, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
}
