import { AwsConnection } from "../aws/connection.ts";
import { errorText } from "../core/error.ts";
import { missingReading, oneLine } from "../core/reading.ts";
import type { Reading } from "../core/signal.ts";
import type { CloudWatchConfig } from "./cloudwatch-settings.ts";

/** Passes when every alarm is OK; an alarm that is missing, or has too little data, is unknown. */
export async function readAlarms(names: readonly string[], config: CloudWatchConfig, deadline: AbortSignal): Promise<Reading> {
	try {
		const { CloudWatchClient, DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
		const client = new AwsConnection(config).client(CloudWatchClient, "cloudwatch");
		const asked = new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ["MetricAlarm", "CompositeAlarm"], MaxRecords: 100 });
		const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(asked, { abortSignal: deadline });
		const states = new Map(
			[...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue, StateReason }) => [AlarmName, { StateValue, StateReason }]),
		);
		return judged(names, (name) => states.get(name) ?? null);
	} catch (thrown) {
		return missingReading("health", oneLine(errorText(thrown)));
	}
}

interface AlarmState {
	readonly StateValue: string | undefined;
	readonly StateReason: string | undefined;
}

function judged(names: readonly string[], stateOf: (name: string) => AlarmState | null): Reading {
	const of = (value: string) => names.filter((name) => stateOf(name)?.StateValue === value);
	const [firing, fine] = [of("ALARM"), of("OK")];
	const common = { kind: "check", latencyMs: null } as const;
	if (firing.length > 0) {
		const reasons = firing.map((name) => `${name}: ${oneLine(stateOf(name)?.StateReason ?? "")}`);
		return { ...common, passed: false, detail: `in ALARM: ${reasons.join("; ")}` };
	}
	if (fine.length === names.length)
		return { ...common, passed: true, detail: `${names.length === 1 ? "the alarm is" : `all ${names.length} alarms are`} OK` };
	const rest = names
		.filter((name) => !fine.includes(name))
		.map((name) => `${name} ${stateOf(name) === null ? "does not exist" : "has too little data"}`);
	return { ...common, passed: null, detail: rest.join("; ") };
}
