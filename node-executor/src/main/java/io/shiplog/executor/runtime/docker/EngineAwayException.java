package io.shiplog.executor.runtime.docker;

/** The engine did not answer, so nobody knows what came of the request; asking again does no harm. */
final class EngineAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean late;

    /** @param late it is there and took too long, as opposed to being away */
    EngineAwayException(String message, boolean late, Throwable cause) {
        super(message, cause);
        this.late = late;
    }

    boolean late() {
        return late;
    }
}
