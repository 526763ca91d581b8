package io.shiplog.logs.store;

import io.shiplog.logs.line.Retention;

/**
 * Bounds of the store.
 *
 * @param retention of files
 * @param segmentAgeMillisMax a run's file is not added to for longer, so that old lines of a slow run can go by age
 */
public record StoreLimits(Retention retention, long segmentAgeMillisMax) {

    private static final long HOUR_MILLIS = 3_600_000L;
    private static final int FILES_MAX = 50_000;
    /** A file is closed after this part of the age at which it goes. */
    private static final int SEGMENTS_OF_AN_AGE = 7;

    /** So many bytes on the disk and so many hours, and 50,000 files: the index of each is kept in memory. */
    public static StoreLimits of(long bytes, long hours) {
        long age = hours * HOUR_MILLIS;
        return new StoreLimits(new Retention(bytes, FILES_MAX, age), age / SEGMENTS_OF_AN_AGE);
    }
}
