// One BullMQ worker, or the sender, of a run in real time. Handlers sleep what the simulation drew;
// what happens is appended to a log.

import { appendFileSync, readFileSync } from "node:fs";
import { Queue, Worker } from "bullmq";

const place = process.env.QUEUEYARD_FIDELITY_PLAN;
const plan = JSON.parse(readFileSync(`${place}/plan.json`, "utf-8"));
const connection = { ...plan.connection, maxRetriesPerRequest: null };

function note(what, number) {
  appendFileSync(`${place}/log`, `${Date.now() / 1000} ${what} ${number}\n`);
}

function sleep(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Keep the event loop busy, so that no lock is renewed. */
function block(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

async function handle(job) {
  const number = job.data;
  note("started", number);
  await (plan.blocks ? block : sleep)(plan.work[number] * 1000);
  if (plan.poison.includes(number)) {
    note("failed", number);
    throw new Error("poison");
  }
  note("done", number);
}

async function send(began) {
  const queue = new Queue(plan.queue, { connection });
  await queue.waitUntilReady();
  for (const [at, number] of plan.sends) {
    await sleep(Math.max(0, (began + at) * 1000 - Date.now()));
    await queue.add("work", number, plan.job);
  }
  await queue.close();
}

async function work() {
  const worker = new Worker(plan.queue, handle, { connection, ...plan.worker });
  worker.on("error", () => {}); // A lock that is lost is one: the run goes on.
  await worker.waitUntilReady();
  note("ready", 0);
}

await (process.argv[2] === "send" ? send(Number(process.argv[3])) : work());
