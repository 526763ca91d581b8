package io.shiplog.executor.runtime.docker;

/** The engine's answer with a status of 400 or more, in its own words. */
final class EngineRefusalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    EngineRefusalException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
