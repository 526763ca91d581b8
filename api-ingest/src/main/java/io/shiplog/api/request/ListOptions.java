package io.shiplog.api.request;

import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.value.FieldSelector;
import io.shiplog.schemas.value.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Query parameters of a list or watch (meta.k8s.io/v1 ListOptions).
 *
 * @param labelSelector empty selector when absent: everything
 * @param fieldSelector empty selector when absent; see {@link FieldLabels#check}
 * @param limit objects in a page, 0 for all
 * @param token where to go on, or null for the first page
 * @param resourceVersion as given, empty when absent
 * @param resourceVersionMatch NotOlderThan, Exact or empty
 * @param sendInitialEvents null when absent
 * @param timeoutSeconds 0 when absent
 */
public record ListOptions(
        LabelSelector labelSelector,
        FieldSelector fieldSelector,
        long limit,
        @Nullable ContinueToken token,
        String resourceVersion,
        String resourceVersionMatch,
        boolean watch,
        boolean allowWatchBookmarks,
        @Nullable Boolean sendInitialEvents,
        long timeoutSeconds) {

    private static final String VERSION = "resourceVersion";
    private static final String MATCH = "resourceVersionMatch";
    private static final String INITIAL = "sendInitialEvents";

    /** Throws StatusException: 400 for an unreadable value, 422 for parameters that do not go together. */
    public static ListOptions parse(Map<String, List<String>> query) {
        QueryValues values = QueryValues.of(query);
        String continuation = values.text("continue");
        String version = values.text(VERSION);
        if (!continuation.isEmpty() && !version.isEmpty() && !version.equals("0")) {
            throw StatusException.badRequest("specifying resource version is not allowed when using continue");
        }
        Long limit = values.number("limit");
        Long timeout = values.number("timeoutSeconds");
        ListOptions out = new ListOptions(
                labels(values.text("labelSelector")),
                fields(values.text("fieldSelector")),
                limit == null ? 0 : Math.max(0, limit),
                continuation.isEmpty() ? null : ContinueToken.decode(continuation),
                version,
                values.text(MATCH),
                values.flag("watch"),
                values.flag("allowWatchBookmarks"),
                values.optionalFlag(INITIAL),
                timeout == null ? 0 : Math.max(0, timeout));
        List<FieldError> errors = out.contradictions();
        if (!errors.isEmpty()) {
            throw StatusException.invalid("meta.k8s.io", "ListOptions", "", errors);
        }
        out.offset();
        return out;
    }

    /** resourceVersion as a number, -1 when absent. Throws StatusException 400 when it is no version of ours. */
    public long offset() {
        if (resourceVersion.isEmpty()) {
            return -1;
        }
        try {
            long offset = Long.parseLong(resourceVersion);
            if (offset >= 0) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // falls through to the same refusal as a negative number
        }
        throw StatusException.badRequest("Invalid value: \"" + resourceVersion + "\": not a valid resource version");
    }

    /** True when exactly the state as of {@link #offset} is wanted. */
    public boolean exact() {
        return resourceVersionMatch.equals("Exact");
    }

    /** A watch that starts with ADDED for all and a bookmark: sendInitialEvents=true, or no version, or version 0. */
    public boolean startsWithState() {
        return sendInitialEvents != null ? sendInitialEvents : offset() <= 0;
    }

    /** A streaming list: the state is followed by a bookmark annotated {@code k8s.io/initial-events-end}. */
    public boolean streamingList() {
        return watch && allowWatchBookmarks && Boolean.TRUE.equals(sendInitialEvents);
    }

    private List<FieldError> contradictions() {
        List<FieldError> errors = new ArrayList<>();
        if (sendInitialEvents != null && !watch) {
            errors.add(FieldError.forbidden(INITIAL, "sendInitialEvents is forbidden for list"));
        }
        if (resourceVersionMatch.isEmpty()) {
            if (sendInitialEvents != null && watch) {
                errors.add(FieldError.forbidden(
                        MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
            }
            return errors;
        }
        if (watch) {
            matchOfWatch(errors);
        } else {
            matchOfList(errors);
        }
        return errors;
    }

    private void matchOfWatch(List<FieldError> errors) {
        if (sendInitialEvents == null) {
            errors.add(FieldError.forbidden(
                    MATCH, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        } else if (!resourceVersionMatch.equals("NotOlderThan")) {
            errors.add(FieldError.notSupported(MATCH, "\"" + resourceVersionMatch + "\"", List.of("NotOlderThan")));
        }
    }

    private void matchOfList(List<FieldError> errors) {
        if (token != null) {
            errors.add(FieldError.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided"));
        } else if (resourceVersion.isEmpty()) {
            errors.add(FieldError.forbidden(
                    MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        } else if (!exact() && !resourceVersionMatch.equals("NotOlderThan")) {
            errors.add(FieldError.notSupported(
                    MATCH, "\"" + resourceVersionMatch + "\"", List.of("Exact", "NotOlderThan")));
        } else if (exact() && resourceVersion.equals("0")) {
            errors.add(FieldError.forbidden(
                    MATCH, "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\""));
        }
    }

    private static LabelSelector labels(String text) {
        try {
            return LabelSelector.parse(text);
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest("unable to parse labelSelector \"" + text + "\": " + e.getMessage());
        }
    }

    private static FieldSelector fields(String text) {
        try {
            return FieldSelector.parse(text);
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest("unable to parse fieldSelector \"" + text + "\": " + e.getMessage());
        }
    }
}
