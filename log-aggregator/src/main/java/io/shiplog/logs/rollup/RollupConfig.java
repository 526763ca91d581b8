package io.shiplog.logs.rollup;

import io.shiplog.logs.window.SampleWindows;
import java.time.Duration;

/**
 * Settings of the windows.
 *
 * @param bounds length and grace of windows, and how much is followed
 * @param lookEvery how often windows are looked at that may have ended
 */
public record RollupConfig(SampleWindows.Bounds bounds, Duration lookEvery) {

    /** Windows of a minute; a look every five seconds, which is as often as samples come. */
    public static RollupConfig standard(int subjectsMax) {
        return new RollupConfig(SampleWindows.Bounds.standard(subjectsMax), Duration.ofSeconds(5));
    }
}
