/** Shorter secrets would mask ordinary text. */
const SHORTEST_SECRET = 4;
/** Shorter pieces of base64 turn up in ordinary text by chance. */
const SHORTEST_PIECE = 8;
/** A path segment of a URL this long is a token (Slack's webhook ends in 24 characters), not a word. */
const SHORTEST_TOKEN = 20;

/** Every way a secret may turn up in a text: as it is, JSON-, URL- and base64-encoded, and its telling parts; none when it is too short or nothing but `*`. */
export function secretForms(secret: string): readonly string[] {
	const wholes = [secret, secret.trim(), ...linesOf(secret), ...partsOfUrl(secret)].filter(isSecret);
	return [...new Set(wholes.flatMap(encodingsOf))];
}

function isSecret(text: string): boolean {
	return text.length >= SHORTEST_SECRET && !/^\*+$/.test(text);
}

/** A private key is often printed line by line. */
function linesOf(secret: string): readonly string[] {
	const lines = secret.split(/\r?\n/);
	return lines.length < 2 ? [] : lines.filter((line) => line.length >= SHORTEST_TOKEN && !line.startsWith("-----"));
}

/** Tools print the password of a connection string, or the path of a webhook, without the rest. */
function partsOfUrl(secret: string): readonly string[] {
	if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(secret) || !URL.canParse(secret)) return [];
	const url = new URL(secret);
	const tokens = url.pathname.split("/").filter((segment) => segment.length >= SHORTEST_TOKEN);
	const values = [...url.searchParams.values()].filter((value) => value.length >= SHORTEST_PIECE);
	return [url.password, decoded(url.password), ...tokens, ...values];
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function encodingsOf(secret: string): readonly string[] {
	const inUrl = encodeURIComponent(secret.toWellFormed());
	const inForm = new URLSearchParams({ s: secret }).toString().slice("s=".length);
	const lowerHex = inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
	return [secret, JSON.stringify(secret).slice(1, -1), inUrl, lowerHex, inForm, ...base64Forms(secret)];
}

/** The secret's base64 at each of the three places it can take in a longer text (`user:secret`), without the characters it shares with its neighbours. */
function base64Forms(secret: string): readonly string[] {
	const bytes = Buffer.from(secret, "utf8");
	const shifted = [0, 1, 2].map((shift) => {
		const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
		const ownTo = Math.floor(((shift + bytes.length) * 8) / 6);
		return text.slice(Math.ceil((shift * 8) / 6), ownTo);
	});
	const own = [bytes.toString("base64"), ...shifted.filter((piece) => piece.length >= SHORTEST_PIECE)];
	return own.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}
