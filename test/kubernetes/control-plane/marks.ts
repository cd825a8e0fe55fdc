/** What annotations on a pod template tell the stand-in of the kubelet; durations as Go writes them, like `300ms`. */
export const MARKS = {
	/** From the pod's start until its containers are ready; 100ms when left out. */
	readyAfter: "backout.test/ready-after",
	/** `crash`, `image-gone` or `never-ready`; well when left out. */
	behaviour: "backout.test/behaviour",
	/** The container that does so; the first when left out. The others run. */
	container: "backout.test/container",
	/** From `CrashLoopBackOff` to the next start, and between two pulls; 1s when left out (a real kubelet: 10s, doubling). */
	retryAfter: "backout.test/retry-after",
	/** From a pod's deletion until it is gone; at once when left out. */
	stopsAfter: "backout.test/stops-after",
} as const;

/** How the main container of a release behaves. */
export type Behaviour = "well" | "crash" | "image-gone" | "never-ready";
