/** A service in an environment: what locks, ledgers and holds are kept by. */
export interface Place {
	readonly service: string;
	readonly environment: string;
}

/** `checkout in production`. */
export function placeText(place: Place): string {
	return `${place.service} in ${place.environment}`;
}
