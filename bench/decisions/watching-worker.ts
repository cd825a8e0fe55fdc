import { parentPort } from "node:worker_threads";
import { carryOut, type Task } from "./watching.ts";

/** Carries out one task after the other and answers each with its looks. */
parentPort?.on("message", (task: Task) => parentPort?.postMessage(carryOut(task)));
