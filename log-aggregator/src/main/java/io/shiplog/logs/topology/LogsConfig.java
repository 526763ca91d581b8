package io.shiplog.logs.topology;

/**
 * Bounds of the log-aggregator.
 *
 * @param windowBytes how much of recent logs it holds in memory
 * @param linesPerContainer how many lines of one container
 * @param samples how many latest samples
 * @param address where the internal read protocol listens
 */
public record LogsConfig(long windowBytes, int linesPerContainer, int samples, String address) {

    /** 16 MiB of logs, 1,000 lines of a container, the latest samples of 20,000 containers. */
    public static LogsConfig standard() {
        return new LogsConfig(16L * 1024 * 1024, 1000, 20_000, "127.0.0.1");
    }
}
