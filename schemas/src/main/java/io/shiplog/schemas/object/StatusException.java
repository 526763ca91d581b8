package io.shiplog.schemas.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** A refusal that the user is told: carries the Kubernetes Status (kind Status, v1) word for word. */
public final class StatusException extends RuntimeException {

    /** Cause of a refusal that a scheduler hears when another one has registered since. */
    public static final String STALE_SCHEDULER_EPOCH = "StaleSchedulerEpoch";

    private static final long serialVersionUID = 1L;
    private final transient ObjectNode status;

    private StatusException(ObjectNode status) {
        super(Json.textAt(status, "message"), null, false, false);
        this.status = status;
    }

    /** The Status object; give it away, do not change it. */
    public ObjectNode status() {
        return status;
    }

    /** HTTP code of the Status. */
    public int code() {
        return (int) Json.longAt(status, 500, "code");
    }

    /** Any Status; details are added by {@link #withDetails}. */
    public static StatusException of(int code, String reason, String message) {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
        return new StatusException(status);
    }

    /** Wraps a Status that was read from a record. */
    public static StatusException read(byte[] statusJson) {
        return new StatusException(Json.parse(statusJson));
    }

    /** The same with details.name, details.group, details.kind. */
    public StatusException withDetails(String name, String group, String kindOrPlural) {
        ObjectNode details = Json.ensure(status, "details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        details.put("kind", kindOrPlural);
        return this;
    }

    /** The same with one more of details.causes: a reason for programs, beside the message for people. */
    public StatusException withCause(String reason, String message) {
        ObjectNode details = Json.ensure(status, "details");
        ArrayNode causes = details.get("causes") instanceof ArrayNode known ? known : details.putArray("causes");
        causes.addObject().put("reason", reason).put("message", message);
        return this;
    }

    /** Has a Status this reason among its details.causes? */
    public static boolean hasCause(ObjectNode status, String reason) {
        return Json.objectsAt(status, "details", "causes").stream()
                .anyMatch(cause -> Json.textAt(cause, "reason").equals(reason));
    }

    /** 400 BadRequest. */
    public static StatusException badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    /** 404 {@code deployments.apps "x" not found}. */
    public static StatusException notFound(String group, String plural, String name) {
        return of(404, "NotFound", resource(group, plural) + " \"" + name + "\" not found")
                .withDetails(name, group, plural);
    }

    /** 409 {@code configmaps "x" already exists}. */
    public static StatusException alreadyExists(String group, String plural, String name) {
        return of(409, "AlreadyExists", resource(group, plural) + " \"" + name + "\" already exists")
                .withDetails(name, group, plural);
    }

    /** 409 Operation cannot be fulfilled on …: detail. */
    public static StatusException conflict(String group, String plural, String name, String detail) {
        return of(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on " + resource(group, plural) + " \"" + name + "\": " + detail)
                .withDetails(name, group, plural);
    }

    /** 403 {@code pods "x" is forbidden: detail}. */
    public static StatusException forbidden(String group, String plural, String name, String detail) {
        return of(403, "Forbidden", resource(group, plural) + " \"" + name + "\" is forbidden: " + detail)
                .withDetails(name, group, plural);
    }

    /** 422 {@code Deployment.apps "x" is invalid: field: message}, with a cause for each error. */
    public static StatusException invalid(String group, String kind, String name, List<FieldError> errors) {
        String text = errors.size() == 1
                ? errors.get(0).toString()
                : errors.stream().map(FieldError::toString).collect(Collectors.joining(", ", "[", "]"));
        String qualified = group.isEmpty() ? kind : kind + "." + group;
        StatusException out = of(422, "Invalid", qualified + " \"" + name + "\" is invalid: " + text)
                .withDetails(name, group, kind);
        ArrayNode causes = Json.ensure(out.status, "details").putArray("causes");
        for (FieldError error : errors) {
            causes.addObject()
                    .put("reason", error.reason())
                    .put("message", error.message())
                    .put("field", error.field());
        }
        return out;
    }

    private static String resource(String group, String plural) {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
