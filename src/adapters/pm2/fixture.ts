import { pm2Fixture } from "./world.ts";

/** Real PM2: two cluster instances, started through a `current` symlink. */
export const fixture = pm2Fixture({ through: "link" });
