import { BackoutError, errorText } from "../core/error.ts";
import { oneLine } from "../core/reading.ts";
import { type AwsSettings, awsPlaceText } from "./settings.ts";

/** What was asked, for messages. */
export interface AskedAws {
	/** The permission it needs: `ecs:UpdateService`. */
	readonly action: string;
	readonly settings: AwsSettings;
}

/** Names that the services give to "slower, please": those of @smithy/service-error-classification, 4.x. */
const THROTTLED =
	/^(BandwidthLimitExceeded|EC2ThrottledException|LimitExceededException|PriorRequestNotComplete|ProvisionedThroughputExceededException|RequestLimitExceeded|RequestThrottled(Exception)?|SlowDown|ThrottledException|Throttling(Exception)?|TooManyRequestsException|TransactionInProgressException)$/;
const EXPIRED = /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/;
const REFUSED =
	/^(InvalidClientTokenId|UnrecognizedClientException|InvalidSignature(Exception)?|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure|MissingAuthenticationToken|IncompleteSignature|InvalidToken)$/;
const DENIED = /^(AccessDenied(Exception)?|UnauthorizedOperation|AuthorizationError|NotAuthorized|Forbidden)$/;
const SKEWED = /^(RequestTimeTooSkewed|RequestInTheFuture)$/;
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|TimeoutError)$/;

/** What the SDK threw as a BackoutError `aws.…` that names the call and the fix; `cause` keeps the original, see awsErrorName. */
export function awsFault(thrown: unknown, asked: AskedAws): BackoutError {
	if (thrown instanceof BackoutError) return thrown;
	const { code, fix, retryable = false } = judged(thrown, asked);
	return new BackoutError({
		code: `aws.${code}`,
		message: `${asked.action}${placeIn(asked.settings)}: ${oneLine(saidBy(thrown), 400)}`,
		fix,
		retryable,
		cause: thrown,
	});
}

/** The name AWS gave to the error (`ClusterNotFoundException`), of what a client of AwsConnection threw; null for anything else. */
export function awsErrorName(thrown: unknown): string | null {
	const original = thrown instanceof BackoutError ? thrown.cause : thrown;
	return original instanceof Error ? original.name : null;
}

interface Judged {
	readonly code: string;
	readonly fix: string;
	readonly retryable?: boolean;
}

/** The order counts: a denied call may come as a 403 with any name. */
function judged(thrown: unknown, asked: AskedAws): Judged {
	const name = thrown instanceof Error ? thrown.name : "";
	const status = statusOf(thrown);
	const text = errorText(thrown);
	if (name === "AbortError") return { code: "aborted", fix: "ask again when there is time", retryable: true };
	if (/region is missing/i.test(text))
		return { code: "no-region", fix: "name the region: `region:` at the target, or AWS_REGION, or `aws configure set region …`" };
	if (EXPIRED.test(name) || (/expired/i.test(text) && /token|session|sso/i.test(text)))
		return { code: "login-expired", fix: loginFix(asked) };
	if (
		/credential/i.test(name) ||
		name === "TokenProviderError" ||
		(/could not be found|could not load credentials|resolve credentials/i.test(text) && /credential|profile/i.test(text))
	)
		return { code: "no-credentials", fix: credentialsFix(asked) };
	if (REFUSED.test(name)) return { code: "credentials-refused", fix: `AWS does not take these credentials: ${credentialsFix(asked)}` };
	if (SKEWED.test(name)) return { code: "clock", fix: "set this machine's clock: AWS takes only requests of the last minutes" };
	if (THROTTLED.test(name) || status === 429)
		return { code: "throttled", fix: "wait a minute and try again: the account's calls to this API are used up for now", retryable: true };
	if (DENIED.test(name) || status === 403) return { code: "access-denied", fix: accessFix(text, asked) };
	if (UNREACHABLE.test(codeOf(thrown)) || UNREACHABLE.test(name)) return { code: "unreachable", fix: reachFix(asked), retryable: true };
	if (status !== null && status >= 500)
		return { code: "unavailable", fix: "AWS itself is in trouble: try again, and see health.aws.amazon.com", retryable: true };
	return { code: "refused", fix: "see AWS's own words, and whether the names, the region and the account are right" };
}

function credentialsFix({ settings: { profile } }: AskedAws): string {
	return profile === undefined
		? "give AWS credentials: AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, `aws configure`, or `profile:` at the target; `aws sts get-caller-identity` shows who you are"
		: `see that the profile ${profile} is in ~/.aws/config and has credentials: \`aws sts get-caller-identity --profile ${profile}\``;
}

function loginFix({ settings: { profile } }: AskedAws): string {
	const flag = profile === undefined ? "" : ` --profile ${profile}`;
	return `log in again: \`aws sso login${flag}\`, or new temporary credentials; then go on`;
}

/** The permission that is missing, by its name, and on what. */
function accessFix(text: string, { action, settings }: AskedAws): string {
	const [, permission = action, resource] = /not authorized to perform:? (\S+?)(?: on resource:? (\S+))?(?:[\s.]|$)/.exec(text) ?? [];
	const who = /^User: (\S+)/.exec(text)?.[1] ?? settings.profile ?? "the caller";
	const on = resource === undefined ? "" : ` on ${resource}`;
	const denied = /explicit deny/.test(text) ? "; a policy denies it explicitly (an SCP, a boundary), and that one must give way" : "";
	return `allow ${who} \`${permission}\`${on}: the policies in deploy/aws/ hold everything that is called${denied}`;
}

function reachFix({ settings: { region, endpoint } }: AskedAws): string {
	if (endpoint !== undefined) return `see whether ${endpoint} answers from this machine`;
	return region === undefined
		? "see whether this machine reaches AWS (proxy, VPC endpoint, DNS)"
		: `see whether ${region} is the right region and whether this machine reaches AWS (proxy, VPC endpoint, DNS)`;
}

function placeIn(settings: AwsSettings): string {
	const place = awsPlaceText(settings);
	return place === "" ? "" : ` (${place})`;
}

function saidBy(thrown: unknown): string {
	if (!(thrown instanceof Error)) return String(thrown);
	const parts = thrown instanceof AggregateError ? thrown.errors.map(errorText) : [];
	const text = [thrown.message, ...parts].filter((part) => part !== "").join("; ");
	return ["", "Error", "UnknownError"].includes(thrown.name) || text.includes(thrown.name) ? text : `${thrown.name}: ${text}`;
}

function statusOf(thrown: unknown): number | null {
	if (typeof thrown !== "object" || thrown === null || !("$metadata" in thrown)) return null;
	const { $metadata } = thrown;
	if (typeof $metadata !== "object" || $metadata === null || !("httpStatusCode" in $metadata)) return null;
	return typeof $metadata.httpStatusCode === "number" ? $metadata.httpStatusCode : null;
}

function codeOf(thrown: unknown): string {
	return typeof thrown === "object" && thrown !== null && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}
