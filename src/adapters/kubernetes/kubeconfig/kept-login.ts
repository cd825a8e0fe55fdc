import { BackoutError, errorText } from "../../../core/error.ts";
import type { Clock, Logger, SecretMasker, TlsIdentity } from "../../../core/runtime.ts";
import type { Credentials, Login } from "../api/login.ts";

/** Tokens and certificates in files are replaced while we run, a pod's at least hourly (client-go reads them again after a minute too). */
const KEPT_MS = 60_000;
/** When they cannot be read just now. */
const KEPT_ON_MS = 5_000;

/** What is shown, as it was read at one moment. */
export interface ReadLogin extends Login {
	/** Each of them is masked wherever it would be printed. */
	readonly secrets: readonly string[];
	/** When it has to be read again at the latest, milliseconds since the epoch; null: it does not end by itself. */
	readonly expiresAtMs: number | null;
}

/** Where a login is read. */
export interface LoginSource {
	readonly who: string;
	/** `isRefused`: the cluster did not take what was read before, so nothing kept may be given again. */
	read(isRefused: boolean): Promise<ReadLogin>;
}

/** What keeping a login needs. */
export interface KeepingParts {
	readonly clock: Clock;
	readonly log: Logger;
	readonly masker?: Pick<SecretMasker, "add">;
}

/** The source's login, read again when it is a minute old, has expired or was refused; many who ask at once read it once. */
export class KeptLogin implements Credentials {
	readonly who: string;
	readonly #source: LoginSource;
	readonly #parts: KeepingParts;
	#kept: { readonly login: Login; readonly untilMs: number } | null = null;
	#reading: Promise<Login> | null = null;

	constructor(source: LoginSource, parts: KeepingParts) {
		this.who = source.who;
		this.#source = source;
		this.#parts = parts;
	}

	async login(): Promise<Login> {
		if (this.#kept !== null && this.#parts.clock.now() < this.#kept.untilMs) return this.#kept.login;
		return await this.#once(() => this.#readOrKeep());
	}

	async renew(refused: Login): Promise<boolean> {
		// Another call may have renewed it meanwhile.
		if (this.#kept !== null && this.#kept.login !== refused) return true;
		return (await this.#once(() => this.#read(true))) !== refused;
	}

	async #once(read: () => Promise<Login>): Promise<Login> {
		this.#reading ??= read().finally(() => {
			this.#reading = null;
		});
		return await this.#reading;
	}

	/** A file that is just being replaced must not end a rollback: what was read before may still be taken. */
	async #readOrKeep(): Promise<Login> {
		try {
			return await this.#read(false);
		} catch (thrown) {
			if (this.#kept === null || !(thrown instanceof BackoutError)) throw thrown;
			this.#parts.log.warn(`the login of ${this.who} could not be read again and is kept: ${errorText(thrown)}`);
			this.#kept = { ...this.#kept, untilMs: this.#parts.clock.now() + KEPT_ON_MS };
			return this.#kept.login;
		}
	}

	async #read(isRefused: boolean): Promise<Login> {
		const { secrets, expiresAtMs, tls, headers } = await this.#source.read(isRefused);
		for (const secret of secrets) this.#parts.masker?.add(secret);
		const login = this.#sameAs({ tls, headers });
		const untilMs = Math.min(this.#parts.clock.now() + KEPT_MS, expiresAtMs ?? Number.POSITIVE_INFINITY);
		this.#kept = { login, untilMs };
		return login;
	}

	/** The object known already when nothing changed: its connections are used again. */
	#sameAs(read: Login): Login {
		const known = this.#kept?.login;
		if (known === undefined) return read;
		const tls: TlsIdentity = isSame(known.tls, read.tls) ? known.tls : read.tls;
		return tls === known.tls && isSame(known.headers, read.headers) ? known : { tls, headers: read.headers };
	}
}

function isSame(one: unknown, other: unknown): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
