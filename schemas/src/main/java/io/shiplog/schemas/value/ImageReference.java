package io.shiplog.schemas.value;

/**
 * A container image name.
 *
 * @param domain registry, e.g. docker.io
 * @param path e.g. library/nginx
 * @param tag empty when absent
 * @param digest empty when absent, else e.g. sha256:…
 */
public record ImageReference(String domain, String path, String tag, String digest) {

    /** Reads a familiar or full name; throws IllegalArgumentException. */
    public static ImageReference parse(String text) {
        String rest = text;
        String digest = "";
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = rest.substring(at + 1);
            rest = rest.substring(0, at);
        }
        String tag = "";
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        int slash = rest.indexOf('/');
        String head = slash < 0 ? "" : rest.substring(0, slash);
        if (head.contains(".") || head.contains(":") || head.equals("localhost")) {
            return new ImageReference(head, rest.substring(slash + 1), tag, digest);
        }
        return new ImageReference("docker.io", slash < 0 ? "library/" + rest : rest, tag, digest);
    }

    /** Full name with domain, tag and digest as far as there are any. */
    public String full() {
        return domain + "/" + path + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
    }
}
