import type { ApplicationContext } from "@stricli/core";

/** The part of the process that commands touch; tests give their own. */
export interface CliProcess {
	readonly stdout: NodeJS.WriteStream;
	readonly stderr: NodeJS.WriteStream;
	readonly stdin: NodeJS.ReadStream;
	readonly env: NodeJS.ProcessEnv;
	exitCode?: number | string | null;
	on(signal: NodeJS.Signals, act: () => void): void;
	off(signal: NodeJS.Signals, act: () => void): void;
	/** Leaves at once. */
	exit(code: number): never;
}

/** What a command is given of the machine it runs on. */
export interface CliContext extends ApplicationContext {
	readonly process: CliProcess;
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
}

/** The context of the real process. */
export function realContext(): CliContext {
	const { stdout, stderr, stdin, env } = process;
	return {
		cwd: process.cwd(),
		env,
		process: {
			stdout,
			stderr,
			stdin,
			env,
			get exitCode(): number | string | null {
				return process.exitCode ?? null;
			},
			set exitCode(code) {
				process.exitCode = code ?? undefined;
			},
			on: (signal, act) => void process.on(signal, act),
			off: (signal, act) => void process.off(signal, act),
			exit: (code) => process.exit(code),
		},
	};
}
