package io.shiplog.logs.line;

/**
 * One line, or a piece of one that was too long.
 *
 * @param timeNanos epoch nanoseconds, by the clock of its node
 * @param partial the next line of the same stream continues it
 * @param text without its end; not to be changed
 */
public record Line(long timeNanos, boolean stderr, boolean partial, byte[] text) {}
