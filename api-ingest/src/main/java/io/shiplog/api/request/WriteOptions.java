package io.shiplog.api.request;

import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Query parameters of POST, PUT and PATCH (CreateOptions, UpdateOptions, PatchOptions).
 *
 * @param dryRun admit and answer, but store nothing
 * @param fieldManager as given, else the User-Agent up to its first slash
 * @param force for an apply patch: take fields that others own
 */
public record WriteOptions(boolean dryRun, String fieldManager, FieldValidation fieldValidation, boolean force) {

    /** Kubernetes refuses longer names of managers (field fieldManager, 128 characters). */
    private static final int MANAGER_LENGTH_MAX = 128;

    /** What happens to fields that the kind does not have. */
    public enum FieldValidation {
        /** 400. */
        STRICT,
        /** A Warning header; the default. */
        WARN,
        IGNORE
    }

    /** Throws StatusException 422 for a word that Kubernetes does not know. */
    public static WriteOptions parse(Map<String, List<String>> query, @Nullable String userAgent) {
        QueryValues values = QueryValues.of(query);
        return new WriteOptions(
                dryRun(values.texts("dryRun")),
                manager(values.text("fieldManager"), userAgent),
                validation(values.text("fieldValidation")),
                values.flag("force"));
    }

    /** True for ["All"]. Throws StatusException 422 for any other word. */
    static boolean dryRun(List<String> words) {
        for (String word : words) {
            if (!word.equals("All")) {
                throw refused(FieldError.notSupported("dryRun", quoted(word), List.of("All")));
            }
        }
        return !words.isEmpty();
    }

    private static String manager(String given, @Nullable String userAgent) {
        if (given.length() > MANAGER_LENGTH_MAX) {
            String detail = "may not be more than " + MANAGER_LENGTH_MAX + " bytes";
            throw refused(new FieldError("FieldValueTooLong", "fieldManager", "Too long: " + detail));
        }
        if (!given.isEmpty()) {
            return given;
        }
        // "kubectl/v1.32.5 (linux/amd64)" acts as "kubectl"
        String agent = userAgent == null ? "" : userAgent;
        int slash = agent.indexOf('/');
        String derived = slash < 0 ? agent : agent.substring(0, slash);
        return derived.length() > MANAGER_LENGTH_MAX ? derived.substring(0, MANAGER_LENGTH_MAX) : derived;
    }

    private static FieldValidation validation(String word) {
        return switch (word) {
            case "Strict" -> FieldValidation.STRICT;
            case "", "Warn" -> FieldValidation.WARN;
            case "Ignore" -> FieldValidation.IGNORE;
            default ->
                throw refused(
                        FieldError.notSupported("fieldValidation", quoted(word), List.of("Ignore", "Strict", "Warn")));
        };
    }

    private static StatusException refused(FieldError error) {
        return StatusException.invalid("meta.k8s.io", "WriteOptions", "", List.of(error));
    }

    private static String quoted(String word) {
        return "\"" + word + "\"";
    }
}
