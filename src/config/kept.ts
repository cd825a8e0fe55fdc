/** What is left of `T` when its undefined values are taken out. */
type Kept<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The object without the keys whose value is undefined, so that spreading it over defaults never erases one. */
export function kept<T extends object>(given: T): Kept<T> {
	const result: Kept<T> = { ...given };
	for (const key in result) if (result[key] === undefined) delete result[key];
	return result;
}
