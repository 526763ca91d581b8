package io.shiplog.api.proto;

/** Bytes that are no protobuf message of the expected kind; becomes a 400 at the border of this package. */
final class MalformedProtobufException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final int position;

    MalformedProtobufException(String what, int position) {
        super(what + " at byte " + position, null, false, false);
        this.what = what;
        this.position = position;
    }

    /** The same seen from the message around it: its field is put in front of the path. */
    MalformedProtobufException inside(String field) {
        return new MalformedProtobufException(
                what.startsWith(".") ? "." + field + what : "." + field + " " + what, position);
    }
}
