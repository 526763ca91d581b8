package io.shiplog.executor.metrics;

import java.time.Duration;

/**
 * How samples are taken.
 *
 * @param interval between two samples of everything
 * @param scrapeTimeout for one container's answer; below the interval, so that nothing piles up
 * @param seriesPerPodMax values taken from one pod's exposition; the rest is left out and counted
 * @param bytesPerScrapeMax longest exposition that is read
 * @param targetsMax pods that are asked in one round; the rest waits for the next one
 */
public record MetricsConfig(
        Duration interval, Duration scrapeTimeout, int seriesPerPodMax, int bytesPerScrapeMax, int targetsMax) {

    private static final Duration INTERVAL_MIN = Duration.ofSeconds(1);
    /** A container without a sample for 15 s does not run, so one that is late must not be enough for that. */
    private static final Duration INTERVAL_MAX = Duration.ofSeconds(10);

    private static final int PERCENT = 100;
    private static final int TIMEOUT_PERCENT = 60;

    /** Every 5 s: three samples make {@code kubectl top}, and the engine takes a second or two for one. */
    public static MetricsConfig standard() {
        return every(Duration.ofSeconds(5));
    }

    /** The same with another interval. Throws IllegalArgumentException for less than 1 s or more than 10 s. */
    public static MetricsConfig every(Duration interval) {
        if (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(INTERVAL_MAX) > 0) {
            throw new IllegalArgumentException("samples are taken every second at most, every 10 s at least");
        }
        Duration timeout = interval.multipliedBy(TIMEOUT_PERCENT).dividedBy(PERCENT);
        return new MetricsConfig(interval, timeout, 200, 1024 * 1024, 500);
    }
}
