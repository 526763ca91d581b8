package io.shiplog.schemas.checkpoint;

/** A checkpoint is there and must not be used; the message says why. The log is to be read from its beginning. */
public final class UnusableCheckpointException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableCheckpointException(String reason) {
        super(reason);
    }
}
