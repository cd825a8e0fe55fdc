/** A stream of numbers, 0 ≤ u < 1, that is the same each time it is made from the same seed. */
export type Random = () => number;

const WARM_UP = 15;
const TWO_26 = 2 ** 26;
const TWO_53 = 2 ** 53;

/** A stream of its own for each pair of numbers: sfc32 (Chris Doty-Humphrey's Small Fast Counting generator), two words to a number of 53 bits. */
export function randomOf(seed: number, stream: number): Random {
	let [a, b, c, counter] = [seed | 0, stream | 0, 0x9e3779b9 | 0, 1];
	const word = () => {
		const sum = (((a + b) | 0) + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (((c << 21) | (c >>> 11)) + sum) | 0;
		return sum >>> 0;
	};
	for (let turn = 0; turn < WARM_UP; turn++) word();
	return () => ((word() >>> 5) * TWO_26 + (word() >>> 6)) / TWO_53;
}
