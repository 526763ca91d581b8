package io.shiplog.api.read;

/**
 * What the client saw and wants to be so still.
 *
 * @param uid or empty for any
 * @param resourceVersion or empty for any
 */
public record Expect(String uid, String resourceVersion) {

    /** Anything will do. */
    public static final Expect ANYTHING = new Expect("", "");

    /** A wanted version; empty and "0" mean any. */
    public static Expect version(String resourceVersion) {
        return new Expect("", resourceVersion.equals("0") ? "" : resourceVersion);
    }
}
