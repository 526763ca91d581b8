package io.shiplog.logs.line;

import java.util.List;

/**
 * Where reading begins for somebody who wants the last lines, or those since a time.
 *
 * @param chunk index of the first chunk to read; as many as there are when none is wanted
 * @param skip lines that end in it, or in those behind it, and are not wanted
 */
public record Start(int chunk, long skip) {

    /**
     * Finds it. As in a kubelet the last lines are counted first and the time is asked afterwards.
     *
     * @param chunks of the run, oldest first
     * @param tailLines how many of the last lines, -1 for all
     * @param sinceNanos lines before are not wanted, Long.MIN_VALUE for all
     */
    public static Start of(List<Chunk> chunks, long tailLines, long sinceNanos) {
        int at = 0;
        long skip = 0;
        if (tailLines >= 0) {
            long have = 0;
            at = chunks.size();
            while (at > 0 && have < tailLines) {
                at--;
                have += chunks.get(at).wholeLines();
            }
            skip = Math.max(0, have - tailLines);
        }
        while (at < chunks.size()
                && sinceNanos != Long.MIN_VALUE
                && chunks.get(at).maxNanos() < sinceNanos) {
            skip = Math.max(0, skip - chunks.get(at).wholeLines());
            at++;
        }
        return new Start(at, skip);
    }
}
