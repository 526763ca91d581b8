package io.shiplog.logs.line;

/**
 * Which lines of a run are wanted, and how they are written: v1.PodLogOptions after its times have been worked out.
 *
 * @param tailLines how many of the last lines, -1 for all
 * @param limitBytes how many bytes at most, -1 for all
 * @param sinceNanos lines before are not wanted, Long.MIN_VALUE for all
 */
public record LogOptions(boolean follow, long tailLines, long limitBytes, long sinceNanos, boolean timestamps) {

    /** Everything there is now. */
    public static final LogOptions ALL = new LogOptions(false, -1, -1, Long.MIN_VALUE, false);
}
