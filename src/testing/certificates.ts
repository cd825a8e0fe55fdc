import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "./services/requirement.ts";

/** A certificate with its key, both PEM. */
export interface Issued {
	readonly certificate: string;
	readonly key: string;
}

/** What a certificate is to be; days count from now and may lie in the past. */
export interface CertificateWish {
	readonly name: string;
	/** The subject's organization, which Kubernetes takes for a group; none when left out. */
	readonly organization?: string;
	/** Like `DNS:shop.test` or `IP:127.0.0.1`; the name itself when left out. */
	readonly hosts?: readonly string[];
	readonly fromDays?: number;
	readonly toDays?: number;
	readonly isAuthority?: boolean;
	/** Who signs it; itself when left out. */
	readonly by?: Issued;
}

const DAY_MS = 24 * 3_600_000;

/** Makes a real certificate with openssl; throws with what openssl says. */
export function makeCertificate(wish: CertificateWish): Issued {
	const directory = mkdtempSync(join(tmpdir(), "backout-certificate-"));
	try {
		return make(wish, directory);
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

/** A signing request of that name for somebody else to sign, with its key, both PEM; throws with what openssl says. */
export function makeCertificateRequest(name: string): { readonly request: string; readonly key: string } {
	const directory = mkdtempSync(join(tmpdir(), "backout-certificate-"));
	const file = (part: string) => join(directory, part);
	try {
		openssl(["req", "-new", ...newKey(file("key")), "-subj", subjectOf({ name }), "-out", file("request")]);
		return { request: readFileSync(file("request"), "utf8"), key: readFileSync(file("key"), "utf8") };
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

function newKey(file: string): readonly string[] {
	return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file];
}

function make(wish: CertificateWish, directory: string): Issued {
	const file = (name: string) => join(directory, name);
	writeFileSync(file("index"), "");
	writeFileSync(file("config"), configOf(wish, directory));
	openssl(["req", "-new", "-config", file("config"), ...newKey(file("key")), "-subj", subjectOf(wish), "-out", file("request")]);
	writeFileSync(file("signer-key"), wish.by?.key ?? readFileSync(file("key")));
	writeFileSync(file("signer"), wish.by?.certificate ?? "");
	const signer = wish.by === undefined ? ["-selfsign"] : ["-cert", file("signer")];
	const dates = ["-startdate", date(wish.fromDays ?? -30), "-enddate", date(wish.toDays ?? 90)];
	const files = ["-config", file("config"), "-keyfile", file("signer-key"), "-in", file("request"), "-out", file("certificate")];
	openssl(["ca", "-batch", "-notext", "-extensions", "wish", ...files, ...signer, ...dates]);
	return { certificate: readFileSync(file("certificate"), "utf8"), key: readFileSync(file("key"), "utf8") };
}

function subjectOf({ name, organization }: CertificateWish): string {
	return `${organization === undefined ? "" : `/O=${organization}`}/CN=${name}`;
}

function configOf({ name, hosts = [`DNS:${name}`], isAuthority = false }: CertificateWish, directory: string): string {
	const settings = {
		database: join(directory, "index"),
		new_certs_dir: directory,
		default_md: "sha256",
		policy: "any",
		rand_serial: "yes",
	};
	const extensions = isAuthority
		? { basicConstraints: "critical,CA:TRUE", keyUsage: "keyCertSign" }
		: { basicConstraints: "CA:FALSE", subjectAltName: hosts.join(",") };
	const lines = (section: object) => Object.entries(section).map(([key, value]) => `${key} = ${value}`);
	const sections = {
		ca: { default_ca: "us" },
		us: settings,
		any: { organizationName: "optional", commonName: "supplied" },
		wish: extensions,
		req: { distinguished_name: "any" },
	};
	return Object.entries(sections)
		.flatMap(([section, content]) => [`[${section}]`, ...lines(content)])
		.join("\n");
}

/** `YYYYMMDDHHMMSSZ`, as openssl ca wants it; half a day is added so that whole days stay whole while a test runs. */
function date(days: number): string {
	const iso = new Date(Date.now() + (days + 0.5) * DAY_MS).toISOString();
	return `${iso.slice(0, 19).replaceAll(/[-T:]/g, "")}Z`;
}

function openssl(args: readonly string[]): void {
	const program = findProgram("openssl", []);
	if (program === null) throw new Error("openssl is not installed. Provide it with: apt-get install -y openssl");
	const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
	if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`);
}
