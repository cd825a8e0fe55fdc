import { pm2Fixture } from "./world.ts";

/** Real PM2: one fork instance, started from the release's own directory. */
export const fixture = pm2Fixture({ through: "directory", mode: "fork", instances: 1 });
