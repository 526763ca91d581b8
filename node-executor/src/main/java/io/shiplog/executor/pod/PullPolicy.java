package io.shiplog.executor.pod;

/** {@code imagePullPolicy} of a container. */
public enum PullPolicy {
    IF_NOT_PRESENT,
    ALWAYS,
    NEVER;

    /** Reads the field; when it is absent, Always for tag latest or none, else IfNotPresent. */
    public static PullPolicy of(String text, String image) {
        return switch (text) {
            case "Always" -> ALWAYS;
            case "Never" -> NEVER;
            case "IfNotPresent" -> IF_NOT_PRESENT;
            default -> floats(image) ? ALWAYS : IF_NOT_PRESENT;
        };
    }

    private static boolean floats(String image) {
        if (image.contains("@")) {
            return false;
        }
        String last = image.substring(image.lastIndexOf('/') + 1);
        return !last.contains(":") || last.endsWith(":latest");
    }
}
