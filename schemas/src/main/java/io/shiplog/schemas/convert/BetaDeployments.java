package io.shiplog.schemas.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the beta versions of Deployment assumed and v1 does not.
 *
 * <p>The pod template is never touched, so that the same manifest, applied later as apps/v1, starts no rollout.
 */
final class BetaDeployments {

    /** Stands for "no limit" in those versions. */
    private static final int UNLIMITED = Integer.MAX_VALUE;

    /**
     * One version.
     *
     * @param fromTemplate selector and labels are taken from the template when they are absent
     * @param rolling maxSurge and maxUnavailable of a rolling update, a percentage or a number of pods
     */
    private record Version(
            boolean fromTemplate, JsonNode rolling, int revisionHistoryLimit, int progressDeadlineSeconds) {}

    private static final Map<String, Version> VERSIONS = Map.of(
            "extensions/v1beta1", new Version(true, Json.MAPPER.valueToTree(1), UNLIMITED, UNLIMITED),
            "apps/v1beta1", new Version(true, Json.MAPPER.valueToTree("25%"), 2, 600),
            "apps/v1beta2", new Version(false, Json.MAPPER.valueToTree("25%"), 10, 600));

    private BetaDeployments() {}

    static void fill(ObjectNode tree, String apiVersion) {
        Version version = VERSIONS.get(apiVersion);
        if (version == null) {
            return;
        }
        ObjectNode spec = Json.ensure(tree, "spec");
        spec.remove("rollbackTo"); // an order to roll back once, no state
        if (version.fromTemplate()) {
            fromTemplate(tree, spec);
        }
        ObjectNode strategy = Json.ensure(spec, "strategy");
        setIfAbsent(strategy, "type", Json.MAPPER.valueToTree("RollingUpdate"));
        if (Json.textAt(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Json.ensure(strategy, "rollingUpdate");
            setIfAbsent(rolling, "maxUnavailable", version.rolling());
            setIfAbsent(rolling, "maxSurge", version.rolling());
        }
        setIfAbsent(spec, "revisionHistoryLimit", Json.MAPPER.valueToTree(version.revisionHistoryLimit()));
        setIfAbsent(spec, "progressDeadlineSeconds", Json.MAPPER.valueToTree(version.progressDeadlineSeconds()));
    }

    private static void fromTemplate(ObjectNode tree, ObjectNode spec) {
        JsonNode labels = Json.at(spec, "template", "metadata", "labels");
        if (labels == null || labels.isEmpty()) {
            return;
        }
        if (Json.at(spec, "selector") == null) {
            Json.ensure(spec, "selector").set("matchLabels", labels.deepCopy());
        }
        if (Json.mapAt(tree, "metadata", "labels").isEmpty()) {
            Json.ensure(tree, "metadata").set("labels", labels.deepCopy());
        }
    }

    private static void setIfAbsent(ObjectNode in, String field, JsonNode value) {
        @Nullable JsonNode there = in.get(field);
        if (there == null || there.isNull()) {
            in.set(field, value);
        }
    }
}
