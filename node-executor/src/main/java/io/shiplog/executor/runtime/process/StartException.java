package io.shiplog.executor.runtime.process;

/** A container cannot be started; the reason is Kubernetes', the message says what to do. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1L;
    private final String reason;

    StartException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** CreateContainerError, CreateContainerConfigError or RunContainerError. */
    String reason() {
        return reason;
    }
}
