package io.shiplog.benchmarks;

/** A measurement that cannot be made or be trusted: told in one sentence, the run ends with exit code 1. */
public final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
