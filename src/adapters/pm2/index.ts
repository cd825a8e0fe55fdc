import type { Adapter } from "../../core/adapter.ts";
import { type Pm2Config, placeOf, pm2Schema } from "./config.ts";

export type { Pm2Config } from "./config.ts";

/** Returns a PM2 app to the directory of an older release. */
export const pm2Adapter: Adapter<Pm2Config> = {
	kind: "pm2",
	schema: pm2Schema,
	endpoints(config, directory) {
		const place = placeOf(config, directory);
		return [`pm2:${place.home}/${place.app}`];
	},
	async connect(config, context) {
		const { Pm2Target } = await import("./target.ts");
		return new Pm2Target(placeOf(config, context.directory), context);
	},
};
