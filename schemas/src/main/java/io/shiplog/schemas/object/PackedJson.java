package io.shiplog.schemas.object;

/**
 * A JSON text told by what it differs in from a text that its likes share. Immutable, safe to read from any thread.
 *
 * @param shape what is shared
 * @param differences see {@link JsonShape}
 * @param length bytes of the text
 */
record PackedJson(JsonShape shape, byte[] differences, int length) {

    /** The text, made anew. */
    byte[] text() {
        return shape.text(differences, length);
    }
}
