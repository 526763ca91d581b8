package io.shiplog.api.stream;

import java.io.IOException;

/** Bytes that are not SPDY/3.1, or more of it than is taken. */
final class SpdyException extends IOException {

    private static final long serialVersionUID = 1L;

    SpdyException(String message) {
        super(message);
    }
}
