package io.shiplog.schemas.value;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container image name (the grammar of distribution/reference).
 *
 * @param domain registry with optional port, e.g. docker.io or localhost:5000; empty only after {@link #parseStrict}
 * @param path e.g. library/nginx
 * @param tag empty when absent
 * @param digest empty when absent, else sha256: and 64 hex digits
 */
public record ImageReference(String domain, String path, String tag, String digest) {

    /** The registry of names without one. */
    public static final String DEFAULT_DOMAIN = "docker.io";

    /** Tag of names with neither tag nor digest. */
    public static final String DEFAULT_TAG = "latest";

    private static final String LEGACY_DOMAIN = "index.docker.io";
    private static final String OFFICIAL = "library/";
    private static final int PATH_MAX = 255;

    /** More than any registry, path, tag and digest together may have. */
    private static final int TEXT_MAX = 1024;

    private static final String WRONG_FORMAT = "invalid reference format";

    private static final String PATH_PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*+";
    private static final String DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String DOMAIN =
            "(?:" + DOMAIN_PART + "(?:\\." + DOMAIN_PART + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
    private static final Pattern REFERENCE = Pattern.compile("(?:(?<domain>" + DOMAIN + ")/)?"
            + "(?<path>" + PATH_PART + "(?:/" + PATH_PART + ")*)"
            + "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
            + "(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?");
    private static final Pattern SHA256 = Pattern.compile("sha256:[a-f0-9]{64}");
    private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");

    /**
     * Reads a name as written in a pod, with the defaults docker.io and library/. IllegalArgumentException says
     * why not.
     */
    public static ImageReference parse(String text) {
        if (IDENTIFIER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
        }
        int slash = text.indexOf('/');
        String head = slash < 0 ? "" : text.substring(0, slash);
        boolean hasDomain = namesDomain(head);
        String domain = hasDomain && !head.equals(LEGACY_DOMAIN) ? head : DEFAULT_DOMAIN;
        String rest = hasDomain ? text.substring(slash + 1) : text;
        if (domain.equals(DEFAULT_DOMAIN) && rest.indexOf('/') < 0) {
            rest = OFFICIAL + rest;
        }
        int end = rest.indexOf(':') < 0 ? rest.length() : rest.indexOf(':');
        String name = rest.substring(0, end);
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(WRONG_FORMAT + ": repository name (" + name + ") must be lowercase");
        }
        ImageReference out = parseStrict(domain + "/" + rest);
        if (out.domain.isEmpty()) {
            throw new IllegalArgumentException(WRONG_FORMAT);
        }
        return out;
    }

    /**
     * What stands before the first slash is a registry when it cannot be a user: a dot, a port, capitals, or
     * localhost.
     */
    private static boolean namesDomain(String head) {
        return !head.isEmpty()
                && (head.indexOf('.') >= 0
                        || head.indexOf(':') >= 0
                        || head.equals("localhost")
                        || !head.equals(head.toLowerCase(Locale.ROOT)));
    }

    /** Reads by the grammar alone, without defaults: the domain may be empty. Throws IllegalArgumentException. */
    public static ImageReference parseStrict(String text) {
        if (text.length() > TEXT_MAX) {
            throw new IllegalArgumentException(WRONG_FORMAT);
        }
        Matcher matcher = REFERENCE.matcher(text);
        if (!matcher.matches()) {
            boolean onlyCase = REFERENCE.matcher(text.toLowerCase(Locale.ROOT)).matches();
            throw new IllegalArgumentException(onlyCase ? "repository name must be lowercase" : WRONG_FORMAT);
        }
        ImageReference out = new ImageReference(
                group(matcher, "domain"), group(matcher, "path"), group(matcher, "tag"), group(matcher, "digest"));
        if (out.path.length() > PATH_MAX) {
            throw new IllegalArgumentException("repository name must not be more than 255 characters");
        }
        if (!out.digest.isEmpty() && !SHA256.matcher(out.digest).matches()) {
            throw new IllegalArgumentException(
                    out.digest.startsWith("sha256:")
                            ? "invalid checksum digest length"
                            : "unsupported digest algorithm");
        }
        return out;
    }

    private static String group(Matcher matcher, String name) {
        String found = matcher.group(name);
        return found == null ? "" : found;
    }

    /** Reads only names that are written in full. Throws IllegalArgumentException for those that need a default. */
    public static ImageReference parseCanonical(String text) {
        ImageReference out = parse(text);
        if (!out.full().equals(text)) {
            throw new IllegalArgumentException("repository name must be canonical");
        }
        return out;
    }

    /** The full text of a name, or sha256:… of a bare image id of 64 hex digits. Throws IllegalArgumentException. */
    public static String parseAny(String text) {
        if (IDENTIFIER.matcher(text).matches()) {
            return "sha256:" + text;
        }
        return SHA256.matcher(text).matches() ? text : parse(text).full();
    }

    /** Domain and path, e.g. docker.io/library/nginx. */
    public String repository() {
        return domain.isEmpty() ? path : domain + "/" + path;
    }

    /** Everything: docker.io/library/nginx:1.27. */
    public String full() {
        return repository() + ending();
    }

    /** The shortest name that means the same: nginx:1.27. */
    public String familiar() {
        return familiarName() + ending();
    }

    /** {@link #familiar} without tag and digest. */
    public String familiarName() {
        if (!domain.equals(DEFAULT_DOMAIN)) {
            return repository();
        }
        boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
        return official ? path.substring(OFFICIAL.length()) : path;
    }

    private String ending() {
        return (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
    }

    /** What to pull: with tag latest when there is neither tag nor digest; the digest alone when there are both. */
    public ImageReference withDefaultTag() {
        if (!digest.isEmpty()) {
            return new ImageReference(domain, path, "", digest);
        }
        return tag.isEmpty() ? new ImageReference(domain, path, DEFAULT_TAG, "") : this;
    }

    /**
     * True when a shell pattern (*, ?, [a-z]; none crosses a slash) matches the familiar name, with or without
     * its tag.
     */
    public boolean matchesGlob(String pattern) {
        Pattern glob = glob(pattern);
        return glob.matcher(familiar()).matches()
                || glob.matcher(familiarName()).matches();
    }

    private static Pattern glob(String pattern) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (c == '*') {
                out.append("[^/]*");
            } else if (c == '?') {
                out.append("[^/]");
            } else if (close > 0) {
                out.append('[')
                        .append(pattern.substring(i + 1, close)
                                .replace("\\", "\\\\")
                                .replace("[", "\\["))
                        .append(']');
                i = close;
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(out.toString());
    }

    /** As {@link #full}. */
    @Override
    public String toString() {
        return full();
    }
}
