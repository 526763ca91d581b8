package io.shiplog.logs.topology;

import java.time.Duration;

/**
 * Bounds of the log-aggregator.
 *
 * @param storeBytes how much of lines it keeps on its disk
 * @param storeHours how long it keeps them at most
 * @param samples how many latest samples
 * @param address where the internal read protocol listens
 */
public record LogsConfig(long storeBytes, long storeHours, int samples, String address) {

    /** A few files of one run: with less the lines of one pod would push out those of all others at once. */
    private static final long STORE_BYTES_MIN = 64L * 1024 * 1024;

    private static final long GIB = 1024L * 1024 * 1024;
    private static final long WEEK_HOURS = 7 * 24;

    /** 2 GiB of lines (packed, some ten times as much as text), a week of them, samples of 20,000 containers. */
    public static LogsConfig standard() {
        return new LogsConfig(2 * GIB, WEEK_HOURS, 20_000, "127.0.0.1");
    }

    /**
     * The same with other bounds of the store, rounded down to hours. Throws IllegalArgumentException for less than 64
     * MiB or one hour.
     */
    public LogsConfig keeping(long bytes, Duration age) {
        if (bytes < STORE_BYTES_MIN || age.toHours() < 1) {
            throw new IllegalArgumentException("at least 64Mi and one hour of lines are kept");
        }
        return new LogsConfig(bytes, age.toHours(), samples, address);
    }

    /** The same, listening elsewhere. */
    public LogsConfig withAddress(String host) {
        return new LogsConfig(storeBytes, storeHours, samples, host);
    }
}
