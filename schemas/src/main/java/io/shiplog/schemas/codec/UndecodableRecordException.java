package io.shiplog.schemas.codec;

/** Bytes on a topic that are no record of ours; the message says what is wrong with them. */
public final class UndecodableRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UndecodableRecordException(String message) {
        super(message);
    }

    public UndecodableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
