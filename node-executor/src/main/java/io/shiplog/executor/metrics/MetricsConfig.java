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

    /** Every 5 s: three samples make {@code kubectl top}, and the engine takes a second or two for one. */
    public static MetricsConfig standard() {
        return new MetricsConfig(Duration.ofSeconds(5), Duration.ofSeconds(3), 200, 1024 * 1024, 500);
    }
}
