import { z } from "zod";

// By default zod writes and compiles a program of its own for every schema. A command uses most of them once: compiling costs many times what it saves
// (measured: 30 ms of processor time in `backout run`). It must be said before the first schema is made, so app/index.ts imports this before all else.
z.config({ jitless: true });
